"""The toxicity model, served in process by ONNX Runtime. Never imports torch.

One session a process, loaded when it is first needed and shared by all threads. Long texts are
read in overlapping pieces, and the highest score of each label counts. Our own checkpoint brings
sister heads, which read the same encoding for abuse as this community means it, for signs of
crisis, of contact sought elsewhere and of unsafe medicine; beside another checkpoint ours is
loaded for the last three. It also brings a second opinion from words alone.
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from moderation.screening.batching import Batcher, Scores
from moderation.screening.labels import ABUSE, CRISIS, SISTERS
from moderation.screening.normalise import normalise, without_markup
from moderation.screening.places import needed, threads
from moderation.screening.words import QUESTIONS, Stretch, Words, together

Floats = NDArray[np.floating]

PIECE = 192
OVERLAP = 48
# Small enough that several threads share the texts that come together.
BATCH = 8
# A batch holds texts of like length, since the shorter ones are read as if they were as long.
STRETCH = 1.3
CACHED = 2048
RETRY_S = 15.0
# Scores of the sister heads, in the order in which `Sisters.scores` gives them.
CARE = "crisis"
SISTER_SCORES = (CARE, *SISTERS[1:])


class Unavailable(RuntimeError):
    """There is no model that can be used; the message says why."""


@dataclass(frozen=True)
class Piece:
    """What is read at once: a whole text, or a passage of a long one. `owner` is its number."""

    owner: int
    ids: list[int]
    text: str


class Sisters:
    """The sister heads: one linear layer on the pooled encoding, kept in float."""

    def __init__(self, path: Path) -> None:
        heads = json.loads(path.read_text(encoding="utf-8"))
        if tuple(heads["names"]) != SISTERS:
            raise ValueError("the sister heads are not those of this version")
        self._weights = np.array(heads["weights"], dtype=np.float32).T
        self._biases = np.array(heads["biases"], dtype=np.float32)
        # How its logit for abuse is served, once the words have added theirs.
        self.stretch = Stretch(*heads.get("abuse_stretch", ()))

    def scores(self, pooled: Floats) -> Floats:
        """One row a text in the order of SISTER_SCORES, 0 to 1: any concern at all, each grade of
        crisis, contact, medicine, abuse."""
        logits = pooled @ self._weights + self._biases
        grades, questions = logits[:, : len(CRISIS)], logits[:, len(CRISIS) :]
        shares = np.exp(grades - grades.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return np.hstack([1.0 - shares[:, :1], shares[:, 1:], _share(questions)])


class Model:
    """An exported checkpoint: tokenizer, session and names of what it scores."""

    def __init__(self, folder: Path, precision: str = "int8") -> None:
        """Raises Unavailable when the folder is missing, incomplete or broken."""
        try:
            meta = json.loads((folder / "export.json").read_text(encoding="utf-8"))
            self.labels: list[str] = meta["labels"]
            self.version: str = meta["version"]
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = _session(folder / f"model.{precision}.onnx")
            heads = folder / "sisters.json"
            self._sisters = Sisters(heads) if heads.exists() else None
            words = folder / "words.npz"
            self._words = Words(words) if words.exists() else None
        except Exception as error:  # the libraries raise bare exceptions for broken files
            raise Unavailable(f"the model in {folder.name} cannot be loaded: {error}") from error
        self._threads = ThreadPoolExecutor(threads(), thread_name_prefix="screening")
        self._tokenizer.enable_truncation(PIECE, stride=OVERLAP)
        self._tokenizer.no_padding()
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._outputs = ["logits", "pooled"] if self._sisters else ["logits"]
        self.names = [*self.labels, *(SISTER_SCORES if self._sisters else ())]

    def scores(self, texts: Sequence[str]) -> list[Scores]:
        """One score for each of `names` and each text, 0 to 1: what the network says, and for our
        own checkpoint what the words add."""
        pieces = self._pieces(texts)
        read = self._network(pieces, len(texts))
        if self._words is None:
            return read
        words = np.full((len(texts), len(QUESTIONS)), -np.inf)
        owners = [piece.owner for piece in pieces]
        np.maximum.at(words, owners, self._words.logits([piece.text for piece in pieces]))
        stretch = self._sisters.stretch if self._sisters else Stretch()
        return [
            together(mine, said.tolist(), stretch) for mine, said in zip(read, words, strict=True)
        ]

    def network(self, texts: Sequence[str]) -> list[Scores]:
        """The same of the network alone, as its checkpoint gives it."""
        return self._network(self._pieces(texts), len(texts))

    def _network(self, pieces: Sequence[Piece], count: int) -> list[Scores]:
        best = np.zeros((count, len(self.names)))
        batches = list(_buckets(pieces))
        read = self._threads.map(self._run, [[piece.ids for piece in batch] for batch in batches])
        for batch, found in zip(batches, read, strict=True):
            np.maximum.at(best, [piece.owner for piece in batch], found)
        return [dict(zip(self.names, map(float, row), strict=True)) for row in best]

    def _pieces(self, texts: Sequence[str]) -> list[Piece]:
        found: list[Piece] = []
        for owner, whole in enumerate(self._tokenizer.encode_batch(list(texts))):
            if whole.overflowing:
                every = (whole, *whole.overflowing)
                found += [Piece(owner, one.ids, _passage(texts[owner], one)) for one in every]
            else:
                found.append(Piece(owner, whole.ids, texts[owner]))
        return sorted(found, key=lambda piece: len(piece.ids))

    def _run(self, batch: Sequence[list[int]]) -> Floats:
        longest = max(map(len, batch))
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, piece in enumerate(batch):
            ids[row, : len(piece)] = piece
            mask[row, : len(piece)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        found = self._session.run(self._outputs, {name: feed[name] for name in self._inputs})
        labels = _share(np.asarray(found[0]))
        return np.hstack([labels, self._sisters.scores(found[1])]) if self._sisters else labels


def _share(logits: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-logits.astype(np.float64)))


def _passage(text: str, piece: Encoding) -> str:
    """What this piece of a long text says: its signs stand between one mark at each end."""
    return text[piece.offsets[1][0] : piece.offsets[-2][1]]


def _buckets(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Cuts pieces that are sorted by length into batches of like length."""
    batch: list[Piece] = []
    for piece in pieces:
        if batch and (len(batch) == BATCH or len(piece.ids) > len(batch[0].ids) * STRETCH + 4):
            yield batch
            batch = []
        batch.append(piece)
    if batch:
        yield batch


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # Each batch has one thread, and several batches run side by side: threads that share one batch
    # wait for each other after every operator.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(path),
        options,
        providers=["CPUExecutionProvider"],
        # On processors the fused operator takes twice as long as the two that it is made of.
        disabled_optimizers=["SkipLayerNormFusion"],
    )


