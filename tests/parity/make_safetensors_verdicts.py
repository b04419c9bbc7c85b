"""Writes tests/fixtures/safetensors-verdicts.json: small safetensors files, most of them spoilt, and whether Python's
`safetensors` (the reference, in Rust) takes them.

    python tests/parity/make_safetensors_verdicts.py
"""

import base64
import json
import random
import struct
from pathlib import Path

from safetensors import deserialize

OUT = Path(__file__).resolve().parents[1] / "fixtures/safetensors-verdicts.json"
draw = random.Random(5)


def file_of(header, data, length=None):
    text = header if isinstance(header, bytes) else json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def sound():
    header, position = {}, 0
    for index in range(draw.randrange(1, 4)):
        kind, size = draw.choice([("F32", 4), ("F16", 2), ("BF16", 2), ("I64", 8), ("U8", 1)])
        shape = [draw.randrange(0, 3) for _ in range(draw.randrange(0, 3))]
        count = size
        for length in shape:
            count *= length
        header[f"t{index}"] = {"dtype": kind, "shape": shape, "data_offsets": [position, position + count]}
        position += count
    return header, bytes(draw.randrange(256) for _ in range(position))


def spoilt():
    header, data = sound()
    name = draw.choice(list(header))
    entry = header[name]
    kind = draw.randrange(12)
    if kind == 0:
        entry["dtype"] = draw.choice(["F65", "", "f32", "Q4", 7, None, "toString"])
    elif kind == 1:
        entry["shape"] = draw.choice([[-1], [2**40, 2**40], [1.5], "2", None, [2**53], {"0": 1}])
    elif kind == 2:
        entry["data_offsets"] = draw.choice([[0], [0, 1, 2], [4, 0], [-4, 0], "04", None, [0, 2**60], [0.5, 4]])
    elif kind == 3:
        entry["data_offsets"] = [entry["data_offsets"][0] + draw.choice([-1, 1, 4]), entry["data_offsets"][1]]
    elif kind == 4:
        data += b"\0" * draw.randrange(1, 9)
    elif kind == 5:
        data = data[: draw.randrange(0, len(data) + 1)]
    elif kind == 6:
        return file_of(header, data, draw.choice([0, 1, 2**63, 2**64 - 1, 10**8, 100]))
    elif kind == 7:
        text = bytearray(json.dumps(header).encode())
        text[draw.randrange(len(text))] = draw.randrange(256)
        return file_of(bytes(text), data)
    elif kind == 8:
        header["__metadata__"] = draw.choice([{"format": "pt"}, {}])
    elif kind == 9:
        header["copy"] = dict(entry)
    elif kind == 10:
        return file_of(draw.choice([b"[]", b"null", b"{", b"[" * 5000, b'{"a":' * 500, b"\xff\xfe{}", b'"x"', b"{}"]), data)
    else:
        del entry[draw.choice(list(entry))]
    return file_of(header, data)


def verdict(content):
    try:
        return sorted([name, info["dtype"], info["shape"]] for name, info in deserialize(content))
    except Exception:
        return None


def main():
    cases = [file_of(*sound()) for _ in range(60)] + [spoilt() for _ in range(340)]
    rows = [{"file": base64.b64encode(case).decode(), "tensors": verdict(case)} for case in cases]
    print(sum(row["tensors"] is not None for row in rows), "of", len(rows), "are taken")
    OUT.write_text("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n", encoding="ascii")


main()
