"""Writes tests/fixtures/csv-rows.json: what Python's csv module reads from the files in ../shared/data.

    python3 tests/parity/make_csv_rows.py

Encoding, delimiter and quoting are given here by hand; Hone guesses them. Of each file: the number of rows, and a hash
of them all. Blank rows are left out, and empty cells at the end of a row."""

import csv
import hashlib
import io
import json
import pathlib

root = pathlib.Path(__file__).parents[2]
data = root.parent / "shared" / "data"

UNQUOTED = {"sms_spam_uci", "sst2", "germeval2018", "uci_sentiment_sentences"}


def dialect(path: pathlib.Path) -> tuple[str, str, bool]:
    name = path.name
    folder = path.parent.name
    encoding = "utf-8-sig"
    if "utf16" in name:
        encoding = "utf-16"
    elif "cp1252" in name:
        encoding = "cp1252"
    elif "latin1" in name:
        encoding = "latin-1"
    delimiter = ","
    if path.suffix == ".tsv" or folder in UNQUOTED or name == "de_utf16le_bom_tab.txt":
        delimiter = "\t"
    elif "semicolon" in name or name == "sniff_limit.csv":
        delimiter = ";"
    quoted = folder not in UNQUOTED and name != "malformed.tsv"
    return encoding, delimiter, quoted


def rows_of(path: pathlib.Path) -> list[list[str]]:
    if path.name == "custrev.all":
        lines = path.read_bytes().decode("utf-8").split("\n")
        return [line.split(" ", 1) for line in lines if line]
    if path.name == "data_small.json":
        parts = json.loads(path.read_text("utf-8"))
        return [[*row, part] for part, rows in parts.items() for row in rows]
    encoding, delimiter, quoted = dialect(path)
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    text = path.read_bytes().decode(encoding)
    # newline="": the csv module sees line ends as they are.
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting))


def trimmed(row: list[str]) -> list[str]:
    row = [cell.replace("\r\n", "\n") for cell in row]
    while row and row[-1] == "":
        row.pop()
    return row


paths = sorted(
    path
    for path in data.rglob("*")
    if path.suffix in {".csv", ".tsv", ".txt", ".all", ".json"}
    and path.name != "readme.txt"
    and path.parent.name != "expected_json"
)
csv.field_size_limit(10_000_000)
result = {}
for path in paths:
    rows = [row for row in rows_of(path) if len(row) > 1 or (row and row[0].strip())]
    rows = [trimmed(row) for row in rows]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    result[str(path.relative_to(data))] = {
        "rows": len(rows),
        "sha256": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    }
target = root / "tests" / "fixtures" / "csv-rows.json"
target.write_text(json.dumps(result, indent=2) + "\n")
print(len(result), "files")
