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
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from moderation.screening import graph
from moderation.screening.graph import OPSET
from moderation.screening.places import HERE, Places, digest, needed, places

GOLDEN = HERE / "golden.json"
# How far one text, and all on average, may be off in int8; 0.07 and 0.005 were measured.
TOLERANCE = 0.10
MEAN_TOLERANCE = 0.02
# How far the checkpoint may be from what was written down when it was made.
DRIFT = 0.005
# What stays in float. In a graph of ours that is what `graph.write` set apart for it; in one of
# torch's, outliers in the early layers make int8 twice as far off. Where that is not enough, as it
# may be for larger encoders, all that widens and narrows again stays.
PRECISE = (
    re.compile(r"layer\d+\.(loud|few)|encoder/layer\.[012]/output/dense/MatMul"),
    re.compile(
        r"layer\d+\.(loud|few|wide|narrow)|"
        r"(output/dense|intermediate/dense|ffn(_output)?)(_\d+)?/MatMul"
    ),
)
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
# Golden texts that any model of toxicity must tell apart, whatever it was taught.
PLAIN_ABUSE = (
    "you are a pathetic loser, nobody wants you here",
    "shut up you stupid idiot",
    "You disgusting cripple, go and die.",
)
PLAIN_KINDNESS = (
    "I disagree, heat never did much for me, but do try it.",
    "Thank you, this is the first place where I don't have to explain.",
    "How do you ask a teacher for a chair in the lab?",
)


class ExportRefused(RuntimeError):
    """The exported model does not score as the checkpoint should; nothing was kept."""


def ensure(where: Places | None = None, *, force: bool = False, sensible: bool = False) -> Path:
    """The folder with the export, made when it is missing; what is refused replaces nothing.

    `sensible`: also asks that it tells abuse from kindness. Raises OSError without a checkpoint
    and ExportRefused when the golden scores do not match.
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
        check_drift(detoxify, where)
        _export(detoxify, where, fresh)
        _quantise(detoxify, fresh)
        if sensible:
            check_sense(fresh)
        if target.exists():
            shutil.rmtree(target)
        os.replace(fresh, target)
    return target


def _export(detoxify: Any, where: Places, target: Path) -> None:
    config = detoxify.model.config.to_dict()
    if graph.fits(config):
        _write_graph(detoxify, config, target)
    else:
        _trace(detoxify, target)
    for part in (where.sisters, where.words):
        if part.exists():
            shutil.copy(part, target / part.name)
    detoxify.tokenizer.backend_tokenizer.save(str(target / "tokenizer.json"))
    meta = {"labels": detoxify.class_names, "version": f"{where.name}-{where.mark}"}
    (target / "export.json").write_text(json.dumps(meta), encoding="utf-8")


def _write_graph(detoxify: Any, config: dict[str, Any], target: Path) -> None:
    """BERT, in our own operators; loud channels are found on the golden texts."""
    weights = {name: one.float().numpy() for name, one in detoxify.model.state_dict().items()}
    path, labels = target / "model.fp32.onnx", len(detoxify.class_names)
    texts = [detoxify.tokenizer(one["text"])["input_ids"] for one in _golden()["scores"]]
    graph.write(weights, config, path, labels)
    calibrated = graph.calibrate(path, config["num_hidden_layers"], texts)
    graph.write(weights, config, path, labels, calibrated)


def _trace(detoxify: Any, target: Path) -> None:
    """Any other encoder, as torch's exporter spells it."""
    import torch

    sample = detoxify.tokenizer(["a short text", "another"], return_tensors="pt", padding=True)
    names = [name for name in INPUTS if name in sample]
    free = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings():
        # Of branches that do not depend on the text; the golden scores would show any that do.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _served(detoxify, names),
            tuple(sample[name] for name in names),
            str(target / "model.fp32.onnx"),
            input_names=names,
            output_names=["logits"],
            dynamic_axes={**dict.fromkeys(names, free), "logits": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )


