"""Writes tests/fixtures/jaccard.json: the Jaccard similarity of character 5-grams of pairs of texts, by Python's sets.

    python tests/parity/make_jaccard.py [SHARED]

SHARED is the folder that has data/ (default ../shared). Each pair is a message and a changed copy of it.
"""

import json
import random
import re
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared"


def normalize(text):
    """Letters, marks and digits in small letters, one space for all else."""
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in unicodedata.normalize("NFKC", text).lower())
    return re.sub(" +", " ", kept).strip() or text.strip()


def shingles(text):
    padded = f" {normalize(text)} "
    return {padded[i : i + 5] for i in range(max(1, len(padded) - 4))}


def jaccard(a, b):
    a, b = shingles(a), shingles(b)
    return len(a & b) / len(a | b)


lines = (SHARED / "data/sms_spam_uci/SMSSpamCollection.tsv").read_text(encoding="utf-8").split("\n")
# Up to 96 shingles Hone is exact; letters beyond the first plane would be two of its code units.
messages = [m for m in (line.split("\t", 1)[1] for line in lines if "\t" in line) if 20 <= len(m) <= 90 and max(map(ord, m)) < 0x10000]
draw = random.Random(5)
pairs = []
for message in draw.sample(messages, 300):
    words = message.split(" ")
    for _ in range(draw.randint(0, 2)):
        words[draw.randrange(len(words))] = draw.choice(["x", "very", "2", "", "ÄRGER", "…"])
    pairs.append([message, " ".join(words), round(jaccard(message, " ".join(words)), 6)])
(ROOT / "tests/fixtures/jaccard.json").write_text(json.dumps(pairs, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