@dataclass(frozen=True)
class Scored:
    """The higher score of the text as typed and as cleaned, and by which model."""

    scores: Scores
    model: str


class Engine:
    """Loads the model once, keeps recent results, and asks again after a failure."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._models: tuple[Model, ...] = ()
        self._failed_at = 0.0
        self._why = ""
        self._batcher = Batcher()
        self._results: OrderedDict[str, Scores] = OrderedDict()

    def models(self) -> tuple[Model, ...]:
        """The toxicity model, and ours beside it where that one has no sister heads.

        Raises Unavailable; a missing model is looked for again every few seconds.
        """
        if self._models:
            return self._models
        with self._lock:
            if not self._models:
                self._models = self._load()
            return self._models

    def model(self) -> Model:
        """The toxicity model. Raises Unavailable."""
        return self.models()[0]

    def score(self, text: str, timeout_s: float | None = None) -> Scored:
        """Raises Unavailable without a model and TimeoutError after `timeout_s` seconds."""
        version = self.model().version
        key = sha256(f"{version}\0{text}".encode(errors="replace")).hexdigest()
        known = self._known(key)
        if known is None:
            known = self._read(text, timeout_s)
            self._remember(key, known)
        return Scored(known, version)

    def _read(self, text: str, timeout_s: float | None) -> Scores:
        plain = without_markup(text)
        forms = list(dict.fromkeys((plain, normalise(plain))))
        asked = [self._batcher.submit(forms, model.scores) for model in self.models()]
        found: Scores = {}
        until = None if timeout_s is None else time.monotonic() + timeout_s
        for answer in reversed(asked):
            left = None if until is None else max(0.0, until - time.monotonic())
            each = answer.result(left)
            found |= {name: max(one[name] for one in each) for name in each[0]}
        if len(asked) > 1:
            # Who chose another model chose what it calls toxic.
            del found[ABUSE]
        return found

    def _known(self, key: str) -> Scores | None:
        with self._lock:
            known = self._results.get(key)
            if known is not None:
                self._results.move_to_end(key)
            return known

    def _load(self) -> tuple[Model, ...]:
        if self._failed_at and time.monotonic() - self._failed_at < RETRY_S:
            raise Unavailable(self._why)
        try:
            return tuple(Model(one.exported()) for one in needed())
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
