"""Checks exported folders of tiny models, and trains with their script.

    python tests/parity/check_formats.py FOLDER …

A folder holds base/ (the base model), model/ (all formats), half/ (the weights in half precision), input_ids.json, and
training/ (train.py with its files). Prints a JSON report of each; the exit code is 1 when anything is wrong.
"""

import contextlib
import io
import json
import os
import runpy
import sys
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error", HF_HUB_DISABLE_PROGRESS_BARS="1", CUDA_VISIBLE_DEVICES="")

import torch
from transformers import AutoModelForSequenceClassification

from formats import check_formats

problems = []


def check(condition, problem):
    if not condition:
        problems.append(problem)


def padded(ids, padding):
    length = max(map(len, ids))
    return {
        "input_ids": torch.tensor([own + [padding] * (length - len(own)) for own in ids]),
        "attention_mask": torch.tensor([[1] * len(own) + [0] * (length - len(own)) for own in ids]),
    }


def logits_of(folder, batch, **options):
    model = AutoModelForSequenceClassification.from_pretrained(folder, **options).eval()
    with torch.inference_mode():
        if not hasattr(model.config, "hone_pooling"):
            return model(**batch).logits, model.config
        follow_readme(folder, model)
        lengths = batch["attention_mask"].sum(1).tolist()
        return torch.cat([model(input_ids=ids[None, :own]).logits for ids, own in zip(batch["input_ids"], lengths)]), model.config


def follow_readme(folder, model):
    """Runs the lines of the README that make the plain class pool as the model does, on a model that is loaded."""
    readme = (folder.parent / "model/README.md").read_text(encoding="utf-8")
    lines = readme.split("```")[1].removeprefix("python").split("\ntokenizer")[0].splitlines()
    kept = [line for line in lines if not line.startswith(("folder =", "model ="))]
    exec("\n".join(kept), {"model": model})


def check_half(folder, batch, expected, report):
    half, config = logits_of(folder, batch, dtype=torch.float32)
    report["half precision"] = float((half - expected).abs().max())
    check(report["half precision"] <= 1e-3, f"half precision differs by {report['half precision']}")
    check(logits_of(folder, batch)[0].dtype == torch.float16, "half precision does not load as such by itself")


def train(folder, base, report):
    """Two steps of the script, and what it wrote, loaded."""
    arguments = [str(folder / "train.py"), "--base", str(base), "--out", str(folder / "out"), "--max-steps", "2"]
    printed = io.StringIO()
    sys.argv = arguments
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        runpy.run_path(arguments[0], run_name="__main__")
    lines = printed.getvalue().splitlines()
    report["training"] = [line for line in lines if line.startswith(("test ", "The weights", "{'train': "))]
    check(any(line.startswith("test ") for line in lines), "the script printed no test result")
    written = AutoModelForSequenceClassification.from_pretrained(folder / "out")
    recipe = json.loads((folder / "recipe.json").read_text(encoding="utf-8"))
    check([written.config.id2label[i] for i in range(len(recipe["labels"]))] == recipe["labels"], "the trained model has other labels")


def main():
    wrong = False
    for folder in map(Path, sys.argv[1:]):
        problems.clear()
        report = {"folder": folder.name}
        ids = json.loads((folder / "input_ids.json").read_text())
        config = json.loads((folder / "model/config.json").read_text())
        batch = padded(ids, config["pad_token_id"])
        expected, _ = logits_of(folder / "model", batch)
        check_half(folder / "half", batch, expected, report)
        check_formats(folder / "model", batch, expected, folder / "base", report, check)
        if (folder / "training").is_dir():
            train(folder / "training", folder / "base", report)
        report["problems"] = problems
        wrong = wrong or bool(problems)
        print(json.dumps(report, ensure_ascii=False))
    sys.exit(1 if wrong else 0)


main()
