"""What the other formats of an exported folder answer: ONNX by onnxruntime, the adapter by peft on its base model."""

import sys
import tempfile
from pathlib import Path

import onnx
import onnxruntime
import torch
from peft import PeftModel
from transformers import AutoConfig, AutoModelForSequenceClassification

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools/models"))
from shipped import encoder, is_eight_bits

onnxruntime.set_default_logger_severity(3)


def onnx_logits(path, batches):
    """Logits of a file that onnx's own checker accepts, for batches of token ids and masks (torch, int64)."""
    onnx.checker.check_model(str(path), full_check=True)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_inputs()]
    assert [one.name for one in session.get_outputs()] == ["logits"], session.get_outputs()
    results = []
    for batch in batches:
        given = {"token_type_ids": torch.zeros_like(batch["input_ids"]), **batch}
        results.append(torch.from_numpy(session.run(None, {name: given[name].numpy() for name in names})[0]))
    return torch.cat(results)


def adapter_logits(folder, base, batch):
    """Logits of an adapter on its base model, apart and merged, loaded as its README says."""
    config = AutoConfig.from_pretrained(folder)
    if is_eight_bits(Path(base)):
        # transformers needs another library for 8 bits: the same numbers in single precision.
        unpacked = tempfile.mkdtemp()
        encoder(Path(base)).save_pretrained(unpacked)
        base = unpacked
    model = AutoModelForSequenceClassification.from_pretrained(base, config=config, dtype="float32")
    model = PeftModel.from_pretrained(model, folder).eval()
    with torch.inference_mode():
        apart = model(**batch).logits
        return apart, model.merge_and_unload()(**batch).logits


def check_formats(folder, batch, expected, base, report, check):
    """Compares what there is besides model.safetensors with the expected logits."""
    folder = Path(folder)
    limits = {"model": 1e-4, "model_quantized": 0.5}
    for name, limit in limits.items():
        path = folder / "onnx" / f"{name}.onnx"
        if not path.is_file():
            continue
        together = onnx_logits(path, [batch])
        rows = [{key: value[i : i + 1, : int(batch["attention_mask"][i].sum())] for key, value in batch.items()} for i in range(len(expected))]
        apart = onnx_logits(path, rows)
        for kind, logits in (("batch", together), ("one_by_one", apart)):
            gap = float((logits - expected).abs().max())
            report[f"{name}.onnx, {kind}"] = gap
            check(gap <= limit, f"{name}.onnx, {kind}: logits differ by {gap}")
        # A difference of the logits may tip an answer only where the best two are nearer than twice that.
        best = expected.topk(2, dim=1).values
        decided = best[:, 0] - best[:, 1] > 2 * float((together - expected).abs().max())
        same = together.argmax(1) == expected.argmax(1)
        report[f"{name}.onnx, same labels"] = float(same.float().mean())
        check(bool(same[decided].all()), f"{name}.onnx gives another label where its logits cannot tip it")
        check(float(same.float().mean()) >= (1 if name == "model" else 0.9), f"{name}.onnx gives too few of the same labels")
    if (folder / "adapter").is_dir() and base:
        for kind, logits in zip(("apart", "merged"), adapter_logits(folder / "adapter", base, batch)):
            gap = float((logits - expected).abs().max())
            report[f"adapter, {kind}"] = gap
            check(gap <= 1e-4, f"adapter, {kind}: logits differ by {gap}")
