"""Trains the classifier of this folder again, with Hugging Face's Trainer, on the same rows, split and recipe.

    pip install torch transformers accelerate peft
    python train.py                       # writes the model to ./trained
    python train.py --base ./my-base-model --rows rows.csv --out ./trained --max-steps 20

rows.csv holds the texts as Hone read them (cleaned, if cleaning was on; joined, if recipe.json names several textColumns):
text, label, split. recipe.json says how to train.
Chance is drawn otherwise here (order of rows, dropout, start of the adapters), so the numbers come out near, not equal.
"""

import argparse
import csv
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    Trainer,
    TrainerCallback,
    TrainingArguments,
    get_linear_schedule_with_warmup,
    set_seed,
)

HERE = Path(__file__).resolve().parent
MEAN_SCALE = 100  # how much the mean over tokens counts beside the first token


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--recipe", default=HERE / "recipe.json", type=Path)
    parser.add_argument("--rows", default=HERE / "rows.csv", type=Path)
    parser.add_argument("--base", help="a model of the Hugging Face hub, or a folder (default: as the recipe says)")
    parser.add_argument("--tokenizer", help="a folder with a tokenizer (default: the base model's)")
    parser.add_argument("--out", default=HERE / "trained", type=Path)
    parser.add_argument("--max-steps", default=-1, type=int, help="end after so many steps, to try it out")
    return parser.parse_args()


def read_rows(path, labels, several):
    """The rows of each split: text and class id, or 0 and 1 for each label."""
    csv.field_size_limit(sys.maxsize)
    ids = {label: index for index, label in enumerate(labels)}
    rows = {"train": [], "validation": [], "test": []}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["split"] not in rows:
                continue
            if several:
                target = [0.0] * len(labels)
                for label in json.loads(row["label"]):
                    target[ids[label]] = 1.0
            else:
                target = ids[row["label"]]
            rows[row["split"]].append((row["text"], target))
    return rows


def special_tokens(tokenizer):
    """The ids that stand before and after every text."""
    bare, whole = (tokenizer("a", add_special_tokens=special)["input_ids"] for special in (False, True))
    start = next(at for at in range(len(whole)) if whole[at : at + len(bare)] == bare)
    return whole[:start], whole[start + len(bare) :]


