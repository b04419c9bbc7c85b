"""PyTorch on the same draws as `npm run bench:accuracy`: the reference beside which a depth's accuracy means something.

    python tests/bench/torch_accuracy.py e5-small-v2 "customer reviews" whole-lora 1 2 3

`head` is scikit-learn's logistic regression on the frozen mean; the others are the recipe of docs/accuracy.md: mean pooling over real tokens, a linear head at 1e-3, AdamW, batches of 16,
linear warm-up and decay, 3 epochs. LoRA (rank 8, alpha 16, all linear layers) is written out, to need nothing but torch
and transformers. It trains on all training rows, the tenth included that watches in the app.
"""

import gzip
import json
import math
import sys
from pathlib import Path

import torch
from torch import nn
from transformers import AutoTokenizer

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/models"))
from shipped import encoder as shipped_encoder

ALL_LAYERS = 1000
METHODS = {
    "head": (0, True, 0),
    "topLayers-lora": (2, True, 3e-3),
    "topLayers-full": (2, False, 1e-4),
    "whole-lora": (ALL_LAYERS, True, 1e-3),
    "whole-full": (ALL_LAYERS, False, 1e-4),
}


def lines(path):
    text = gzip.decompress((ROOT / "tests/data" / f"{path}.gz").read_bytes()).decode("utf-8")
    return [line for line in text.split("\n") if line.strip()]


def tab_separated(path):
    return [(text.strip(), label.strip()) for text, label in (line.split("\t")[:2] for line in lines(path))]


def label_first(path, separator):
    rows = [line.split(separator, 1) for line in lines(path)]
    return [(text.strip(), label) for label, text in rows if text.strip()]


def examples(name):
    """Training rows, fixed test rows or None, and how many training rows are drawn (labelledSets.ts)."""
    if name.startswith("SST-2"):
        drawn = 1000 if "1,000" in name else None
        return tab_separated("sst2/train.tsv"), tab_separated("sst2/test.tsv"), drawn
    if name == "SMS spam":
        return list(dict(label_first("sms_spam_uci/SMSSpamCollection.tsv", "\t")).items()), None, None
    if name == "UCI sentences":
        sites = ["amazon_cells", "yelp", "imdb"]
        return [row for site in sites for row in tab_separated(f"uci_sentiment_sentences/{site}_labelled.txt")], None, None
    if name == "CLINC150":
        sets = json.loads("\n".join(lines("clinc150/data_small.json")))
        return [tuple(row) for row in sets["train"]], [tuple(row) for row in sets["test"]], None
    return label_first("customer_reviews/custrev.all", " "), None, None


def mulberry32(seed):
    """src/domain/random.ts"""
    state = seed & 0xFFFFFFFF

    def imul(a, b):
        return (a * b) & 0xFFFFFFFF

    def draw():
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = imul(state ^ (state >> 15), state | 1)
        mixed ^= (mixed + imul(mixed ^ (mixed >> 7), mixed | 61)) & 0xFFFFFFFF
        return ((mixed ^ (mixed >> 14)) & 0xFFFFFFFF) / 4294967296

    return draw


def split(train, fixed, drawn, seed):
    """Indices of training and test rows, as splitFor in labelledSets.ts draws them."""
    rows = train + (fixed or [])
    labels = sorted({label for _, label in rows})
    chosen, held = [], list(range(len(train), len(rows)))
    for number, label in enumerate(labels):
        order = [i for i in range(len(train)) if rows[i][1] == label]
        random = mulberry32(seed * 1000 + number)
        for last in range(len(order) - 1, 0, -1):
            other = math.floor(random() * (last + 1))
            order[last], order[other] = order[other], order[last]
        # Math.round, not Python's rounding to even.
        start = 0 if fixed else math.floor(len(order) / 5 + 0.5)
        share = drawn / len(train) if drawn else 1
        end = start + math.floor((len(order) - start) * share + 0.5)
        held += order[:start]
        chosen += order[start:end]
    return rows, labels, chosen, held


