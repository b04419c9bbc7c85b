"""Prints the front matter of model cards as PyYAML and huggingface_hub read it: read_cards.py FILE, a JSON list of cards."""

import json
import sys

import yaml
from huggingface_hub import ModelCard


def read(card):
    front = yaml.safe_load(card.split("\n---\n")[0].removeprefix("---\n"))
    data = ModelCard(card).data
    index = front.get("model-index")
    return {
        "license": front.get("license"),
        "base_model": front["base_model"],
        "name": index[0]["name"] if index else None,
        "hub": [data.license, data.base_model, data.model_name],
    }


with open(sys.argv[1], encoding="utf-8") as file:
    print(json.dumps([read(card) for card in json.load(file)]))
