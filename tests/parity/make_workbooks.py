"""Writes tests/fixtures/*.xlsx: workbooks as openpyxl and XlsxWriter write them, with what a cell can hold.

    pip install openpyxl==3.1.5 xlsxwriter==3.2.9; python3 tests/parity/make_workbooks.py"""

import datetime
import pathlib

import openpyxl
import xlsxwriter

fixtures = pathlib.Path(__file__).parents[1] / "fixtures"

book = openpyxl.Workbook()
notes = book.active
notes.title = "Notes"
notes.append(["only one column here"])
notes.append(["and a few lines"])
hidden = book.create_sheet("Hidden")
hidden.sheet_state = "hidden"
hidden.append(["text", "label"])
hidden.append(["not to be seen", "x"])
reviews = book.create_sheet("Reviews")
reviews.append(["text", "label", "when", "number", "flag"])
reviews.append(["Schön & gut <b>", "pos", datetime.datetime(2024, 2, 29, 13, 5), 0.1, True])
reviews.append(["line\nbreak", None, datetime.date(2020, 1, 1), 1e21, False])
reviews.append([])
reviews.append([None, "neg", None, 12345678, None])
reviews.append(["  spaced ", "00123", None, None, "日本 😀"])
other = book.create_sheet("Other")
other.append(["words", "class"])
other.append(["some words", "a"])
other.append(["other words", "b"])
book.save(fixtures / "openpyxl.xlsx")

book = xlsxwriter.Workbook(fixtures / "xlsxwriter.xlsx")
sheet = book.add_worksheet("Sheet1")
bold = book.add_format({"bold": 1})
date = book.add_format({"num_format": "dd/mm/yy"})
sheet.write_row(0, 0, ["text", "label"])
sheet.write_rich_string(1, 0, "is ", bold, "bold", " text")
sheet.write(1, 1, "pos")
sheet.write_formula(2, 0, '=CONCATENATE("a","b")', None, "ab")
sheet.write_datetime(2, 1, datetime.datetime(2024, 5, 6), date)
sheet.write(3, 0, "_x000D_ stays")
sheet.write(3, 1, 0.5)
book.close()
