"""Exports the Detoxify checkpoint to ONNX once; web processes then need no torch.

    python -m moderation.screening.export [--force]

The export lies in DATA_DIR/screening under the checkpoint's hash, so a new checkpoint is exported
anew and an old export is never mistaken for it. Torch is imported here and in training alone.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from pathlib import Path

from moderation.screening.places import HERE, Places, digest, places

OPSET = 17
GOLDEN = HERE / "golden.json"
TOLERANCE = 0.05


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
        _export(where, fresh)
        check_golden(fresh, where)
        if target.exists():
            shutil.rmtree(target)
        os.replace(fresh, target)
    return target


def _export(where: Places, target: Path) -> None:
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    detoxify = load(where.checkpoint)
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
    quantize_dynamic(
        target / "model.fp32.onnx",
        target / "model.int8.onnx",
        weight_type=QuantType.QInt8,
        per_channel=True,
    )
    detoxify.tokenizer.backend_tokenizer.save(str(target / "tokenizer.json"))
    meta = {"labels": detoxify.class_names, "version": f"alongside-minilm-{digest(where.weights)}"}
    (target / "export.json").write_text(json.dumps(meta), encoding="utf-8")


def load(folder: Path):  # type: ignore[no-untyped-def]  # Detoxify is not typed
    """The checkpoint as Detoxify itself loads it, offline."""
    import torch
    from detoxify import Detoxify

    # The checkpoint names its folder as ".": it must load wherever the repository lies.
    loaded = torch.load(folder / "model.ckpt", map_location="cpu", weights_only=False)
    loaded["config"]["arch"]["args"]["model_type"] = str(folder)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.ckpt"
        torch.save(loaded, path)
        return Detoxify(checkpoint=str(path), huggingface_config_path=str(folder))


def check_golden(folder: Path, where: Places) -> None:
    """Compares with the scores that were written down when the shipped checkpoint was made."""
    from moderation.screening.engine import Model

    if not GOLDEN.exists():
        return
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    if golden["checkpoint"] != digest(where.weights):
        return
    found = Model(folder).scores([one["text"] for one in golden["scores"]])
    for one, scores in zip(golden["scores"], found, strict=True):
        if abs(one["toxicity"] - scores["toxicity"]) > TOLERANCE:
            raise ExportRefused(
                f"{one['text']!r} scores {scores['toxicity']:.3f} instead of {one['toxicity']:.3f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="Exports the toxicity model for serving.")
    parser.add_argument("--force", action="store_true", help="export anew")
    print(ensure(force=parser.parse_args().force))


if __name__ == "__main__":
    main()
