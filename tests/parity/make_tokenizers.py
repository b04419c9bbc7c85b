"""Writes tests/fixtures/tokenizers/: a small tokenizer of each kind that Hone reads, and what Hugging Face's
`tokenizers` makes of whole data sets and odd texts with it.

    python tests/parity/make_tokenizers.py [SHARED]

SHARED is the folder that has data/ (default ../shared). Besides requirements.txt it needs sentencepiece 0.2.3, whose
trainer makes the Unigram vocabulary and whose normalization rules (nmt_nfkc, those of XLM-R) go into its file; and
protobuf, by which transformers reads such a file.

- cased: WordPiece that keeps case and accents, as bert-base-multilingual-cased
- bytePairs: byte-level BPE, as roberta-base
- unigram: SentencePiece Unigram, as xlm-roberta-base; unigramNew: the same as transformers 4.40 and later converts it
- symbols.sentencepiece.bpe.model: SentencePiece's own file of a small vocabulary without rules, with tokens that its maker
  defined. Of the large one, of which `unigram` was made, there is only the hash (the test writes it anew from `unigram`)
- sentencePiece: that hash, and the ids that transformers' XLMRobertaTokenizerFast, made from the small file alone, gives.
  Made from the large one it must give those of `unigram`
"""

import gzip
import hashlib
import io
import json
import random
import sys
import tempfile
from pathlib import Path

import sentencepiece
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import XLMRobertaTokenizerFast

sys.path.insert(0, str(Path(__file__).parent))
from make_token_ids import ODD_TEXTS, ROOT, germeval_texts, packed, sms_texts

OUT = ROOT / "tests/fixtures/tokenizers"

ARABIC = [
    "أعلنت الحكومة اليوم عن خطة جديدة لدعم الاقتصاد الوطني وتشجيع الاستثمار.", "هذا الفيلم رائع جدًا، أنصح الجميع بمشاهدته!",
    "الخدمة سيئة للغاية ولن أعود إلى هذا المطعم مرة أخرى.", "اِقْرَأْ بِاسْمِ رَبِّكَ الَّذِي خَلَقَ", "سعر المنتج ١٢٣٫٤٥ دولار، والتوصيل مجاني.",
    "لا إله إلا الله ﷺ ﷲ ﻻ ﻷ", "المـــــــرحبا كيف حالك؟", "ﺍﻟﺴﻼﻡ ﻋﻠﻴﻜﻢ", "قال: «لا أعرف»؛ ثم ذهب.", "اردو میں یہ ایک جملہ ہے۔", "این یک جملهٔ فارسی است و نیم‌فاصله دارد.",
]
CHINESE = [
    "今天天气很好,我们一起去公园散步吧。", "这部电影非常精彩,强烈推荐大家去看!", "服务态度太差了,再也不会来这家餐厅。", "我花了1,234.50元买了这台iPhone手机。",
    "中華人民共和國與臺灣的關係", "「你好」,她說:『再見』……", "ＡＢＣ１２３全角字符、半角ｶﾅ", "㈱㍿㌔㎏①Ⅳ", "𠮷野家と𩸽", "龘靐齉齾爩", "北京大学是中国最好的大学之一吗?是的。",
]


SYMBOLS = ["see <url> lol", "<url><url>x", "lollipop", "＜url＞ <turn> a<turn>b", "<mask> lol <s>", "  <url>  "]


def random_texts(count=2000):
    """Strings over all of Unicode, most of them near each other in the table as real text is."""
    draw = random.Random(7)
    texts = []
    for _ in range(count):
        start = draw.choice([0, 0x80, 0x300, 0x600, 0x900, 0xE00, 0x1100, 0x1E00, 0x2000, 0x3000, 0x4E00, 0xAC00, 0xF900, 0xFE00, 0x1F300, 0x1D400])
        points = [start + draw.randrange(0x180) if draw.random() < 0.8 else draw.randrange(0x20, 0x20000) for _ in range(draw.randrange(1, 12))]
        texts.append("".join(" " if draw.random() < 0.15 else chr(point) for point in points if not 0xD800 <= point < 0xE000))
    return texts


def special(*contents):
    return [AddedToken(content, normalized=False, special=True) for content in contents]


def cased(texts):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=3000, special_tokens=names, show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def byte_pairs(texts):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    names = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer = trainers.BpeTrainer(
        vocab_size=3000, special_tokens=names, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False, special=True)])
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def sentencepiece_model(texts, **options):
    model = io.BytesIO()
    lines = [line for text in texts for line in text.split("\n") if line.strip() and "\0" not in line]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, model_type="unigram", minloglevel=2, num_threads=1, **options
    )
    return model.getvalue()


