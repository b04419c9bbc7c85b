"""Rewrites the weights of a Hugging Face folder in 8 bits, as all-MiniLM-L6-v2 comes with the app.

    python tools/models/eight_bits.py SOURCE OUT

A matrix X becomes `X` (I8) and `X_scale` (F32): value = X * X_scale, symmetric, as compressed-tensors names it in its format
int-quantized. A linear layer has a scale for each output ([rows, 1]), the word table has one ([1, 1]). A scale is the
largest magnitude by 127, and numbers are rounded to the nearest, ties to even: the same file comes out every time. All other
tensors become F32, but for the tables of positions and token types, which stay as they are: a few large numbers in them would
leave the others few digits. The pooler is left out. What was in OUT is overwritten; the tokenizer's files are copied.
"""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

KEPT = ("special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt")
AS_THEY_ARE = ("embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight")
GROUPS = {
    "linear": {"targets": ["Linear"], "weights": {"num_bits": 8, "type": "int", "symmetric": True, "strategy": "channel"}},
    "embedding": {
        "targets": ["Embedding"],
        "weights": {"num_bits": 8, "type": "int", "symmetric": True, "strategy": "tensor"},
    },
}


def eight_bits(values, is_table):
    """The numbers and their scales."""
    values = values.astype(np.float32)
    axis = None if is_table else 1
    scale = (np.abs(values).max(axis=axis, keepdims=True) / np.float32(127)).astype(np.float32)
    numbers = np.rint(values / np.maximum(scale, np.float32(1e-30)))
    return np.clip(numbers, -127, 127).astype(np.int8), scale


def convert(source, out):
    out.mkdir(parents=True, exist_ok=True)
    tensors = {}
    for name, values in sorted(load_file(source / "model.safetensors").items()):
        if name.startswith("pooler.") or name.endswith("position_ids"):
            continue
        if name in AS_THEY_ARE:
            tensors[name] = values
        elif values.ndim == 2:
            tensors[name], tensors[f"{name}_scale"] = eight_bits(values, name.startswith("embeddings."))
        else:
            tensors[name] = values.astype(np.float32)
    save_file(tensors, out / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((source / "config.json").read_text())
    quantization = {"quant_method": "compressed-tensors", "format": "int-quantized", "config_groups": GROUPS}
    (out / "config.json").write_text(json.dumps({**config, "quantization_config": quantization}, indent=2) + "\n")
    for name in KEPT:
        if (source / name).exists() and source != out:
            shutil.copy(source / name, out / name)


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
