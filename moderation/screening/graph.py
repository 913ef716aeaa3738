"""A BERT encoder with its heads as an ONNX graph, written operator by operator. Needs no torch.

The exporter of torch spells attention out in some fifty small operators a layer, takes the three
projections apart, and carries every token through the last layer, of which only the first is read.
Written by hand, the same numbers come out in little more than half the time. Other kinds of
encoder go the exporter's way.

A few channels of the feed-forward layers are many times louder than the others, and one scale for
all leaves the quiet ones a handful of the 256 steps of int8. What goes into a feed-forward layer is
therefore divided by its loudness and the matrix multiplied by it (G. Xiao et al., *SmoothQuant*,
ICML 2023); the loud ones within are multiplied apart, in float (T. Dettmers et al., *LLM.int8()*,
NeurIPS 2022).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]
Channels = NDArray[np.int64]

OPSET = 17
FUSED = "com.microsoft"
# A channel is loud when its peak is so many times that which 99 of 100 channels stay below.
LOUD = 1.8
MOST_LOUD = 16
# Louder than this share of the channels is divided down to it.
EVEN = 97
INPUTS = ("input_ids", "attention_mask")


def fits(config: Mapping[str, Any]) -> bool:
    """Whether an encoder with this configuration is one that `write` knows."""
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
    )


@dataclass(frozen=True)
class Calibration:
    """What is done about loud channels in one layer.

    down: by how much each channel of what goes into its feed-forward part is divided; 1 or more.
    loud: the channels between its two matrices that are multiplied apart.
    """

    down: Floats
    loud: Channels


class _Graph:
    """Collects operators and constants; each call gives the name of what it makes."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self, kind: str, inputs: Sequence[str], name: str, domain: str = "", **options: Any
    ) -> str:
        self.nodes.append(
            helper.make_node(kind, inputs, [name], name=name, domain=domain, **options)
        )
        return name

    def linear(self, x: str, weight: Floats, bias: Floats, name: str) -> str:
        """`weight` has one row for each channel of x."""
        product = self.add("MatMul", [x, self.constant(f"{name}.weight", weight)], name)
        return self.add("Add", [product, self.constant(f"{name}.bias", bias)], f"{name}.sum")

    def norm(self, x: str, key: str, name: str, epsilon: float, down: Floats | float = 1.0) -> str:
        """Divided by `down`, channel by channel."""
        parts = [
            self.constant(f"{name}.{part}", self.weights[f"{key}.{part}"] / down)
            for part in ("weight", "bias")
        ]
        return self.add("LayerNormalization", [x, *parts], name, axis=-1, epsilon=epsilon)

    def head(self, x: str, key: str, name: str, most: int | None = None) -> str:
        """One of the dense layers after the encoder; of `most` outputs where that is given."""
        parts = [
            self.constant(f"{name}.{part}", self.weights[f"{key}.{part}"][:most])
            for part in ("weight", "bias")
        ]
        return self.add("Gemm", [x, *parts], name, transB=1)


def write(
    weights: Weights,
    config: Mapping[str, Any],
    target: Path,
    labels: int,
    calibrated: Sequence[Calibration] = (),
) -> None:
    """Writes the graph with outputs `logits` (batch × labels) and `pooled` (batch × width).

    weights: of a BertForSequenceClassification, by their names in it. calibrated: one for each
    layer, or none, where nothing is done about loud channels.
    """
    graph = _Graph(weights)
    x = _embedded(graph, config)
    for layer in range(config["num_hidden_layers"]):
        x = _layer(graph, config, layer, x, calibrated[layer] if calibrated else None)
    first = graph.add("Squeeze", [x, "one"], "first")
    graph.add("Tanh", [graph.head(first, "bert.pooler.dense", "pooler")], "pooled")
    graph.head("pooled", "classifier", "logits", labels)
    shapes = {"logits": labels, "pooled": config["hidden_size"]}
    whole = helper.make_graph(
        graph.nodes,
        "bert",
        [_value(name, TensorProto.INT64, "tokens") for name in INPUTS],
        [_value(name, TensorProto.FLOAT, width) for name, width in shapes.items()],
        graph.constants,
    )
    domains = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
    onnx.save(helper.make_model(whole, opset_imports=domains, ir_version=8), str(target))


def _value(name: str, kind: int, width: int | str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, ["batch", width])


def _embedded(graph: _Graph, config: Mapping[str, Any]) -> str:
    key = "bert.embeddings"
    places = graph.weights[f"{key}.position_embeddings.weight"]
    # All tokens are of the first of BERT's two kinds.
    kind = graph.weights[f"{key}.token_type_embeddings.weight"][0]
    graph.constant("words", graph.weights[f"{key}.word_embeddings.weight"])
    graph.constant("places", places + kind)
    graph.constant("zero", np.array([0], dtype=np.int64))
    graph.constant("one", np.array([1], dtype=np.int64))
    graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    graph.add("Shape", ["input_ids"], "length", start=1, end=2)
    place = graph.add("Slice", ["places", "zero", "length", "zero"], "place")
    word = graph.add("Gather", ["words", "input_ids"], "word")
    whole = graph.add("Add", [word, place], "embedded")
    return graph.norm(whole, f"{key}.LayerNorm", "embedded.norm", config["layer_norm_eps"])


