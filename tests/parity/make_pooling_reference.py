"""Writes tests/fixtures/pooled-first-token.json: what mean pooling as one more encoder layer gives.

    python tests/parity/make_pooling_reference.py [SHARED]

Builds a BertModel with one layer more than all-MiniLM-L6-v2 has, its weights set so that the layer pools
(src/encoder/pooling.ts says how), and runs the 20 texts of SHARED/fixtures/minilm/parity.json. The first
position must be LayerNorm(h_first + 100 * mean(h)) of the model without that layer.
"""

import base64
import json
import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"

import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertModel

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared"
MODEL = ROOT / "public/models/all-MiniLM-L6-v2"
MEAN_SCALE = 100


def pooling_layer(config):
    """The added layer's tensors, by their names within a layer."""
    hidden, wide = config.hidden_size, config.intermediate_size
    zeros, identity = torch.zeros(hidden, hidden), torch.eye(hidden)
    weights = {
        "attention.self.query": zeros,
        "attention.self.key": zeros,
        "attention.self.value": identity,
        "attention.output.dense": MEAN_SCALE * identity,
        "attention.output.LayerNorm": torch.ones(hidden),
        "intermediate.dense": torch.zeros(wide, hidden),
        "output.dense": torch.zeros(hidden, wide),
        "output.LayerNorm": torch.ones(hidden),
    }
    tensors = {f"{name}.weight": weight for name, weight in weights.items()}
    return tensors | {f"{name}.bias": torch.zeros(len(weight)) for name, weight in weights.items()}


def build(layers, tensors):
    config = BertConfig.from_pretrained(MODEL, num_hidden_layers=layers)
    model = BertModel(config, add_pooling_layer=False).float().eval()
    missing, unexpected = model.load_state_dict(tensors, strict=False)
    assert not [name for name in missing if "position_ids" not in name], missing
    assert all(name.startswith("pooler.") for name in unexpected), unexpected
    return model


def main():
    tensors = {name: tensor.float() for name, tensor in load_file(MODEL / "model.safetensors").items()}
    layers = BertConfig.from_pretrained(MODEL).num_hidden_layers
    plain = build(layers, tensors)
    added = {f"encoder.layer.{layers}.{name}": value for name, value in pooling_layer(plain.config).items()}
    pooling = build(layers + 1, tensors | added)

    items = json.loads((SHARED / "fixtures/minilm/parity.json").read_text())["items"]
    results, largest, largest_mean = [], 0.0, 0.0
    with torch.inference_mode():
        for index, item in enumerate(items):
            ids = torch.tensor([item["input_ids"]])
            hidden = plain(input_ids=ids).last_hidden_state[0]
            mean = hidden.mean(0)
            formula = torch.nn.functional.layer_norm(hidden[0] + MEAN_SCALE * mean, mean.shape, eps=plain.config.layer_norm_eps)
            first = pooling(input_ids=ids).last_hidden_state[0, 0]
            largest = max(largest, float((first - formula).abs().max()))
            largest_mean = max(largest_mean, float((mean - torch.tensor(item["embedding"])).abs().max()))
            results.append({"index": index, "values": base64.b64encode(first.numpy().astype("<f4").tobytes()).decode()})
    print(f"layer against formula: {largest:.2e}; mean against parity.json: {largest_mean:.2e} (fp16 weights)")
    assert largest < 1e-4, largest
    lines = ",\n".join(json.dumps(result) for result in results)
    text = f'{{"model": "{MODEL.name}", "hiddenSize": {plain.config.hidden_size}, "items": [\n{lines}\n]}}\n'
    (ROOT / "tests/fixtures/pooled-first-token.json").write_text(text)


main()
