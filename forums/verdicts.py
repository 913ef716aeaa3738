"""Has everything that somebody wrote screened, and makes one verdict of it."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import reduce
from typing import Any

from forums.models import Space
from moderation.screening import Context, Verdict, screen

ORDER = ("publish", "review", "hold")


def screen_words(space: Space, *, body: str, title: str = "", content_note: str = "") -> Verdict:
    """The strictest verdict on any part. Blocking: call it outside a transaction."""
    text = f"{content_note}\n\n{body}" if content_note else body
    verdict = screen(text, Context(band=space.band, space=space.slug, kind="post"))
    if not title:
        return verdict
    return stricter(
        verdict, screen(title, Context(band=space.band, space=space.slug, kind="title"))
    )


def stricter(one: Verdict, other: Verdict) -> Verdict:
    """Both in one: the stricter outcome and tier, the higher score, the reasons of both."""
    first, second = sorted((one, other), key=lambda v: ORDER.index(v.outcome), reverse=True)
    signals = reduce(_highest, second.signals.items(), dict(first.signals))
    return replace(
        first,
        care=first.care or second.care,
        tier=min((tier for tier in (first.tier, second.tier) if tier), default=None),
        score=max(first.score, second.score),
        reasons=first.reasons + tuple(r for r in second.reasons if r not in first.reasons),
        signals=signals,
        degraded=first.degraded or second.degraded,
    )


def as_json(verdict: Verdict) -> dict[str, Any]:
    """What is kept beside the post."""
    return asdict(verdict)


def _highest(signals: dict[str, float], signal: tuple[str, float]) -> dict[str, float]:
    name, score = signal
    signals[name] = max(score, signals.get(name, 0.0))
    return signals
