"""Stock Detoxify against our screening: one text, a batch, and many posts at once.

Run: python -m tests.bench.screening [rounds]. The last line is JSON.
Stock is Detoxify's own `predict` in torch on a network of the shape of its `original` model
(BERT-base: 12 layers, 768 wide); its weights are random here, which takes the same time. Both run
in one process, in turns, so that a busy machine slows both. `post_…` is what screening adds to a
post while 50 posts come at the same time, all detectors and reasons included.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.config.settings")

TEXTS = (
    "My back is killing me today, but I made it to the shop and back without stopping once.",
    "How do you explain to a new teacher why you need to stand up in the middle of a lesson?",
    "Nobody asked for your opinion, you lazy fraud, so take your fake illness somewhere else.",
    "Three bad nights in a row. Does anybody else get this when the weather turns?",
)
BATCH = 32
POSTS = 50
# So that threads which wait for more work of the last turn are asleep in the next.
PAUSE_S = 0.1
_numbers = itertools.count()


def fresh() -> str:
    """A text of some twenty words that was not read before."""
    number = next(_numbers)
    return f"{TEXTS[number % len(TEXTS)]} {number}"


def once(call: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def in_turns(calls: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Each call `rounds` times after a warm-up, always one after the other."""
    found: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(rounds + 2):
        for name, call in calls.items():
            time.sleep(PAUSE_S)
            took = once(call)
            if number >= 2:
                found[name].append(took)
    return found


def p(found: list[float], share: int) -> float:
    return round(statistics.quantiles(found, n=100)[share - 1], 2)


async def posts_at_once() -> list[float]:
    """How long each of 50 posts waits for its verdict when all come together, milliseconds."""
    from moderation.screening import Context, ascreen

    async def one(band: str) -> float:
        started = time.perf_counter()
        await ascreen(fresh(), Context(band))
        return (time.perf_counter() - started) * 1000

    bands = itertools.cycle(("adult", "16-17"))
    return list(await asyncio.gather(*(one(next(bands)) for _ in range(POSTS))))


def stock() -> Callable[[list[str]], object]:
    """Detoxify's predict on a BERT-base."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    from moderation.screening.export import load
    from moderation.screening.places import bundled

    detoxify = load(bundled().checkpoint)
    torch.manual_seed(1)
    shape = BertConfig(num_labels=len(detoxify.class_names))
    detoxify.model = BertForSequenceClassification(shape).eval()
    predict: Callable[[list[str]], object] = detoxify.predict
    return predict


def show(rows: Iterable[tuple[str, list[float]]]) -> None:
    for name, found in rows:
        print(f"{name:36} p50 {p(found, 50):8.2f} ms   p95 {p(found, 95):8.2f} ms")


def main(rounds: int = 30) -> None:
    import django

    django.setup()
    from moderation.screening.engine import Model
    from moderation.screening.export import ensure
    from moderation.screening.places import bundled, threads

    model, predict = Model(ensure(bundled())), stock()
    single = in_turns(
        {
            "one text, stock Detoxify": lambda: predict([fresh()]),
            "one text, ours": lambda: model.scores([fresh()]),
        },
        rounds,
    )
    batch = in_turns(
        {
            f"{BATCH} texts, stock Detoxify": lambda: predict([fresh() for _ in range(BATCH)]),
            f"{BATCH} texts, ours": lambda: model.scores([fresh() for _ in range(BATCH)]),
        },
        max(4, rounds // 6),
    )
    posts = [took for _ in range(rounds // 3) for took in asyncio.run(posts_at_once())]
    show([*single.items(), *batch.items(), (f"one of {POSTS} posts at once", posts)])
    ratios = [
        statistics.median(theirs) / statistics.median(ours)
        for theirs, ours in (tuple(single.values()), tuple(batch.values()))
    ]
    figures = {
        "single_speedup": round(ratios[0], 2),
        "batch_speedup": round(ratios[1], 2),
        "post_p50_ms": p(posts, 50),
        "post_p95_ms": p(posts, 95),
        "threads": threads(),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