def _layer(
    graph: _Graph, config: Mapping[str, Any], number: int, x: str, calibrated: Calibration | None
) -> str:
    key, name = f"bert.encoder.layer.{number}", f"layer{number}"
    epsilon = config["layer_norm_eps"]
    attended = _attention(graph, f"{key}.attention.self", x, name, config["num_attention_heads"])
    if number == config["num_hidden_layers"] - 1:
        # Of the last layer only the first token is read.
        attended, x = (
            graph.add("Slice", [one, "zero", "one", "one"], f"{name}.{part}")
            for one, part in ((attended, "first"), (x, "before"))
        )
    dense = graph.linear(attended, *_dense(graph, f"{key}.attention.output"), f"{name}.attended")
    whole = graph.add("Add", [dense, x], f"{name}.with_attention")
    down = calibrated.down if calibrated else np.ones(config["hidden_size"], dtype=np.float32)
    even = graph.norm(whole, f"{key}.attention.output.LayerNorm", f"{name}.norm", epsilon, down)
    forward = _forward(graph, key, name, even, down, calibrated.loud if calibrated else _nothing())
    x = graph.add("Mul", [even, graph.constant(f"{name}.down", down)], f"{name}.up")
    whole = graph.add("Add", [forward, x], f"{name}.with_forward")
    return graph.norm(whole, f"{key}.output.LayerNorm", f"{name}.out", epsilon)


def _nothing() -> Channels:
    return np.array([], dtype=np.int64)


def _dense(graph: _Graph, key: str) -> tuple[Floats, Floats]:
    return graph.weights[f"{key}.dense.weight"].T, graph.weights[f"{key}.dense.bias"]


def _attention(graph: _Graph, key: str, x: str, name: str, heads: int) -> str:
    parts = ("query", "key", "value")
    weight = np.hstack([graph.weights[f"{key}.{part}.weight"].T for part in parts])
    bias = np.hstack([graph.weights[f"{key}.{part}.bias"] for part in parts])
    inputs = [
        x,
        graph.constant(f"{name}.attention.weight", weight),
        graph.constant(f"{name}.attention.bias", bias),
        "mask",
    ]
    return graph.add("Attention", inputs, f"{name}.attention", FUSED, num_heads=heads)


def _forward(graph: _Graph, key: str, name: str, x: str, down: Floats, loud: Channels) -> str:
    """x: what the layer works on, divided by `down`."""
    widening, widening_bias = _dense(graph, f"{key}.intermediate")
    widening = widening * down[:, None]
    narrowing, narrowing_bias = _dense(graph, f"{key}.output")
    quiet = np.setdiff1d(np.arange(len(widening_bias)), loud)

    def wide(channels: Channels, part: str) -> str:
        product = graph.linear(x, widening[:, channels], widening_bias[channels], part)
        return graph.add("Gelu", [product], f"{part}.gelu", FUSED)

    most = graph.linear(
        wide(quiet, f"{name}.wide"), narrowing[quiet], narrowing_bias, f"{name}.narrow"
    )
    if not len(loud):
        return most
    few = graph.add(
        "MatMul",
        [wide(loud, f"{name}.loud"), graph.constant(f"{name}.few.weight", narrowing[loud])],
        f"{name}.few",
    )
    return graph.add("Add", [most, few], f"{name}.joined")


def calibrate(path: Path, layers: int, texts: Sequence[Sequence[int]]) -> list[Calibration]:
    """What to do about loud channels, layer by layer, by how loud they are on these texts.

    path: a graph that was written without. texts: as the numbers of their tokens.
    """
    into = _peaks(path, [f"layer{number}.norm" for number in range(layers)], texts)
    within = _peaks(path, [f"layer{number}.wide.gelu" for number in range(layers)], texts)
    return [Calibration(*pair) for pair in zip(map(_down, into), map(_loud, within), strict=True)]


def _peaks(path: Path, names: Sequence[str], texts: Sequence[Sequence[int]]) -> list[Floats]:
    """The greatest magnitude that each channel of each named value has on any of the texts."""
    model = onnx.load(str(path))
    for name in names:
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    peaks: list[Floats] = []
    for text in texts:
        ids = np.array([text], dtype=np.int64)
        found = session.run(list(names), {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        now = [np.abs(one).reshape(-1, one.shape[-1]).max(axis=0) for one in found]
        peaks = [np.maximum(*pair) for pair in zip(peaks, now, strict=True)] if peaks else now
    return peaks


def _down(peaks: Floats) -> Floats:
    even: Floats = np.maximum(1.0, peaks / np.percentile(peaks, EVEN)).astype(np.float32)
    return even


def _loud(peaks: Floats) -> Channels:
    found = np.flatnonzero(peaks > LOUD * np.percentile(peaks, 99))
    loudest = found[np.argsort(-peaks[found])][:MOST_LOUD]
    return np.sort(loudest).astype(np.int64)
