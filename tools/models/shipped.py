"""The models that come with the app, as PyTorch reads them: 8 bits times their scales, in single precision."""

import json

from safetensors.torch import load_file
from transformers import BertConfig, BertModel


def weights(folder):
    """All tensors in single precision, by their names."""
    stored = load_file(folder / "model.safetensors")
    return {
        name: tensor.float() * stored[f"{name}_scale"] if f"{name}_scale" in stored else tensor.float()
        for name, tensor in stored.items()
        if not name.endswith("_scale")
    }


def is_eight_bits(folder):
    return "quantization_config" in json.loads((folder / "config.json").read_text())


def config(folder, **changes):
    json_config = json.loads((folder / "config.json").read_text())
    json_config.pop("quantization_config", None)
    return BertConfig(**{**json_config, **changes})


def encoder(folder):
    """The encoder without a pooler, ready to predict."""
    model = BertModel(config(folder), add_pooling_layer=False).float().eval()
    missing, unexpected = model.load_state_dict(weights(folder), strict=False)
    assert not [name for name in missing if "position_ids" not in name], missing
    assert not unexpected, unexpected
    return model
