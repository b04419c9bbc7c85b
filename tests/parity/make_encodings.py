"""Writes tests/fixtures/encodings.json: real texts of several languages in the encodings before Unicode, by Python's codecs.

    python3 tests/parity/make_encodings.py

The texts are the compiler messages of TypeScript (Apache-2.0), which come in many languages with node_modules."""

import base64
import json
import pathlib
import random

root = pathlib.Path(__file__).parents[2]
messages = root / "node_modules" / "typescript" / "lib"

ENCODINGS = {
    "ja": ["shift_jis", "euc_jp"],
    "zh-cn": ["gbk", "gb18030"],
    "zh-tw": ["big5"],
    "ko": ["euc_kr", "cp949"],
    "de": ["cp1252", "latin-1"],
    "fr": ["cp1252", "latin-1"],
    "es": ["cp1252"],
    "pl": ["cp1250"],
    "ru": ["cp1251", "koi8-r"],
}
# As TextDecoder calls them.
LABELS = {
    "euc_jp": "euc-jp",
    "gbk": "gb18030",
    "cp949": "euc-kr",
    "euc_kr": "euc-kr",
    "cp1252": "windows-1252",
    "latin-1": "windows-1252",
    "cp1250": "windows-1250",
    "cp1251": "windows-1251",
}


def fits(text: str, encoding: str) -> bool:
    try:
        return not text.isascii() and text.encode(encoding).decode(encoding) == text
    except UnicodeError:
        return False


cases = []
chance = random.Random(1)
for language, encodings in ENCODINGS.items():
    path = messages / language / "diagnosticMessages.generated.json"
    texts = list(json.loads(path.read_text("utf-8")).values())
    for encoding in encodings:
        usable = [text for text in texts if fits(text, encoding)]
        for count in (5, 30):
            rows = chance.sample(usable, count)
            lines = ["text,label"]
            lines += ['"%s",%s' % (row.replace('"', '""'), "ab"[index % 2]) for index, row in enumerate(rows)]
            written = "".join(line + "\r\n" for line in lines).encode(encoding)
            cases.append(
                {
                    "language": language,
                    "python": encoding,
                    "encoding": LABELS.get(encoding, encoding),
                    "rows": rows,
                    "bytes": base64.b64encode(written).decode(),
                }
            )
target = root / "tests" / "fixtures" / "encodings.json"
target.write_text(json.dumps(cases, ensure_ascii=False, separators=(",", ":")) + "\n")
print(len(cases), "cases", target.stat().st_size, "bytes")
