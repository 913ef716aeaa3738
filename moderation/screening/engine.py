"""The toxicity model, served in process by ONNX Runtime. Never imports torch.

One session a process, loaded when it is first needed and shared by all threads. Long texts are
read in overlapping pieces, and the highest score of each label counts.
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from moderation.screening.normalise import normalise, without_markup
from moderation.screening.places import places

PIECE = 128
OVERLAP = 32
BATCH = 16
CACHED = 2048
RETRY_S = 15.0
THREADS = 1

Scores = dict[str, float]


class Unavailable(RuntimeError):
    """There is no model that can be used; the message says why."""


class Model:
    """An exported checkpoint: tokenizer, session and names of its labels."""

    def __init__(self, folder: Path, precision: str = "int8") -> None:
        """Raises Unavailable when the folder is missing, incomplete or broken."""
        try:
            meta = json.loads((folder / "export.json").read_text(encoding="utf-8"))
            self.labels: list[str] = meta["labels"]
            self.version: str = meta["version"]
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = _session(folder / f"model.{precision}.onnx")
        except Exception as error:  # the libraries raise bare exceptions for broken files
            raise Unavailable(f"the model in {folder.name} cannot be loaded: {error}") from error
        self._tokenizer.enable_truncation(PIECE, stride=OVERLAP)
        self._tokenizer.enable_padding()
        self._inputs = {one.name for one in self._session.get_inputs()}

    def scores(self, texts: Sequence[str]) -> list[Scores]:
        """One score for each label and text, 0 to 1."""
        pieces = self._pieces(texts)
        pieces.sort(key=lambda piece: len(piece[1].ids))
        best = np.zeros((len(texts), len(self.labels)))
        for start in range(0, len(pieces), BATCH):
            batch = pieces[start : start + BATCH]
            owners = [owner for owner, _ in batch]
            np.maximum.at(best, owners, self._run([piece for _, piece in batch]))
        return [dict(zip(self.labels, map(float, row), strict=True)) for row in best]

    def _pieces(self, texts: Sequence[str]) -> list[tuple[int, Any]]:
        found: list[tuple[int, Any]] = []
        for owner, text in enumerate(texts):
            whole = self._tokenizer.encode(text)
            found += [(owner, piece) for piece in (whole, *whole.overflowing)]
        return found

    def _run(self, batch: Sequence[Any]) -> NDArray[np.float64]:
        longest = max(len(piece.ids) for piece in batch)
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, piece in enumerate(batch):
            used = len(piece.ids)
            ids[row, :used] = piece.ids
            mask[row, :used] = piece.attention_mask
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        logits = self._session.run(None, {k: v for k, v in feed.items() if k in self._inputs})[0]
        return 1.0 / (1.0 + np.exp(-np.asarray(logits, dtype=np.float64)))


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@dataclass(frozen=True)
class Scored:
    """The higher score of the text as typed and as cleaned, and by which model."""

    scores: Scores
    model: str


class Engine:
    """Loads the model once, keeps recent results, and asks again after a failure."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Model | None = None
        self._failed_at = 0.0
        self._why = ""
        self._results: OrderedDict[str, Scores] = OrderedDict()

    def model(self) -> Model:
        """Raises Unavailable; a missing model is looked for again every few seconds."""
        if self._model is not None:
            return self._model
        with self._lock:
            if self._model is None:
                self._model = self._load()
            return self._model

    def score(self, text: str) -> Scored:
        """Raises Unavailable without a model."""
        model = self.model()
        key = sha256(f"{model.version}\0{text}".encode(errors="replace")).hexdigest()
        with self._lock:
            known = self._results.get(key)
            if known is not None:
                self._results.move_to_end(key)
                return Scored(known, model.version)
        plain = without_markup(text)
        forms = list(dict.fromkeys((plain, normalise(plain))))
        each = model.scores(forms)
        scores = {label: max(one[label] for one in each) for label in model.labels}
        self._remember(key, scores)
        return Scored(scores, model.version)

    def _load(self) -> Model:
        if self._failed_at and time.monotonic() - self._failed_at < RETRY_S:
            raise Unavailable(self._why)
        try:
            return Model(places().exported())
        except (OSError, Unavailable) as error:
            self._failed_at, self._why = time.monotonic(), str(error)
            raise Unavailable(self._why) from error

    def _remember(self, key: str, scores: Scores) -> None:
        with self._lock:
            self._results[key] = scores
            while len(self._results) > CACHED:
                self._results.popitem(last=False)


class _Shared:
    @cached_property
    def engine(self) -> Engine:
        return Engine()


_shared = _Shared()


def engine() -> Engine:
    """The one engine of this process."""
    return _shared.engine
