"""Posts that come together share a batch; one that comes alone waits for nobody."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from moderation.screening import batching
from moderation.screening.batching import Batcher


class Reader:
    """Notes which texts came together, and can be made to wait."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.began = threading.Event()
        self.may_go = threading.Event()
        self.may_go.set()

    def __call__(self, texts):
        self.began.set()
        self.may_go.wait(5)
        self.batches.append(list(texts))
        if "broken" in texts:
            raise ValueError("this text breaks the model")
        return [{"length": float(len(text))} for text in texts]


@pytest.fixture
def reader():
    return Reader()


def test_everybody_gets_the_scores_of_their_own_texts(reader):
    batcher = Batcher()
    with ThreadPoolExecutor(16) as many:
        asked = [["x" * n, "y" * (n + 100)] for n in range(100)]
        found = list(many.map(lambda texts: batcher.submit(texts, reader).result(5), asked))
    assert found == [[{"length": n}, {"length": n + 100}] for n in range(100)]


def test_texts_that_come_while_the_model_is_busy_are_read_together(reader):
    batcher = Batcher()
    reader.may_go.clear()
    first = batcher.submit(["alone"], reader)
    assert reader.began.wait(5)
    others = [batcher.submit([f"text {n}"], reader) for n in range(20)]
    reader.may_go.set()
    assert first.result(5) and all(one.result(5) for one in others)
    assert reader.batches == [["alone"], [f"text {n}" for n in range(20)]]


def test_a_batch_has_an_upper_limit(reader):
    batcher = Batcher()
    reader.may_go.clear()
    first = batcher.submit(["alone"], reader)
    assert reader.began.wait(5)
    others = [batcher.submit([f"text {n}"], reader) for n in range(100)]
    reader.may_go.set()
    assert [one.result(5) for one in (first, *others)]
    assert max(map(len, reader.batches)) == batching.MOST_TEXTS
    assert sum(map(len, reader.batches)) == 101


def test_different_models_are_asked_apart(reader):
    batcher, other = Batcher(), Reader()
    reader.may_go.clear()
    first = batcher.submit(["alone"], reader)
    assert reader.began.wait(5)
    asked = [batcher.submit(["a"], reader), batcher.submit(["b"], other)]
    reader.may_go.set()
    assert [one.result(5) for one in (first, *asked)]
    assert other.batches == [["b"]]


def test_a_failure_reaches_whoever_asked_and_the_next_text_is_read(reader):
    batcher = Batcher()
    with pytest.raises(ValueError, match="breaks the model"):
        batcher.submit(["broken"], reader).result(5)
    assert batcher.submit(["fine"], reader).result(5) == [{"length": 4.0}]


def test_somebody_who_gave_up_costs_nothing(reader):
    batcher = Batcher()
    reader.may_go.clear()
    first = batcher.submit(["alone"], reader)
    assert reader.began.wait(5)
    given_up = batcher.submit(["given up"], reader)
    assert given_up.cancel()
    reader.may_go.set()
    assert first.result(5)
    assert batcher.submit(["later"], reader).result(5)
    assert ["given up"] not in reader.batches


def test_the_thread_ends_after_a_rest_and_another_takes_over(reader, monkeypatch):
    monkeypatch.setattr(batching, "IDLE_S", 0.01)
    batcher = Batcher()
    assert batcher.submit(["one"], reader).result(5)
    last = time.monotonic() + 5
    while batcher._thread is not None and time.monotonic() < last:
        time.sleep(0.01)
    assert batcher._thread is None
    assert batcher.submit(["two"], reader).result(5)