def from_file_alone(model):
    """What transformers makes of a folder with nothing but this."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sentencepiece.bpe.model").write_bytes(model)
        return XLMRobertaTokenizerFast.from_pretrained(folder).backend_tokenizer


def write_sentencepiece(large, as_unigram, texts, own, drawn):
    from_large = from_file_alone(large)
    for text in [*texts, *own, *drawn]:
        assert from_large.encode(text).ids == as_unigram.encode(text).ids, text
    symbols = {"user_defined_symbols": ["<url>", "lol"], "control_symbols": ["<turn>"]}
    small = sentencepiece_model(texts[:1500], vocab_size=600, normalization_rule_name="identity", **symbols)
    (OUT / "symbols.sentencepiece.bpe.model").write_bytes(small)
    tokenizer = from_file_alone(small)
    result = {
        "largeHash": hashlib.sha256(large).hexdigest(),
        "oddTexts": [tokenizer.encode(text).ids for text in own],
        "randomTexts": packed(tokenizer.encode_batch(drawn)),
        "symbolTexts": {text: tokenizer.encode(text).ids for text in SYMBOLS},
    }
    (OUT / "sentencePiece.json.gz").write_bytes(gzip.compress(json.dumps(result).encode(), mtime=0))


def fields(message):
    """The fields of a protocol buffer: number and value."""
    position = 0

    def varint():
        nonlocal position
        value = shift = 0
        while True:
            byte = message[position]
            position += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while position < len(message):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        else:
            size = varint() if key & 7 == 2 else {1: 8, 5: 4}[key & 7]
            yield key >> 3, message[position : position + size]
            position += size


def unigram(model, new):
    """As transformers' XLMRobertaConverter, from the message ModelProto (normalizer_spec = 3, precompiled_charsmap = 2)."""
    spec = dict(fields(model))[3]
    charsmap = dict(fields(spec))[2]
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    pieces = [(processor.id_to_piece(i), processor.get_score(i)) for i in range(3, processor.get_piece_size())]
    names = ["<s>", "<pad>", "</s>", "<unk>"]
    vocab = [*((name, 0.0) for name in names), *pieces, ("<mask>", 0.0)]
    tokenizer = Tokenizer(models.Unigram(vocab, unk_id=3, byte_fallback=False))
    metaspace = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    if new:
        tokenizer.normalizer = normalizers.Sequence(
            [normalizers.Precompiled(charsmap), normalizers.Strip(left=False, right=True), normalizers.Replace(Regex(" {2,}"), "▁")]
        )
        tokenizer.pre_tokenizer = metaspace
    else:
        tokenizer.normalizer = normalizers.Precompiled(charsmap)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), metaspace])
    tokenizer.add_special_tokens([*special(*names), AddedToken("<mask>", lstrip=True, normalized=False, special=True)])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def main():
    data_sets = {
        "sms_spam_uci": sms_texts(),
        "germeval2018.test": germeval_texts("test"),
    }
    corpus = [*data_sets["sms_spam_uci"], *germeval_texts("training"), *(ARABIC + CHINESE) * 20, *ODD_TEXTS]
    own = [*ODD_TEXTS, *ARABIC, *CHINESE, "a<mask>b <mask>  <mask>c <s> </s>", "<unk>x<pad>", "  two  spaces  ", "▁a ▁▁ b", "x\r\n y\u0085z\ufeff w"]
    drawn = random_texts()
    model = sentencepiece_model(corpus, vocab_size=4000, character_coverage=0.9995, normalization_rule_name="nmt_nfkc")
    made = {"cased": cased(corpus), "bytePairs": byte_pairs(corpus), "unigram": unigram(model, False), "unigramNew": unigram(model, True)}
    OUT.mkdir(parents=True, exist_ok=True)
    texts = json.dumps({"oddTexts": own, "randomTexts": drawn}).encode()
    (OUT / "texts.json.gz").write_bytes(gzip.compress(texts, mtime=0))
    for name, tokenizer in made.items():
        content = tokenizer.to_str().encode()
        # The test makes unigramNew from unigram: they differ in two short parts.
        if name != "unigramNew":
            (OUT / f"{name}.json.gz").write_bytes(gzip.compress(content, mtime=0))
        result = {"dataSets": {data_set: packed(tokenizer.encode_batch(rows)) for data_set, rows in data_sets.items()}}
        result["oddTexts"] = [tokenizer.encode(text).ids for text in own]
        result["randomTexts"] = packed(tokenizer.encode_batch(drawn))
        (OUT / f"{name}.ids.json.gz").write_bytes(gzip.compress(json.dumps(result).encode(), mtime=0))
        print(name, tokenizer.get_vocab_size(), len(content))
    write_sentencepiece(model, made["unigram"], [text for rows in data_sets.values() for text in rows], own, drawn)


if __name__ == "__main__":
    main()
