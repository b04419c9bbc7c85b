"""Loads an exported classifier as any user of Hugging Face would, and compares it with what Hone computed.

    python tests/parity/check_export.py FOLDER_OR_ZIP EXPECTED_JSON [FOLDER_OR_ZIP EXPECTED_JSON …]

EXPECTED_JSON: {"texts": [...], "labels": [label of id 0, ...], "logits": [[...] a text], "max_tokens": n,
"input_ids": [[...] a text] (optional), "problem_type": (optional), "base": the base model, for an adapter (optional)}. ONNX files and
an adapter are checked where there are any. Prints a JSON report of each; the exit code is 1 when anything is wrong.
"""

import json
import os
import sys
import tempfile
import zipfile
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"

import torch
import yaml
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from formats import check_formats

TOLERANCE = 1e-3
FILES = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "README.md"]

problems = []


def check(condition, problem):
    if not condition:
        problems.append(problem)


def model_folder(path, scratch):
    """The folder with config.json, unpacked first when `path` is a zip."""
    if path.is_file():
        with zipfile.ZipFile(path) as archive:
            check(archive.testzip() is None, "the zip holds a file with a wrong checksum")
            archive.extractall(scratch)
        path = scratch
    found = sorted(path.rglob("config.json"), key=lambda file: len(file.parts))
    if not found:
        raise SystemExit(f"No config.json in {path}")
    return found[0].parent


def check_model_card(folder):
    parts = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    check(len(parts) == 3 and parts[0] == "", "README.md does not start with front matter")
    front = yaml.safe_load(parts[1]) if len(parts) == 3 else {}
    for key in ("base_model", "license", "pipeline_tag"):
        check(front.get(key), f"README.md's front matter lacks {key}")
    check(front.get("pipeline_tag") == "text-classification", "README.md's pipeline_tag is not text-classification")


def largest_difference(ours, theirs):
    """The largest difference of logits, and which text and label has it."""
    difference = (ours - theirs).abs()
    if difference.isnan().any():
        return {"max": float("nan")}
    at = int(difference.argmax())
    text, label = divmod(at, difference.shape[1])
    return {"max": float(difference.max()), "text": text, "label": label}


def main():
    arguments = sys.argv[1:]
    wrong = [check_one(*pair) for pair in zip(arguments[::2], arguments[1::2])]
    sys.exit(1 if any(wrong) else 0)


def check_one(exported, expectation):
    problems.clear()
    expected = json.loads(Path(expectation).read_text(encoding="utf-8"))
    texts, labels, limit = expected["texts"], expected["labels"], expected["max_tokens"]
    expected_logits = torch.tensor(expected["logits"], dtype=torch.float32)
    check(len(texts) > 0, "there are no texts to compare")
    report = {"texts": len(texts), "labels": len(labels)}
    with tempfile.TemporaryDirectory() as scratch:
        folder = model_folder(Path(exported), Path(scratch))
        for name in FILES:
            check((folder / name).is_file(), f"{name} is missing")
        if not problems:
            check_model_card(folder)
            compare(folder, texts, labels, limit, expected_logits, expected.get("input_ids"), expected.get("problem_type"), expected.get("base"), report)
    report["problems"] = problems
    print(json.dumps(report, ensure_ascii=False))
    return bool(problems)


def compare(folder, texts, labels, limit, expected_logits, expected_ids, expected_problem, expected_base, report):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model, info = AutoModelForSequenceClassification.from_pretrained(folder, output_loading_info=True)
    model.eval()
    for kind, keys in info.items():
        check(not keys, f"loading reports {kind}: {keys}")
    report["class"] = type(model).__name__
    report["dtype"] = str(model.dtype)
    check(model.dtype == torch.float32, f"the model loads as {model.dtype}")
    id2label = [model.config.id2label.get(i) for i in range(len(model.config.id2label))]
    check(id2label == labels, f"id2label is {id2label}, expected {labels}")
    check(
        model.config.label2id == {label: i for i, label in enumerate(labels)},
        f"label2id is {model.config.label2id}",
    )
    problem = expected_problem or "single_label_classification"
    check(model.config.problem_type == problem, f"problem_type is {model.config.problem_type}, expected {problem}")
    check(tokenizer.model_max_length == limit, f"model_max_length is {tokenizer.model_max_length}, expected {limit}")

    with torch.inference_mode():
        encoded = [tokenizer(text, truncation=True, return_tensors="pt") for text in texts]
        one_by_one = torch.cat([model(**one).logits for one in encoded])
        batch = tokenizer(texts, truncation=True, padding=True, return_tensors="pt")
        together = model(**batch).logits

    ids = [one["input_ids"][0].tolist() for one in encoded]
    check(max(map(len, ids)) <= limit, f"a text has {max(map(len, ids))} tokens, more than {limit}")
    if expected_ids is not None:
        wrong = [i for i, own in enumerate(ids) if own != expected_ids[i]]
        check(not wrong and len(ids) == len(expected_ids), f"other token ids for texts {wrong[:10]}")

    if one_by_one.shape != expected_logits.shape:
        check(False, f"logits have shape {list(one_by_one.shape)}, expected {list(expected_logits.shape)}")
        return
    report["one_by_one"] = largest_difference(expected_logits, one_by_one)
    report["padded_batch"] = largest_difference(expected_logits, together)
    report["largest_logit"] = float(expected_logits.abs().max())
    for name in ("one_by_one", "padded_batch"):
        check(report[name]["max"] <= TOLERANCE, f"{name}: logits differ by {report[name]['max']}, more than {TOLERANCE}")
    check_formats(folder, dict(batch), expected_logits, expected_base, report, check)
    same = (one_by_one.argmax(1) == expected_logits.argmax(1)).sum()
    report["same_predictions"] = int(same)


main()
