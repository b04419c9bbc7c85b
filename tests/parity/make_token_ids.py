"""Writes tests/fixtures/token-ids.json: what Hugging Face's `tokenizers` makes of whole data sets and odd texts.

    python tests/parity/make_token_ids.py [SHARED]

SHARED is the folder that has data/ (default ../shared). Per data set and text a 32-bit FNV-1a hash of the ids
as little-endian int32 is kept, base64-packed, so that a test can name the texts that differ.
"""

import base64
import json
import struct
import sys
from pathlib import Path

from tokenizers import Tokenizer

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared"
MODEL = "all-MiniLM-L6-v2"
MAX_TOKENS = 128


def sms_texts():
    lines = (SHARED / "data/sms_spam_uci/SMSSpamCollection.tsv").read_bytes().decode("utf-8").split("\n")
    return [line.split("\t", 1)[1] for line in lines if "\t" in line]


def germeval_texts(part):
    lines = (SHARED / f"data/germeval2018/germeval2018.{part}.txt").read_bytes().decode("utf-8").split("\n")
    return [line.split("\t", 1)[0] for line in lines if "\t" in line]


ODD_TEXTS = [
    "", " ", "\t\n\r\f\v", "\u00a0\u2003\u3000\u202f\u205f", "\u200b\u200d\u2060\ufeff", "a\u0000b\u0001c\u007fd\u0085e\u009ff",
    "a\u000bb\u000cc\u001cd", "a\ufffdb", "a\u00adb soft\u00adhyphen", "a\u2028b\u2029c", "\ue000private\uf8ff\U000f0000", "\u0378 unassigned \U000e0080",
    "‼️", "⚠️ 1️⃣ #️⃣ ©️", "👩‍👩‍👧‍👦 family", "👍🏽👎🏿", "🇩🇪🇨🇭", "😀😃😄x", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "(╯°□°)╯︵ ┻━┻", "¯\\_(ツ)_/¯",
    "ΟΔΥΣΣΕΥΣ", "ΟΔΥΣΣΕΎΣ ὈΔΥΣΣΕΎΣ.", "Σ", "ΑΣ ΑΣΑ ΑΣ.", "ᾳ ᾼ ΐ ΰ", "İstanbul ISPARTA ısı", "STRASSE Straße GROẞ", "ﬁ ﬂ ﬃ ﬆ", "Å K Ω",
    "café cafe\u0301 CAFÉ", "naïve Ångström Zürich Łódź Øre Đà Nẵng", "e\u0323\u0301 e\u0301\u0323", "a" + "\u0301" * 50 + "b",
    "日本語のテキスト", "中文字符测试", "한국어 텍스트", "ひらがな カタカナ ﾊﾝｶｸ", "が が\u3099 は゜", "𠀀𪜀𫠠𫤟𫤠𫝀丽㐀龥豈", "漢字abc漢字", "、。「」〈〉！？",
    "السلام عليكم", "مَرْحَبًا بِكُمْ", "שָׁלוֹם עולם", "हिन्दी में पाठ", "ภาษาไทย ไม่มี", "தமிழ் உரை", "বাংলা লেখা", "မြန်မာ", "ខ្មែរ", "አማርኛ", "ქართული ᲥᲐᲠᲗᲣᲚᲘ",
    "Привет, мир! Ёлка Йод", "Ǆ ǅ ǆ Ǉ", "ⅣⅧ ⓐⓑ ①② ½ ¾ m²", "𝐛𝐨𝐥𝐝 𝔉𝔯𝔞𝔨𝔱𝔲𝔯 ｆｕｌｌ ｗｉｄｔｈ",
    "[CLS] [SEP] [MASK] [PAD] [UNK]", "[cls] [ CLS ] [CLS", "a[SEP]b[MASK]c", "[unused5] ##ing ##", "##", "[CLS][CLS]",
    "it's don't I'm we'll \u2018quoted\u2019 \u201cdouble\u201d", "a.b,c;d:e!f?g", "$100 €50 £3 ¥7 +1-2=3 <x> ^ ` ~ | _a_", "§ ¶ • … – — ― ‐ ‑ ° ¬ ¦",
    "http://example.com/a?b=c&d=%20#e user@example.com @user #tag", "C:\\path\\file.txt", "<br /><b>bold</b> &amp; &#39;", "{\"json\": [1, 2.5e-3, null]}",
    "x" * 100, "x" * 101, "supercalifragilisticexpialidocious", "é" * 100, "é" * 101, "e\u0301" * 100, "e\u0301" * 101, "😀" * 100, "😀" * 101,
    "word " * 300, "\n\n line one \r\n line two \t tab", "0123456789 1,234.56 1_000 0x1F", "\u0130\u0307", "ſ ß ŉ ǰ", "\u1ebf\u1ec7\u01b0\u01a1",
]


def fnv1a(ids):
    value = 0x811C9DC5
    for byte in struct.pack(f"<{len(ids)}i", *ids):
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def packed(encodings):
    return base64.b64encode(b"".join(struct.pack("<I", fnv1a(e.ids)) for e in encodings)).decode()


def main():
    tokenizer = Tokenizer.from_file(str(ROOT / f"public/models/{MODEL}/tokenizer.json"))
    tokenizer.no_padding()
    data_sets = {
        "sms_spam_uci": sms_texts(),
        "germeval2018.training": germeval_texts("training"),
        "germeval2018.test": germeval_texts("test"),
    }
    result = {"model": MODEL, "maxTokens": MAX_TOKENS, "dataSets": {}}
    for name, texts in data_sets.items():
        tokenizer.no_truncation()
        whole = tokenizer.encode_batch(texts)
        tokenizer.enable_truncation(MAX_TOKENS)
        cut = tokenizer.encode_batch(texts)
        result["dataSets"][name] = {
            "texts": len(texts),
            "tokens": sum(len(e.ids) for e in whole),
            "truncated": sum(len(e.ids) > MAX_TOKENS for e in whole),
            "whole": packed(whole),
            "cut": packed(cut),
        }
        print(name, {k: v for k, v in result["dataSets"][name].items() if k not in ("whole", "cut")})
    tokenizer.no_truncation()
    result["oddTexts"] = [{"text": text, "ids": tokenizer.encode(text).ids} for text in ODD_TEXTS]
    lines = json.dumps(result, ensure_ascii=True, separators=(",", ":")).replace('{"text":', '\n{"text":')
    (ROOT / "tests/fixtures/token-ids.json").write_text(lines + "\n", encoding="ascii")
    print(len(ODD_TEXTS), "odd texts;", len(lines), "bytes")


if __name__ == "__main__":
    main()
