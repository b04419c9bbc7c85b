"""PyTorch's side of `npm run bench:few-shot`: contrastive training (SetFit, Tunstall et al. 2022, arXiv 2209.11055) on few rows.

    python tests/bench/torch_few_shot.py

Test accuracy of three ways to train on 8 to 64 rows a class, each draw the same for all, on the weights that come with the app:

    head         logistic regression on pooled states
    lora         adapters on all linear layers by cross-entropy, 10 epochs at 1e-3, then the head as above
    contrastive  pairs of texts, the mean squared error of the cosines of their pooled states, then the head as above:
                 by adapters (`contrastive-lora`, 1e-4) or every weight (`contrastive-full`, 2e-5 as SetFit)

Pairs as SetFit draws them: 20 rounds, in each of which every row meets one of its class and one of another; 1,280 pairs at
most, 16 a step, one epoch, AdamW with warm-up over a tenth and linear decay. A text that is in several pairs of a step goes
through the encoder once. Layers multiply in bfloat16.

Less, or more: HONE_BENCH_SETS=SST-2,CLINC150 HONE_BENCH_ROWS=8,64 HONE_BENCH_DRAWS=10 HONE_BENCH_FIRST=1
HONE_BENCH_METHODS=head,contrastive-lora HONE_BENCH_MODEL=all-MiniLM-L6-v2 HONE_BENCH_TESTED=600 HONE_BENCH_RATE=1e-4.
"""

import math
import os
import random
import sys
import time

import torch
from torch import nn
from torch_accuracy import ROOT, add_adapters, examples
from transformers import AutoTokenizer

sys.path.insert(0, str(ROOT / "tools/models"))
from shipped import encoder as shipped_encoder

ROUNDS, MOST_PAIRS, BATCH = 20, 1280, 16
RATES = {"lora": 1e-3, "contrastive-lora": 1e-4, "contrastive-full": 2e-5}
# SetFit's own numbers: the article's table 2 and the README of huggingface/setfit.
PUBLISHED = "SetFit as published: customer reviews, mpnet 88.5 at 8 rows a class and 90.4 at 64, MiniLM 71.6 at 8"


def setting(name, default):
    return os.environ.get(f"HONE_BENCH_{name}") or default


MODEL = ROOT / "public/models" / setting("MODEL", "e5-small-v2")
TOKENIZER = AutoTokenizer.from_pretrained(MODEL)
TESTED = int(setting("TESTED", "600"))


def rows_of(name):
    """Rows to draw from, and rows to test on; none where they are of the same file."""
    train, test, _ = examples(name)
    return train, test or []


def draw(train, test, rows, seed):
    chance = random.Random(seed)
    order = train[:]
    chance.shuffle(order)
    chosen, rest, taken = [], [], {}
    for row in order:
        taken[row[1]] = taken.get(row[1], 0) + 1
        (chosen if taken[row[1]] <= rows else rest).append(row)
    held = test or rest
    return chosen, chance.sample(held, min(TESTED, len(held)))


def pooled(encoder, texts):
    """LayerNorm(first token + 100 · mean), as a new head of the app's reads it; short texts beside short ones."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    states = []
    for start in range(0, len(order), 8):
        part = [texts[i] for i in order[start : start + 8]]
        batch = TOKENIZER(part, padding=True, truncation=True, max_length=128, return_tensors="pt")
        with torch.autocast("cpu", torch.bfloat16):
            hidden = encoder(**batch).last_hidden_state.float()
        mask = batch["attention_mask"].unsqueeze(-1)
        states.append(hidden[:, 0] + 100 * (hidden * mask).sum(1) / mask.sum(1))
    states = torch.cat(states)[torch.tensor(order).argsort()]
    return nn.functional.layer_norm(states, states.shape[-1:])


@torch.no_grad()
def encoded(encoder, rows):
    encoder.eval()
    return pooled(encoder, [text for text, _ in rows])


def head_accuracy(encoder, train, test, labels):
    """Logistic regression, scikit-learn's C = 10 for states of mean square norm 1 (src/evaluation/frozenHead.ts)."""
    x, y = encoded(encoder, train), torch.tensor([labels.index(label) for _, label in train])
    mean = x.mean(0)
    scale = (x - mean).square().sum(1).mean().rsqrt()
    x = (x - mean) * scale
    weight = torch.zeros(x.shape[1], len(labels), requires_grad=True)
    bias = torch.zeros(len(labels), requires_grad=True)
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = 10 * nn.functional.cross_entropy(x @ weight + bias, y, reduction="sum") + weight.square().sum() / 2
        loss.backward()
        return loss

    optimizer.step(closure)
    answers = ((encoded(encoder, test) - mean) * scale @ weight + bias).argmax(1)
    return 100 * sum(labels[i] == label for i, (_, label) in zip(answers, test)) / len(test)


