"""What one policy pack changes against another, and what of it is looser for youth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moderation.screening.policy import Policy
from moderation.screening.verdict import STRICTNESS

Value = Any
NONE = "nothing"
TIERS = ("P0", "P1", "P2", "P3", "P4")
# Where a higher number lets more of what youth write pass unseen, or calls somebody later.
HIGHER_IS_LOOSER = re.compile(
    r"bands\.(13-15|16-17)\.toxicity\.|learned\.(care|case|intent|doubt|sure|told|contact_doubt)$"
    r"|learned\.(contact|medical)\.youth$|labels\.\w+\.from$"
    r"|paging\.chains\.\w+\.(steps\.\d+\.after|again_every|breach)$"
)
LOWER_IS_LOOSER = re.compile(r"sampling\.\d+\.share$")
OUTCOME = re.compile(r"findings\.[\w.]+\.youth$|bands\.(13-15|16-17)\.on_failure$")
TIER = re.compile(r"findings\.[\w.]+\.tier$|youth_tiers\.[\w.]+$|labels\.\w+\.tier$")
# Whatever else is taken away may have protected somebody.
GUARDS = re.compile(
    r"watched_words|findings\.|labels\.|counted|youth_tiers|paging\.|sampling|overrides"
)
FOR_ADULTS = re.compile(r"\.adult$|bands\.adult\.")


@dataclass(frozen=True)
class Change:
    """One value that differs; `looser`: it lets more pass for youth, or it may."""

    path: str
    before: Value
    after: Value
    looser: bool

    def __str__(self) -> str:
        mark = " (looser for youth)" if self.looser else ""
        return f"{self.path}: {_shown(self.before)} → {_shown(self.after)}{mark}"


def differences(old: Policy, new: Policy) -> list[Change]:
    """Every value that differs, in the order of their paths; the version itself is no change."""
    before, after = dict(_flat(_dump(old))), dict(_flat(_dump(new)))
    paths = sorted((before.keys() | after.keys()) - {"version"})
    found = ((path, before.get(path, NONE), after.get(path, NONE)) for path in paths)
    return [
        Change(path, was, now, _looser(path, was, now)) for path, was, now in found if was != now
    ]


def _dump(pack: Policy) -> dict[str, Any]:
    """As the file says it. Lists whose order means nothing become sets of their members."""
    plain = pack.model_dump(mode="json", by_alias=True)
    for name in ("watched_words", "counted", "counted_otherwise"):
        plain[name] = dict.fromkeys(plain[name], True)
    plain["overrides"] = {str(one): True for one in plain["overrides"]}
    return plain


def _flat(value: Value, path: str = "") -> Iterator[tuple[str, Value]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(part, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _flat(part, f"{path}.{place}")
    else:
        yield path, value


def _looser(path: str, was: Value, now: Value) -> bool:
    if FOR_ADULTS.search(path):
        return False
    if HIGHER_IS_LOOSER.search(path):
        return now == NONE or (was != NONE and float(now) > float(was))
    if LOWER_IS_LOOSER.search(path):
        return now == NONE or (was != NONE and float(now) < float(was))
    if OUTCOME.search(path):
        return now == NONE or (was != NONE and STRICTNESS.index(now) < STRICTNESS.index(was))
    if TIER.search(path):
        return _less_urgent(was, now)
    if path.endswith((".premoderated", ".care")):
        return bool(was) and was != NONE and not now
    if path.endswith(".who"):
        return True
    return bool(GUARDS.match(path)) and (now == NONE or path.startswith("overrides."))


def _less_urgent(was: Value, now: Value) -> bool:
    """No tier at all is the least urgent."""
    places = {tier: place for place, tier in enumerate(TIERS)}
    return places.get(now, len(TIERS)) > places.get(was, len(TIERS))


def _shown(value: Value) -> str:
    return "none" if value in (None, NONE) else str(value)