def _quantise(detoxify: Any, target: Path) -> None:
    """Makes the int8 model, more carefully where it does not score as the checkpoint does.

    Raises ExportRefused when no care is enough.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    names = [node.name for node in onnx.load(target / "model.fp32.onnx").graph.node]
    for precise in PRECISE:
        quantize_dynamic(
            target / "model.fp32.onnx",
            target / "model.int8.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            nodes_to_exclude=[name for name in names if precise.search(name)],
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        try:
            check_golden(detoxify, target)
            break
        except ExportRefused:
            if precise is PRECISE[-1]:
                raise


def _served(detoxify: Any, names: Sequence[str]) -> Any:
    """The network as it is exported: its outputs are the labels that Detoxify names, which may not
    be all."""
    import torch

    known = len(detoxify.class_names)

    class Named(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = detoxify.model.float().eval()

        def forward(self, *inputs: Any) -> Any:
            return self.model(**dict(zip(names, inputs, strict=True))).logits[:, :known]

    return Named().eval()


def load(folder: Path) -> Any:
    """The checkpoint as Detoxify itself loads it, offline, wherever the repository lies.

    Raises ExportRefused when Detoxify cannot, or would fill in what is missing by chance.
    """
    import torch
    from detoxify import Detoxify

    try:
        loaded = torch.load(folder / "model.ckpt", map_location="cpu", weights_only=True)
        arch = loaded["config"]["arch"]["args"]
        with tempfile.TemporaryDirectory() as scratch:
            encoder = _encoder(folder, Path(scratch), arch["num_classes"])
            # Detoxify reads a second configuration from the path that the checkpoint itself names.
            arch["model_type"] = str(encoder)
            path = Path(scratch) / "model.ckpt"
            torch.save(loaded, path)
            detoxify = Detoxify(checkpoint=str(path), huggingface_config_path=str(encoder))
    except Exception as error:  # the libraries raise errors of many kinds for broken files
        raise ExportRefused(f"The checkpoint in {folder} cannot be loaded: {error}") from error
    _check_whole(detoxify, loaded["state_dict"])
    detoxify.model.float().eval()
    return detoxify


def _encoder(folder: Path, scratch: Path, classes: int) -> Path:
    """A copy of the configuration and the tokenizer, with as many outputs as the checkpoint has:
    the files that an encoder is published with say two."""
    target = scratch / "encoder"
    target.mkdir()
    for name in (one.name for one in folder.iterdir() if one.suffix in (".json", ".txt", ".model")):
        shutil.copy(folder / name, target)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["id2label"] = {str(n): f"LABEL_{n}" for n in range(classes)}
    config["label2id"] = {label: int(n) for n, label in config["id2label"].items()}
    (target / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return target


def _check_whole(detoxify: Any, weights: Any) -> None:
    missing = sorted(set(detoxify.model.state_dict()) - set(weights))
    if missing:
        raise ExportRefused(f"The checkpoint lacks {len(missing)} weights, such as {missing[0]}.")
    if "toxicity" not in detoxify.class_names:
        raise ExportRefused("The checkpoint has no score for toxicity.")


def save_encoder(name: str, folder: Path) -> None:
    """Writes the configuration and the tokenizer of an encoder of the Hugging Face hub.

    Raises what transformers raises when neither the hub nor its cache on this machine has them.
    """
    from transformers import AutoConfig, AutoTokenizer

    AutoConfig.from_pretrained(name).save_pretrained(folder)
    AutoTokenizer.from_pretrained(name).save_pretrained(folder)


def check_golden(detoxify: Any, folder: Path) -> None:
    """Compares the export with the checkpoint on the golden texts. Raises ExportRefused."""
    from moderation.screening.engine import Model

    texts = [one["text"] for one in _golden()["scores"]]
    found = toxicities(detoxify, texts)
    served = [one["toxicity"] for one in Model(folder).network(texts)]
    _close(texts, served, found, TOLERANCE)
    apart = sum(abs(a - b) for a, b in zip(served, found, strict=True)) / len(texts)
    if not apart <= MEAN_TOLERANCE:
        raise ExportRefused(f"the golden texts score {apart:.3f} apart on average")


def check_drift(detoxify: Any, where: Places) -> None:
    """Compares the shipped checkpoint with what was written down when it was made.

    Raises ExportRefused.
    """
    golden = _golden()
    if golden["checkpoint"] == digest(where.weights):
        texts = [one["text"] for one in golden["scores"]]
        written = [one["toxicity"] for one in golden["scores"]]
        _close(texts, toxicities(detoxify, texts), written, DRIFT)


def _golden() -> Any:
    return json.loads(GOLDEN.read_text(encoding="utf-8"))


def check_sense(folder: Path) -> None:
    """Raises ExportRefused unless all plain abuse scores above all plain kindness."""
    from moderation.screening.engine import Model

    texts = [*PLAIN_ABUSE, *PLAIN_KINDNESS]
    scores = [one["toxicity"] for one in Model(folder).network(texts)]
    known = dict(zip(texts, scores, strict=True))
    low, high = min(PLAIN_ABUSE, key=known.__getitem__), max(PLAIN_KINDNESS, key=known.__getitem__)
    if not known[low] > known[high]:
        raise ExportRefused(
            f"The model does not tell abuse from kindness: {low!r} scores {known[low]:.3f}, "
            f"{high!r} scores {known[high]:.3f}."
        )


def toxicities(detoxify: Any, texts: Sequence[str]) -> list[float]:
    """What Detoxify itself predicts."""
    return [float(score) for score in detoxify.predict(list(texts))["toxicity"]]


def _close(
    texts: Sequence[str], found: Sequence[float], wanted: Sequence[float], most: float
) -> None:
    for text, one, other in zip(texts, found, wanted, strict=True):
        # Said this way round, a score that is not a number is refused too.
        if not abs(one - other) <= most:
            raise ExportRefused(f"{text!r} scores {one:.3f} instead of {other:.3f}")


def write_golden(where: Places) -> None:
    """Writes down what the checkpoint says about the golden texts; done once for each new one."""
    texts = [one["text"] for one in _golden()["scores"]]
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
    for where in needed():
        print(ensure(where, force=args.force))


if __name__ == "__main__":
    main()
