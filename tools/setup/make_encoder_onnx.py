"""Writes all-MiniLM-L6-v2 (the shipped weights, in single precision) as an ONNX encoder for `npm run bench:encode`."""
import sys, pathlib, torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "models"))
from shipped import config as shipped_config, weights as shipped_weights
from transformers import BertModel

source, target = map(pathlib.Path, sys.argv[1:3])
config = shipped_config(source)
config._attn_implementation = "eager"
model = BertModel(config, add_pooling_layer=False)
weights = shipped_weights(source)
missing, unexpected = model.load_state_dict({k: v for k, v in weights.items() if not k.startswith("pooler")}, strict=False)
assert not [k for k in missing if "position_ids" not in k], missing
model.eval()

class Encoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model
    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state

ids = torch.ones(2, 8, dtype=torch.long)
axes = {name: {0: "batch", 1: "tokens"} for name in ("input_ids", "attention_mask", "token_type_ids", "last_hidden_state")}
target.parent.mkdir(parents=True, exist_ok=True)
torch.onnx.export(Encoder(), (ids, ids, torch.zeros_like(ids)), str(target), dynamo=False, opset_version=17,
                  input_names=["input_ids", "attention_mask", "token_type_ids"], output_names=["last_hidden_state"], dynamic_axes=axes)
print("wrote", target, target.stat().st_size)
