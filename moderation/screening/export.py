"""Exports the Detoxify checkpoint to ONNX once; web processes then need no torch.

    python -m moderation.screening.export [--force | --golden]

The export lies in DATA_DIR/screening under the checkpoint's hash, so a new checkpoint is exported
anew and an old export is never mistaken for it. Torch is imported here and in training alone.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from moderation.screening.places import HERE, Places, digest, places

OPSET = 17
GOLDEN = HERE / "golden.json"
# How far one text, and all on average, may be off in int8; 0.07 and 0.005 were measured.
TOLERANCE = 0.10
MEAN_TOLERANCE = 0.02
# How far the checkpoint may be from what was written down when it was made.
DRIFT = 0.005
# Outliers in the early layers make int8 twice as far off there; these stay as they are.
_precise = re.compile(r"encoder/layer\.[012]/output/dense/MatMul")


class ExportRefused(RuntimeError):
    """The exported model does not score as the checkpoint should; nothing was kept."""


def ensure(where: Places | None = None, *, force: bool = False) -> Path:
    """The folder with the export, made when it is missing.

    Raises OSError without a checkpoint and ExportRefused when the golden scores do not match.
    """
    where = where or places()
    target = where.exported()
    if not force and (target / "export.json").exists():
        return target
    where.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=where.cache) as scratch:
        fresh = Path(scratch) / "export"
        fresh.mkdir()
        detoxify = load(where.checkpoint)
        _export(detoxify, where, fresh)
        check_golden(detoxify, fresh, where)
        if target.exists():
            shutil.rmtree(target)
        os.replace(fresh, target)
    return target


def _export(detoxify: Any, where: Places, target: Path) -> None:
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = detoxify.model.float().eval()
    sample = detoxify.tokenizer(["a short text", "another"], return_tensors="pt", padding=True)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    free = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        model,
        tuple(sample[name] for name in names),
        str(target / "model.fp32.onnx"),
        input_names=names,
        output_names=["logits"],
        dynamic_axes={**dict.fromkeys(names, free), "logits": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
    graph = onnx.load(target / "model.fp32.onnx").graph
    quantize_dynamic(
        target / "model.fp32.onnx",
        target / "model.int8.onnx",
        weight_type=QuantType.QInt8,
        per_channel=True,
        nodes_to_exclude=[node.name for node in graph.node if _precise.search(node.name)],
    )
    detoxify.tokenizer.backend_tokenizer.save(str(target / "tokenizer.json"))
    meta = {"labels": detoxify.class_names, "version": f"alongside-minilm-{digest(where.weights)}"}
    (target / "export.json").write_text(json.dumps(meta), encoding="utf-8")


def load(folder: Path) -> Any:
    """The checkpoint as Detoxify itself loads it, offline, wherever the repository lies."""
    import torch
    from detoxify import Detoxify

    # Detoxify reads a second configuration from the path that the checkpoint itself names.
    loaded = torch.load(folder / "model.ckpt", map_location="cpu", weights_only=True)
    loaded["config"]["arch"]["args"]["model_type"] = str(folder)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.ckpt"
        torch.save(loaded, path)
        detoxify = Detoxify(checkpoint=str(path), huggingface_config_path=str(folder))
    detoxify.model.float().eval()
    return detoxify


def check_golden(detoxify: Any, folder: Path, where: Places) -> None:
    """Compares the export with the checkpoint on the golden texts, and the shipped checkpoint with
    the scores that were written down when it was made. Raises ExportRefused."""
    from moderation.screening.engine import Model

    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    texts = [one["text"] for one in golden["scores"]]
    found = toxicities(detoxify, texts)
    served = [one["toxicity"] for one in Model(folder).scores(texts)]
    _close(texts, served, found, TOLERANCE)
    apart = sum(abs(a - b) for a, b in zip(served, found, strict=True)) / len(texts)
    if apart > MEAN_TOLERANCE:
        raise ExportRefused(f"the golden texts score {apart:.3f} apart on average")
    if golden["checkpoint"] == digest(where.weights):
        _close(texts, found, [one["toxicity"] for one in golden["scores"]], DRIFT)


def toxicities(detoxify: Any, texts: Sequence[str]) -> list[float]:
    """What Detoxify itself predicts."""
    return [float(score) for score in detoxify.predict(list(texts))["toxicity"]]


def _close(
    texts: Sequence[str], found: Sequence[float], wanted: Sequence[float], most: float
) -> None:
    for text, one, other in zip(texts, found, wanted, strict=True):
        if abs(one - other) > most:
            raise ExportRefused(f"{text!r} scores {one:.3f} instead of {other:.3f}")


def write_golden(where: Places) -> None:
    """Writes down what the checkpoint says about the golden texts; done once for each new one."""
    texts = [one["text"] for one in json.loads(GOLDEN.read_text(encoding="utf-8"))["scores"]]
    scores = toxicities(load(where.checkpoint), texts)
    lines = [
        {"text": text, "toxicity": round(score, 5)}
        for text, score in zip(texts, scores, strict=True)
    ]
    golden = {"checkpoint": digest(where.weights), "scores": lines}
    GOLDEN.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Exports the toxicity model for serving.")
    parser.add_argument("--force", action="store_true", help="export anew")
    parser.add_argument("--golden", action="store_true", help="write down the golden scores anew")
    args = parser.parse_args()
    if args.golden:
        write_golden(places())
    print(ensure(force=args.force))


if __name__ == "__main__":
    main()