def windows(tokenizer, text, recipe):
    """The token ids of a text as Hone reads it: one sequence, or several windows on a long text."""
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    before, after = special_tokens(tokenizer)
    room = recipe["maxTokens"] - len(before) - len(after)
    parts = [ids[:room]]
    if len(ids) > room and recipe["truncation"] == "startAndEnd":
        head = room // 4
        parts = [ids[:head] + ids[len(ids) - (room - head) :]]
    elif len(ids) > room and recipe["truncation"] == "windows":
        count = min(32, -(-len(ids) // room))
        last = (count - 1) * room if count * room < len(ids) else len(ids) - room
        parts = [ids[start : start + room] for start in (min(i * room, last) for i in range(count))]
    return [before + part + after for part in parts]


class Rows(torch.utils.data.Dataset):
    """Examples: texts, or the windows of long ones. `text_of` says which text each is of."""

    def __init__(self, rows, tokenizer, recipe):
        self.examples, self.text_of, self.targets = [], [], [target for _, target in rows]
        for index, (text, target) in enumerate(rows):
            for ids in windows(tokenizer, text, recipe):
                self.examples.append({"input_ids": ids, "attention_mask": [1] * len(ids), "labels": target})
                self.text_of.append(index)

    def __len__(self):
        return len(self.examples)

    def __getitem__(self, index):
        return self.examples[index]


def new_classifier(base, recipe):
    """The base model with a new head, and where the recipe pools, one more layer that does so: it is never trained."""
    config = AutoConfig.from_pretrained(base)
    layers = "n_layers" if hasattr(config, "n_layers") else "num_hidden_layers"
    own_layers = getattr(config, layers)
    pools = recipe["pooling"] == "firstAndMean"
    setattr(config, layers, own_layers + pools)
    config.id2label = dict(enumerate(recipe["labels"]))
    config.label2id = {label: index for index, label in enumerate(recipe["labels"])}
    for name, value in recipe["headSettings"].items():
        setattr(config, name, value)
    config.problem_type = "multi_label_classification" if recipe["task"] == "multiLabel" else "single_label_classification"
    model = AutoModelForSequenceClassification.from_pretrained(base, config=config, dtype=torch.float32)
    kind = model.base_model_prefix
    stack = getattr(model, kind).get_submodule(recipe["modules"]["layers"])
    if pools:
        write_pooling(stack[own_layers], recipe["modules"])
    return model, kind, list(stack[:own_layers]), stack[own_layers:]


@torch.no_grad()
def write_pooling(layer, modules):
    """Makes an encoder layer give LayerNorm(first + 100 · mean) at the first token: attention is uniform, the rest empty."""
    for name, path in modules["linears"].items():
        linear = layer.get_submodule(path)
        linear.weight.zero_()
        linear.bias.zero_()
        if name in ("value", "attentionOutput"):
            linear.weight.fill_diagonal_(MEAN_SCALE if name == "attentionOutput" else 1)
    for path in modules["norms"]:
        layer.get_submodule(path).weight.fill_(1)
        layer.get_submodule(path).bias.zero_()


def freeze(modules):
    """Keeps modules as they are; what does not learn drops nothing out either."""
    for module in modules:
        for parameter in module.parameters():
            parameter.requires_grad_(False)
        for part in module.modules():
            if isinstance(part, torch.nn.Dropout):
                part.p = 0.0


def choose_what_trains(model, kind, layers, pooling_layers, recipe):
    """Freezes what the recipe leaves alone, and adds its adapters. Gives the model and whether it has adapters."""
    depth, by_adapters = recipe["depth"], recipe["method"] == "lora" and recipe["depth"] != "head"
    first = {"head": len(layers), "topLayers": max(0, len(layers) - recipe["topLayers"]), "whole": 0}[depth]
    freeze([*layers[:first], *pooling_layers])
    if depth == "head" and hasattr(getattr(model, kind), "final_norm"):
        freeze([getattr(model, kind).final_norm])  # it belongs to the last layer
    if depth != "whole" or by_adapters:
        freeze([getattr(model, kind).embeddings])
    if not by_adapters:
        return model, False
    from peft import LoraConfig, get_peft_model

    modules = recipe["modules"]
    linears = {
        "all": list(modules["linears"]),
        "attention": ["query", "key", "value", "queryKeyValue", "attentionOutput"],
        "queryAndValue": ["query", "value", "queryKeyValue"],
    }
    targets = [
        f"{kind}.{modules['layers']}.{layer}.{modules['linears'][name]}"
        for layer in range(first, len(layers))
        for name in linears[recipe["targetModules"]]
        if name in modules["linears"]
    ]
    adapters = LoraConfig(
        task_type="SEQ_CLS", r=recipe["loraRank"], lora_alpha=recipe["loraAlpha"], lora_dropout=0.0, bias="none",
        target_modules=targets, modules_to_save=modules["head"],
    )
    return get_peft_model(model, adapters), True


@torch.no_grad()
def start_head(model, kind, dataset, collate, recipe):
    """A new head as Hone starts it: the dense layer the identity, centred on what the head reads; the last one zero."""
    if not recipe["newHead"]:
        return  # the base model's own head goes on learning
    encoder = getattr(model, kind).eval()
    some = [dataset[index] for index in range(min(512, len(dataset)))]
    sums = 0
    for start in range(0, len(some), 32):
        batch = collate([{k: v for k, v in one.items() if k != "labels"} for one in some[start : start + 32]])
        states = encoder(**batch).last_hidden_state
        if recipe["pooling"] == "mean":
            mask = batch["attention_mask"].unsqueeze(-1)
            sums = sums + ((states * mask).sum(1) / mask.sum(1)).sum(0)
        else:
            sums = sums + states[:, 0].sum(0)
    dense, output = (model.get_submodule(name) for name in recipe["modules"]["headLinears"])
    torch.nn.init.eye_(dense.weight)
    dense.bias.copy_(-sums / len(some))
    output.weight.zero_()
    output.bias.zero_()
    for path in recipe["modules"]["headNorms"]:
        model.get_submodule(path).weight.fill_(1)


def in_head(name, recipe):
    return any(f".{module}." in f".{name}" for module in recipe["modules"]["head"])


def optimizer_and_schedule(model, recipe, steps):
    """AdamW with a rate of its own for the head; biases and normalisations do not decay."""
    head_rate = recipe["learningRate"] if recipe["depth"] == "head" else recipe["headLearningRate"]
    groups = []
    for of_head, rate in ((False, recipe["learningRate"]), (True, head_rate)):
        for decays in (False, True):
            own = [
                parameter
                for name, parameter in model.named_parameters()
                if parameter.requires_grad
                and (in_head(name, recipe) == of_head)
                and ((parameter.ndim > 1) == decays)
            ]
            groups.append({"params": own, "lr": rate, "weight_decay": recipe["weightDecay"] if decays else 0.0})
    optimizer = torch.optim.AdamW([group for group in groups if group["params"]])
    return optimizer, get_linear_schedule_with_warmup(optimizer, round(steps * recipe["warmupFraction"]), steps)


def class_weights(targets, recipe):
    """What each class counts in the loss; where a text may have several labels, what having one counts."""
    classes = len(recipe["labels"])
    if recipe["balancing"] != "classWeights":
        return torch.ones(classes)
    if recipe["task"] == "multiLabel":
        having = np.asarray(targets).sum(0)
        return torch.tensor(np.minimum(20, (len(targets) - having) / np.maximum(1, having)), dtype=torch.float32)
    counts = np.bincount(targets, minlength=classes)
    return torch.tensor(len(targets) / (classes * np.maximum(1, counts)), dtype=torch.float32)


def epoch_size(targets, balancing):
    """How many examples an epoch draws, and with which weights; None: each once."""
    if balancing not in ("overSampling", "underSampling"):
        return None
    keys = [str(target) for target in targets]
    counts = {key: keys.count(key) for key in set(keys)}
    each = max(counts.values()) if balancing == "overSampling" else min(counts.values())
    return each * len(counts), [1 / counts[key] for key in keys]


class HoneTrainer(Trainer):
    """Trainer with the recipe's loss and draw."""

    def __init__(self, *args, recipe, weights, draw, **kwargs):
        super().__init__(*args, **kwargs)
        self.recipe, self.class_weights, self.draw = recipe, weights, draw

    def compute_loss(self, model, inputs, return_outputs=False, **_):
        inputs = dict(inputs)
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        weights = self.class_weights.to(outputs.logits.device)
        smoothing = self.recipe["labelSmoothing"] if model.training else 0.0
        if self.recipe["task"] == "multiLabel":
            targets = labels.float() * (1 - smoothing) + smoothing / 2
            loss = F.binary_cross_entropy_with_logits(outputs.logits, targets, pos_weight=weights if model.training else None)
        else:
            loss = F.cross_entropy(outputs.logits, labels, weights if model.training else None, label_smoothing=smoothing)
        return (loss, outputs) if return_outputs else loss

    def _get_train_sampler(self, *args, **kwargs):
        if self.draw is None:
            return super()._get_train_sampler(*args, **kwargs)
        size, weights = self.draw
        return torch.utils.data.WeightedRandomSampler(weights, size)


class KeepBest(TrainerCallback):
    """Keeps the weights of the epoch that Hone would keep, and ends when validation has stopped improving."""

    def __init__(self, recipe, rows):
        self.recipe, self.rows = recipe, max(1, rows)
        self.lowest, self.best_f1, self.since, self.kept, self.epoch = float("inf"), 0.0, 0, None, 0

    def on_evaluate(self, args, state, control, model, metrics, **_):
        loss, f1 = metrics["eval_loss"], metrics["eval_f1"]
        lower = loss < self.lowest
        self.lowest, self.best_f1 = min(loss, self.lowest), max(f1, self.best_f1)
        self.since = 0 if lower else self.since + 1
        # The head overfits slowly: the lowest loss wins. Layers train for a few epochs, of which the last is to be kept,
        # unless its macro F1 is clearly below the best.
        margin = 2 * np.sqrt(self.best_f1 * (1 - self.best_f1) / self.rows)
        if lower if self.recipe["depth"] == "head" else f1 >= self.best_f1 - margin:
            self.kept = {name: p.detach().cpu().clone() for name, p in model.named_parameters() if p.requires_grad}
            self.epoch = math.ceil(state.epoch)
        if self.since >= self.recipe["patience"]:
            control.should_training_stop = True

    @torch.no_grad()
    def put_back(self, model):
        for name, parameter in model.named_parameters():
            if self.kept and name in self.kept:
                parameter.copy_(self.kept[name])


def mean_of_windows(logits, text_of, texts):
    sums, counts = np.zeros((texts, logits.shape[1])), np.zeros((texts, 1))
    np.add.at(sums, text_of, logits)
    np.add.at(counts, text_of, 1)
    return sums / np.maximum(1, counts)


def measure(logits, dataset, recipe):
    """Accuracy and macro F1; where a text may have several labels, by the thresholds that Hone chose."""
    logits, targets = mean_of_windows(logits, dataset.text_of, len(dataset.targets)), np.asarray(dataset.targets)
    classes = range(len(recipe["labels"]))
    if recipe["task"] == "multiLabel":
        said = 1 / (1 + np.exp(-logits)) >= np.asarray(recipe["thresholds"] or [0.5] * len(classes))
        true = targets > 0.5
        accuracy = (said == true).all(1).mean()
    else:
        said, true = (np.eye(len(classes))[one] > 0 for one in (logits.argmax(1), targets))
        accuracy = (logits.argmax(1) == targets).mean()
    hits, both = (said & true).sum(0), said.sum(0) + true.sum(0)
    return {"accuracy": float(accuracy), "f1": float(np.mean(2 * hits / np.maximum(1, both)))}


def main():
    options = arguments()
    recipe = json.loads(options.recipe.read_text(encoding="utf-8"))
    base = options.base or recipe["baseModel"]
    set_seed(recipe["seed"])
    tokenizer = AutoTokenizer.from_pretrained(options.tokenizer or base)
    rows = read_rows(options.rows, recipe["labels"], recipe["task"] == "multiLabel")
    print({name: len(own) for name, own in rows.items()})
    train, validation, test = (Rows(rows[name], tokenizer, recipe) for name in ("train", "validation", "test"))
    watched = validation if len(validation) else train

    collate = DataCollatorWithPadding(tokenizer)
    model, kind, layers, pooling_layers = new_classifier(base, recipe)
    start_head(model, kind, train, collate, recipe)
    model, by_adapters = choose_what_trains(model, kind, layers, pooling_layers, recipe)
    targets = [example["labels"] for example in train.examples]
    draw = epoch_size(targets, recipe["balancing"])
    steps = -(-(draw[0] if draw else len(train)) // recipe["batchSize"]) * recipe["epochs"]
    keep = KeepBest(recipe, len(watched.targets))
    trainer = HoneTrainer(
        model=model,
        args=TrainingArguments(
            output_dir=str(options.out / "checkpoints"), num_train_epochs=recipe["epochs"], max_steps=options.max_steps,
            per_device_train_batch_size=recipe["batchSize"], per_device_eval_batch_size=64, seed=recipe["seed"],
            max_grad_norm=recipe["maxGradientNorm"], eval_strategy="epoch", save_strategy="no", logging_strategy="epoch",
            report_to="none",
        ),
        train_dataset=train, eval_dataset=watched, data_collator=collate, callbacks=[keep],
        compute_metrics=lambda found: measure(found.predictions, watched, recipe),
        optimizers=optimizer_and_schedule(model, recipe, steps),
        recipe=recipe, weights=class_weights(targets, recipe), draw=draw,
    )
    trainer.train()
    keep.put_back(trainer.model)
    print(f"The weights of epoch {keep.epoch} were kept.")
    trainer.compute_metrics = None  # it is the validation rows'
    if len(test):
        print("test", json.dumps(measure(trainer.predict(test).predictions, test, recipe)))
    else:
        print("No row is left to test the model: Hone tested it by cross-validation, and trained it on all rows.")
    (trainer.model.merge_and_unload() if by_adapters else trainer.model).save_pretrained(options.out)
    tokenizer.save_pretrained(options.out)


if __name__ == "__main__":
    main()