class LoRA(nn.Module):
    def __init__(self, linear, rank=8, alpha=16):
        super().__init__()
        self.linear, self.scale = linear, alpha / rank
        self.a = nn.Parameter(torch.empty(rank, linear.in_features))
        self.b = nn.Parameter(torch.zeros(linear.out_features, rank))
        nn.init.kaiming_uniform_(self.a, a=math.sqrt(5))

    def forward(self, x):
        return self.linear(x) + (x @ self.a.T @ self.b.T) * self.scale


def add_adapters(module):
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, LoRA(child))
        else:
            add_adapters(child)


def prepare(model, layers, adapters):
    encoder = shipped_encoder(model)
    encoder.requires_grad_(False)
    for layer in encoder.encoder.layer[-layers:] if layers else []:
        if adapters:
            add_adapters(layer)
        else:
            layer.requires_grad_(True)
    if layers == ALL_LAYERS and not adapters:
        encoder.embeddings.requires_grad_(True)
    return encoder


def pooled(encoder, batch):
    mask = batch["attention_mask"].unsqueeze(-1)
    return (encoder(**batch).last_hidden_state * mask).sum(1) / mask.sum(1)


def logistic_regression(encoder, encode, targets, train, test):
    # Nothing else here needs scikit-learn, which is no part of the tests' environment.
    from sklearn.linear_model import LogisticRegression

    def states(indices):
        with torch.no_grad():
            parts = [pooled(encoder, encode(indices[start : start + 32])) for start in range(0, len(indices), 32)]
        return torch.cat(parts).numpy()

    model = LogisticRegression(max_iter=5000).fit(states(train), targets(train).numpy())
    return 100 * model.score(states(test), targets(test).numpy())


def run(folder, name, method, seed):
    torch.manual_seed(seed)
    layers, adapters, rate = METHODS[method]
    rows, labels, train, test = split(*examples(name), seed)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    encode = lambda indices: tokenizer(
        [rows[i][0] for i in indices], padding=True, truncation=True, max_length=128, return_tensors="pt"
    )
    targets = lambda indices: torch.tensor([labels.index(rows[i][1]) for i in indices])
    encoder = prepare(folder, layers, adapters)
    if method == "head":
        return logistic_regression(encoder, encode, targets, train, test)
    head = nn.Linear(encoder.config.hidden_size, len(labels))
    trained = [p for p in encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": trained, "lr": rate}, {"params": head.parameters(), "lr": 1e-3}], weight_decay=0.01
    )
    batch_size, epochs = (32 if name == "SMS spam" else 16), 3
    steps = math.ceil(len(train) / batch_size) * epochs
    warmup = steps * 0.1
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warmup, (steps - step) / (steps - warmup))
    )
    for _ in range(epochs):
        encoder.train()
        order = [train[i] for i in torch.randperm(len(train)).tolist()]
        for start in range(0, len(order), batch_size):
            part = order[start : start + batch_size]
            loss = nn.functional.cross_entropy(head(pooled(encoder, encode(part))), targets(part))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*trained, *head.parameters()], 1.0)
            optimizer.step()
            schedule.step()
    encoder.eval()
    test = sorted(test, key=lambda i: len(rows[i][0]))
    correct = 0
    with torch.no_grad():
        for start in range(0, len(test), 64):
            part = test[start : start + 64]
            correct += (head(pooled(encoder, encode(part))).argmax(1) == targets(part)).sum().item()
    return 100 * correct / len(test)


if __name__ == "__main__":
    model, name, method, *seeds = sys.argv[1:]
    accuracies = [run(ROOT / "public/models" / model, name, method, int(seed)) for seed in seeds]
    mean = sum(accuracies) / len(accuracies)
    print(f"{model}, {name}, {method}: PyTorch {mean:.1f} (seeds: {' '.join(f'{a:.1f}' for a in accuracies)})")