def pairs_of(train, chance):
    wanted = min(MOST_PAIRS, 2 * ROUNDS * len(train))
    by_label = {}
    for index, (_, label) in enumerate(train):
        by_label.setdefault(label, []).append(index)
    pairs, order = [], list(range(len(train)))
    while len(pairs) < wanted:
        chance.shuffle(order)
        for index in order:
            label = train[index][1]
            pairs.append((index, chance.choice([i for i in by_label[label] if i != index]), 1.0))
            pairs.append((index, chance.choice(by_label[chance.choice([own for own in by_label if own != label])]), 0.0))
    return pairs[:wanted]


def steps(parameters, rate, batches, loss_of):
    optimizer = torch.optim.AdamW(parameters, weight_decay=0.01, lr=rate)
    warmup, count = max(1, len(batches) * 0.1), len(batches)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warmup, (count - step) / max(1, count - warmup))
    )
    for batch in batches:
        loss = loss_of(batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([own for group in optimizer.param_groups for own in group["params"]], 1.0)
        optimizer.step()
        schedule.step()


def trainable(adapters):
    encoder = shipped_encoder(MODEL)
    encoder.requires_grad_(not adapters)
    if adapters:
        for layer in encoder.encoder.layer:
            add_adapters(layer)
    encoder.train()
    return encoder, [own for own in encoder.parameters() if own.requires_grad]


def cut(items, size):
    return [items[start : start + size] for start in range(0, len(items), size)]


def contrastive(train, adapters, rate, seed):
    encoder, parameters = trainable(adapters)
    chance = random.Random(seed)
    pairs = pairs_of(train, chance)
    chance.shuffle(pairs)

    def loss_of(batch):
        texts = sorted({index for pair in batch for index in pair[:2]})
        at = {index: place for place, index in enumerate(texts)}
        states = pooled(encoder, [train[index][0] for index in texts])
        left, right = ([at[pair[side]] for pair in batch] for side in (0, 1))
        cosines = nn.functional.cosine_similarity(states[left], states[right])
        return nn.functional.mse_loss(cosines, torch.tensor([pair[2] for pair in batch]))

    steps(parameters, rate, cut(pairs, BATCH), loss_of)
    return encoder


def by_classes(train, labels, rate, seed, epochs=10):
    encoder, parameters = trainable(True)
    head = nn.Linear(encoder.config.hidden_size, len(labels))
    chance = random.Random(seed)

    def loss_of(batch):
        wanted = torch.tensor([labels.index(label) for _, label in batch])
        return nn.functional.cross_entropy(head(pooled(encoder, [text for text, _ in batch])), wanted)

    batches = [batch for _ in range(epochs) for batch in cut(chance.sample(train, len(train)), BATCH)]
    steps([{"params": parameters}, {"params": head.parameters(), "lr": 1e-3}], rate, batches, loss_of)
    return encoder


def accuracy_of(method, train, test, labels, seed):
    torch.manual_seed(seed)
    rate = float(setting("RATE", RATES.get(method, 0)))
    if method == "head":
        encoder = shipped_encoder(MODEL)
    elif method == "lora":
        encoder = by_classes(train, labels, rate, seed)
    else:
        encoder = contrastive(train, method == "contrastive-lora", rate, seed)
    return head_accuracy(encoder, train, test, labels)


def main():
    methods = setting("METHODS", "head,lora,contrastive-lora,contrastive-full").split(",")
    first = int(setting("FIRST", "1"))
    for name in setting("SETS", "SST-2,customer reviews,CLINC150").split(","):
        train, test = rows_of(name)
        labels = sorted({label for _, label in train})
        for rows in map(int, setting("ROWS", "8,16,64").split(",")):
            reached = {method: [] for method in methods}
            for seed in range(first, first + int(setting("DRAWS", "10"))):
                drawn = draw(train, test, rows, seed)
                for method in methods:
                    started = time.time()
                    reached[method].append(accuracy_of(method, *drawn, labels, seed))
                    spent = time.time() - started
                    print(f"  draw {seed}, {method}: {reached[method][-1]:.1f} in {spent:.0f} s", flush=True)
            for method, own in reached.items():
                middle, each = sum(own) / len(own), " ".join(f"{one:.1f}" for one in own)
                print(f"{MODEL.name}, {name}, {rows} rows a class, {method}: {middle:.1f} ({each})", flush=True)
    print(PUBLISHED)


if __name__ == "__main__":
    main()
