"""What the looks at the servers add up to."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tests.bench.video.window import Step

# A core with so much to do is full; and the load at which the added time is judged.
FULL, HALF = 0.8, 0.5
MOST_OF_JANUS, TIMES_CHEAPER_THAN_RELAY = 1.0, 20
MOST_ADDED_MS, PEOPLE_PER_CORE = 15, 72


def summary(ours: list[Step], janus: list[Step], relay: list[Step]) -> dict[str, Any]:
    """The figures that are compared: with one room; None for what was not measured.

    ratio_janus_by_rooms compares with as many rooms at Janus as at our node.
    """
    us, theirs, relays = _cost(ours), _cost(janus), _cost(relay)
    half = min(ours, key=lambda step: abs(step.share - HALF), default=None)
    return {
        "us_per_packet": us,
        "janus_us_per_packet": theirs,
        "ratio_janus": _ratio(us, theirs),
        "ratio_relay": _ratio(relays, us),
        "p99_added_ms": half and half.p99_ms,
        "participants_per_core": at_full(ours),
        "share_at_p99": half and half.share,
        "us_per_packet_by_rooms": [step.us_per_packet for step in ours],
        "janus_us_per_packet_by_rooms": [step.us_per_packet for step in janus],
        "ratio_janus_by_rooms": [
            _ratio(one.us_per_packet, other.us_per_packet)
            for one, other in zip(ours, janus, strict=False)
        ],
        "p99_added_ms_by_rooms": [step.p99_ms for step in ours],
        "janus_p99_added_ms_by_rooms": [step.p99_ms for step in janus],
        "janus_participants_per_core": at_full(janus),
        "relay_us_per_packet": relays,
        "lost": sum(step.lost + step.broken for step in ours),
        "clients_share": max((step.clients_share for step in ours), default=None),
        "clients_waited_share": max((step.clients_waited for step in ours), default=None),
    }


def misses(found: dict[str, Any]) -> list[str]:
    """The goals that what was measured does not reach."""
    goals = [
        ("ratio_janus", "<=", MOST_OF_JANUS),
        ("ratio_relay", ">=", TIMES_CHEAPER_THAN_RELAY),
        ("p99_added_ms", "<=", MOST_ADDED_MS),
        ("participants_per_core", ">=", PEOPLE_PER_CORE),
    ]
    return [
        f"{name} is {found[name]}, not {how} {goal}"
        for name, how, goal in goals
        if found[name] is not None and (found[name] > goal if how == "<=" else found[name] < goal)
    ]


def _cost(steps: list[Step]) -> float | None:
    return steps[0].us_per_packet if steps else None


def _ratio(one: float | None, other: float | None) -> float | None:
    return round(one / other, 3) if one and other else None


def at_full(steps: list[Step]) -> int | None:
    """How many people fill a core: between the two looks around that, or in proportion to the
    last.
    """
    if not steps:
        return None
    for before, after in pairwise(steps):
        if before.share < FULL <= after.share:
            part = (FULL - before.share) / (after.share - before.share)
            return int(before.people + part * (after.people - before.people))
    return int(steps[-1].people * FULL / steps[-1].share) if steps[-1].share else None
