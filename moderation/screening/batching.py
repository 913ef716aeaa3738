"""Concurrent readings share a batch: the model works fastest on several texts at once."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

# How long the first of several texts waits for company, and how many texts go at most.
WINDOW_S = 0.004
MOST_TEXTS = 64
# A thread that has had no work for so long ends; the next text starts another.
IDLE_S = 30.0

Scores = dict[str, float]
Read = Callable[[Sequence[str]], list[Scores]]


@dataclass(frozen=True)
class _Asked:
    texts: Sequence[str]
    read: Read
    answer: Future[list[Scores]] = field(default_factory=Future)


class Batcher:
    """One thread that gathers what several callers ask within a few milliseconds.

    Nobody who comes alone waits: the window opens only while texts keep coming in company.
    """

    def __init__(self) -> None:
        self._waiting: deque[_Asked] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._in_company = False

    def submit(self, texts: Sequence[str], read: Read) -> Future[list[Scores]]:
        """The scores of `texts`, in order, once `read` has seen them, perhaps among others."""
        asked = _Asked(texts, read)
        with self._changed:
            self._waiting.append(asked)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="screening", daemon=True)
                self._thread.start()
            self._changed.notify()
        return asked.answer

    def _work(self) -> None:
        while batch := self._next():
            _answer([asked for asked in batch if asked.answer.set_running_or_notify_cancel()])

    def _next(self) -> list[_Asked]:
        """Those who are answered together; nobody, and the thread's end, after a long rest."""
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._waiting), IDLE_S):
                self._thread = None
                return []
            if self._in_company:
                self._gather()
            batch = [self._waiting.popleft()]
            count = len(batch[0].texts)
            while self._waiting and self._waiting[0].read == batch[0].read:
                count += len(self._waiting[0].texts)
                if count > MOST_TEXTS:
                    break
                batch.append(self._waiting.popleft())
            self._in_company = len(batch) > 1 or bool(self._waiting)
            return batch

    def _gather(self) -> None:
        until = time.monotonic() + WINDOW_S
        while sum(len(asked.texts) for asked in self._waiting) < MOST_TEXTS:
            left = until - time.monotonic()
            if left <= 0 or not self._changed.wait(left):
                return


def _answer(batch: Sequence[_Asked]) -> None:
    if not batch:
        return
    texts = [text for asked in batch for text in asked.texts]
    try:
        scores = batch[0].read(texts)
    except Exception as error:  # whoever asked hears of it; the thread goes on
        for asked in batch:
            asked.answer.set_exception(error)
        return
    start = 0
    for asked in batch:
        asked.answer.set_result(scores[start : start + len(asked.texts)])
        start += len(asked.texts)
