"""The graph that we write for BERT gives what BERT gives, and its int8 form stays close to it."""

from __future__ import annotations

from math import erf
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnxruntime.quantization import QuantType, quantize_dynamic

from moderation.screening import graph
from moderation.screening.graph import Floats

CONFIG: dict[str, Any] = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "hidden_size": 32,
    "layer_norm_eps": 1e-12,
}
WORDS, PLACES, WIDE, LABELS = 90, 24, 64, 6
LOUD_CHANNEL = 7


@pytest.fixture(scope="module")
def weights() -> dict[str, Floats]:
    """A network by chance, in which one channel of the first layer shouts."""
    dice = np.random.default_rng(3)
    width = CONFIG["hidden_size"]
    shapes: dict[str, tuple[int, ...]] = {
        "bert.embeddings.word_embeddings.weight": (WORDS, width),
        "bert.embeddings.position_embeddings.weight": (PLACES, width),
        "bert.embeddings.token_type_embeddings.weight": (2, width),
    }
    norms = ["bert.embeddings.LayerNorm"]
    dense = {"bert.pooler.dense": (width, width), "classifier": (LABELS, width)}
    for number in range(CONFIG["num_hidden_layers"]):
        key = f"bert.encoder.layer.{number}"
        norms += [f"{key}.attention.output.LayerNorm", f"{key}.output.LayerNorm"]
        for part in ("query", "key", "value"):
            dense[f"{key}.attention.self.{part}"] = (width, width)
        dense[f"{key}.attention.output.dense"] = (width, width)
        dense[f"{key}.intermediate.dense"] = (WIDE, width)
        dense[f"{key}.output.dense"] = (width, WIDE)
    for name, shape in dense.items():
        shapes |= {f"{name}.weight": shape, f"{name}.bias": shape[:1]}
    found = {name: dice.normal(0, 0.2, shape) for name, shape in shapes.items()}
    for name in norms:
        found |= {f"{name}.weight": dice.normal(1, 0.1, width), f"{name}.bias": np.zeros(width)}
    found["bert.encoder.layer.0.intermediate.dense.bias"][LOUD_CHANNEL] = 40.0
    return {name: value.astype(np.float32) for name, value in found.items()}


def by_hand(weights: dict[str, Floats], ids: list[int]) -> tuple[Floats, Floats]:
    """BERT as Devlin et al. (2019) describe it, for one text, in plain numpy."""

    def dense(x: Floats, key: str) -> Floats:
        return x @ weights[f"{key}.weight"].T + weights[f"{key}.bias"]

    def norm(x: Floats, key: str) -> Floats:
        even = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return even * weights[f"{key}.weight"] + weights[f"{key}.bias"]

    key = "bert.embeddings"
    x = weights[f"{key}.word_embeddings.weight"][ids]
    x = x + weights[f"{key}.position_embeddings.weight"][: len(ids)]
    x = norm(x + weights[f"{key}.token_type_embeddings.weight"][0], f"{key}.LayerNorm")
    heads = CONFIG["num_attention_heads"]
    for number in range(CONFIG["num_hidden_layers"]):
        key = f"bert.encoder.layer.{number}"
        query, other, value = (
            dense(x, f"{key}.attention.self.{part}").reshape(len(ids), heads, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        weight = np.exp(query @ other.transpose(0, 2, 1) / np.sqrt(query.shape[-1]))
        weight /= weight.sum(-1, keepdims=True)
        attended = (weight @ value).transpose(1, 0, 2).reshape(len(ids), -1)
        attended = dense(attended, f"{key}.attention.output.dense")
        x = norm(x + attended, f"{key}.attention.output.LayerNorm")
        wide = dense(x, f"{key}.intermediate.dense")
        wide = wide * 0.5 * (1 + np.vectorize(erf)(wide / np.sqrt(2)))
        x = norm(x + dense(wide, f"{key}.output.dense"), f"{key}.output.LayerNorm")
    pooled = np.tanh(dense(x[0], "bert.pooler.dense"))
    return dense(pooled, "classifier"), pooled


TEXTS = [[1, 5, 9, 33, 2], [1, 2], [1, *range(20, 42), 2]]


def served(path: Path, texts: list[list[int]]) -> tuple[Floats, Floats]:
    """All texts in one batch, the shorter ones filled up."""
    ids = np.zeros((len(texts), max(map(len, texts))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, text in enumerate(texts):
        ids[row, : len(text)], mask[row, : len(text)] = text, 1
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    logits, pooled = session.run(["logits", "pooled"], {"input_ids": ids, "attention_mask": mask})
    return logits, pooled


def close(path: Path, weights: dict[str, Floats], most: float) -> bool:
    logits, pooled = served(path, TEXTS)
    wanted = [by_hand(weights, text) for text in TEXTS]
    return bool(
        np.abs(logits - [one for one, _ in wanted]).max() <= most
        and np.abs(pooled - [one for _, one in wanted]).max() <= most
    )


def in_int8(path: Path, keep: str) -> Path:
    target = path.with_suffix(".int8.onnx")
    names = [node.name for node in onnx.load(path).graph.node]
    quantize_dynamic(
        path,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        nodes_to_exclude=[name for name in names if name.endswith(tuple(keep.split()))],
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    return target


def test_the_graph_gives_what_bert_gives_whatever_shares_its_batch(tmp_path, weights) -> None:
    path = tmp_path / "plain.onnx"
    graph.write(weights, CONFIG, path, LABELS)
    assert close(path, weights, 2e-4)


def test_setting_loud_channels_apart_changes_no_number(tmp_path, weights) -> None:
    path = tmp_path / "calibrated.onnx"
    graph.write(weights, CONFIG, path, LABELS)
    found = graph.calibrate(path, CONFIG["num_hidden_layers"], TEXTS)
    graph.write(weights, CONFIG, path, LABELS, found)
    assert close(path, weights, 2e-4)


def test_the_channel_that_shouts_is_found_and_nothing_is_made_louder(tmp_path, weights) -> None:
    path = tmp_path / "plain.onnx"
    graph.write(weights, CONFIG, path, LABELS)
    first, *others = graph.calibrate(path, CONFIG["num_hidden_layers"], TEXTS)
    assert LOUD_CHANNEL in first.loud
    assert all(one.down.min() >= 1.0 for one in (first, *others))


def test_int8_is_closer_with_the_loud_channel_apart(tmp_path, weights) -> None:
    plain, apart = tmp_path / "plain.onnx", tmp_path / "apart.onnx"
    graph.write(weights, CONFIG, plain, LABELS)
    found = graph.calibrate(plain, CONFIG["num_hidden_layers"], TEXTS)
    graph.write(weights, CONFIG, apart, LABELS, found)
    wanted = np.array([by_hand(weights, text)[0] for text in TEXTS])
    off = [
        float(np.abs(served(in_int8(path, ".loud .few"), TEXTS)[0] - wanted).mean())
        for path in (plain, apart)
    ]
    assert off[1] < off[0]


@pytest.mark.parametrize(
    "other",
    [
        {"model_type": "roberta"},
        {"model_type": "albert"},
        {"hidden_act": "relu"},
        {"position_embedding_type": "relative_key"},
    ],
)
def test_other_kinds_of_encoder_are_left_to_the_exporter(other) -> None:
    assert graph.fits(CONFIG)
    assert not graph.fits(CONFIG | other)
