"""What a person would write with Hugging Face's Trainer, at its defaults: the other side of `npm run bench:first-result`.

    python tests/bench/hugging_face_script.py rows SEED FILE   writes the draw of bench:accuracy as a table with its split
    python tests/bench/hugging_face_script.py train FILE       fine-tunes all-MiniLM-L6-v2 in full on it, and tests it

Prints one line of JSON.
"""

import csv
import json
import math
import sys
import time

import torch
from torch_accuracy import MODEL, examples, split
from shipped import config, weights

WATCHES = 10


def write_rows(seed, path):
    """The rows of `splitFor` in labelledSets.ts: a tenth of each class's training rows watches."""
    rows, labels, chosen, held = split(*examples("SST-2, 1,000 rows"), seed)
    parts = dict.fromkeys(held, "test")
    for label in labels:
        own = [i for i in chosen if rows[i][1] == label]
        watching = math.floor(len(own) / WATCHES + 0.5)
        parts.update(dict.fromkeys(own[:watching], "validation"))
        parts.update(dict.fromkeys(own[watching:], "train"))
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "label", "split"])
        writer.writerows([*rows[i], part] for i, part in sorted(parts.items()))


def train(path):
    started = time.perf_counter()
    from transformers import AutoTokenizer, BertForSequenceClassification, Trainer, TrainingArguments

    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    labels = sorted({row["label"] for row in rows})
    tokenizer = AutoTokenizer.from_pretrained(MODEL)

    def encoded(*parts):
        return [
            {**tokenizer(row["text"], truncation=True, max_length=128), "labels": labels.index(row["label"])}
            for row in rows
            if row["split"] in parts
        ]

    torch.manual_seed(42)
    model = BertForSequenceClassification(config(MODEL, num_labels=len(labels)))
    model.bert.load_state_dict(weights(MODEL), strict=False)
    arguments = TrainingArguments("/tmp/hugging-face-script", save_strategy="no", report_to=[], disable_tqdm=True, use_cpu=True)
    trainer = Trainer(model, arguments, train_dataset=encoded("train", "validation"), processing_class=tokenizer)
    trainer.train()
    predicted = trainer.predict(encoded("test"))
    accuracy = (predicted.predictions.argmax(1) == predicted.label_ids).mean()
    print(json.dumps({"accuracy": float(accuracy), "seconds": time.perf_counter() - started, "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    what, *args = sys.argv[1:]
    write_rows(int(args[0]), args[1]) if what == "rows" else train(args[0])
