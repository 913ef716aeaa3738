"""Scoring a text as the product does it, against the same checkpoint in stock Detoxify (torch).

Run: python -m tests.bench.screening [rounds]. The last line is JSON.
Both get the same number of threads as a web process has for its model, in the same run.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.config.settings")

TEXTS = (
    "My back is killing me today, but I made it to the shop and back without stopping once.",
    "How do you explain to a new teacher why you need to stand up in the middle of a lesson?",
    "Nobody asked for your opinion, you lazy fraud, so take your fake illness somewhere else.",
    "Three bad nights in a row. Does anybody else get this when the weather turns?",
)
BATCH = 32


def times(once: Callable[[str], object], rounds: int) -> list[float]:
    """Milliseconds a call, each with a text that was not seen before, after a warm-up."""
    found = []
    for number, text in zip(range(rounds + 5), itertools.cycle(TEXTS), strict=False):
        started = time.perf_counter()
        once(f"{text} {number}")
        found.append((time.perf_counter() - started) * 1000)
    return found[5:]


def p(found: list[float], share: int) -> float:
    return round(statistics.quantiles(found, n=100)[share - 1], 2)


def main(rounds: int = 100) -> None:
    import django

    django.setup()
    import torch

    from moderation.screening import Context, screen
    from moderation.screening.engine import THREADS, Model
    from moderation.screening.export import ensure, load
    from moderation.screening.places import places

    torch.set_num_threads(THREADS)
    model, stock = Model(ensure()), load(places().checkpoint)
    adult = Context("adult")
    batch = [f"{TEXTS[i % len(TEXTS)]} {i}" for i in range(BATCH)]
    ours = times(lambda text: model.scores([text]), rounds)
    torchs = times(stock.predict, rounds)
    ours_batch = times(lambda _: model.scores(batch), max(5, rounds // 10))
    torch_batch = times(lambda _: stock.predict(batch), max(5, rounds // 10))
    whole = times(lambda text: screen(text, adult), rounds)
    rows = {
        "one text, served (int8)": ours,
        "one text, torch": torchs,
        f"{BATCH} texts, served (int8)": ours_batch,
        f"{BATCH} texts, torch": torch_batch,
        "screen(), whole, one text": whole,
    }
    for name, found in rows.items():
        print(f"{name:28} p50 {p(found, 50):8.2f} ms   p95 {p(found, 95):8.2f} ms")
    middle = statistics.median
    figures = {
        "single_ratio_to_torch": round(middle(torchs) / middle(ours), 2),
        "batch_ratio_to_torch": round(middle(torch_batch) / middle(ours_batch), 2),
        "texts_a_second": round(BATCH * 1000 / middle(ours_batch)),
        "screen_p50_ms": p(whole, 50),
        "screen_p95_ms": p(whole, 95),
        "threads": THREADS,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
