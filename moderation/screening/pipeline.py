"""Turns what the model and the detectors found into one verdict, as the policy pack says."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from moderation.screening.detectors import (
    Contact,
    Crisis,
    Detector,
    Finding,
    Medical,
    Reading,
    Watched,
)
from moderation.screening.engine import Engine, Scored, engine
from moderation.screening.explain import words_that_count
from moderation.screening.health import health
from moderation.screening.places import timeout_s
from moderation.screening.policy import Policy, current
from moderation.screening.verdict import (
    Context,
    Outcome,
    Reason,
    TierName,
    Verdict,
    riskiest,
    strictest,
)

log = logging.getLogger(__name__)

# Waiting for the model happens in threads of their own, so that screening from a socket never
# blocks the event loop.
_waiting_threads = ThreadPoolExecutor(16, "screening")
UNAVAILABLE = "none"
GUESSES = frozenset({"contact.likely", "medical.likely"})


def screen(text: str, context: Context) -> Verdict:
    """Reads the text; blocks for some milliseconds, at most the time-out. Never raises."""
    started = time.perf_counter()
    try:
        verdict = _Bench(current(), engine(), context).verdict(text)
    except Exception as error:
        log.exception("Screening failed, the text is treated by the band's rule for failure")
        health.failed(type(error).__name__)
        verdict = broken(context)
    health.read(verdict.outcome, time.perf_counter() - started)
    return verdict


async def ascreen(text: str, context: Context) -> Verdict:
    """As `screen`, off the event loop."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_waiting_threads, screen, text, context)


def broken(context: Context) -> Verdict:
    """The verdict when nothing works, not even the policy pack."""
    outcome: Outcome = "review" if context.band == "adult" else "hold"
    label = "A person will read this, since our filter was not working."
    reason = Reason("degraded", "screening", 1.0, label)
    return Verdict(outcome, tier="P3", reasons=(reason,), model=UNAVAILABLE, degraded=True)


class _Bench:
    """All that one text is read with."""

    def __init__(self, policy: Policy, model: Engine, context: Context) -> None:
        self.policy = policy
        self.model = model
        self.context = context
        self.band = policy.band(context.band)
        self.detectors: tuple[Detector, ...] = (
            Crisis(
                policy.learned.care,
                policy.learned.intent,
                policy.learned.doubt,
                policy.learned.case,
                policy.learned.sure,
                policy.learned.told,
            ),
            Contact(policy.learned.contact.at(context.band), policy.learned.contact_doubt),
            Medical(policy.learned.medical.at(context.band)),
            Watched(tuple(policy.watched_words)),
        )

    def verdict(self, text: str) -> Verdict:
        scored = self._score(text)
        findings = self._findings(text, scored)
        toxicity = self.policy.toxicity(scored.scores) if scored else 0.0
        toxic = self._by_toxicity(toxicity, scored.model if scored else UNAVAILABLE)
        care = any(self.policy.findings[one.code].care for _, one in findings)
        reasons = [*self._reasons(findings), *self._toxic_reasons(text, scored, toxic)]
        outcomes = [toxic, *(self.policy.outcome(f.code, self.context.band) for _, f in findings)]
        outcomes += self._standing(reasons, degraded=scored is None)
        outcome = strictest(*outcomes)
        return Verdict(
            outcome=outcome,
            care=care,
            tier=self._tier(findings, scored, toxic, outcome),
            score=round(max([toxicity, *(f.score for _, f in findings)]), 4),
            reasons=tuple(reasons),
            signals=_signals(scored, findings),
            model=scored.model if scored else UNAVAILABLE,
            policy=self.policy.version,
            degraded=scored is None,
        )

    def _score(self, text: str) -> Scored | None:
        try:
            return self.model.score(text, timeout_s())
        except Exception as error:  # no failure of the model may keep a text from a verdict
            log.warning("The toxicity model gave no answer: %s", error or type(error).__name__)
            health.failed(type(error).__name__)
            return None

    def _findings(self, text: str, scored: Scored | None) -> list[tuple[str, Finding]]:
        reading = Reading.of(text, scored.scores if scored else None)
        found = [(each.name, one) for each in self.detectors for one in each.read(reading)]
        # Somebody who asks for help must not wait because a far weaker guess took it for something
        # else.
        care = max((f.score for _, f in found if self.policy.findings[f.code].care), default=0.0)
        return [(n, f) for n, f in found if f.code not in GUESSES or 2 * f.score > care]

    def _by_toxicity(self, score: float, model: str) -> Outcome:
        at = self.policy.thresholds(self.context, model)
        return "hold" if score >= at.hold else "review" if score >= at.review else "publish"

    def _reasons(self, findings: Sequence[tuple[str, Finding]]) -> list[Reason]:
        return [
            Reason(f.code, name, f.score, self.policy.findings[f.code].reason, f.words)
            for name, f in findings
            if self.policy.findings[f.code].tier is not None
        ]

    def _toxic_reasons(self, text: str, scored: Scored | None, toxic: Outcome) -> list[Reason]:
        if scored is None or toxic == "publish":
            return []
        named = [name for name in self._named(scored) if name != "toxicity"][:2] or ["toxicity"]
        words = words_that_count(self.model, text, self.policy.toxicity)
        return [
            Reason(
                f"toxicity.{name}",
                "toxicity",
                round(scored.scores.get(name, 0.0), 4),
                self.policy.labels[name].reason,
                words,
            )
            for name in named
        ]

    def _named(self, scored: Scored) -> list[str]:
        """Labels that are high enough to be spoken of, in the pack's order."""
        return [
            name
            for name, rule in self.policy.labels.items()
            if scored.scores.get(name, 0.0) >= rule.start
        ]

    def _standing(self, reasons: list[Reason], *, degraded: bool) -> list[Outcome]:
        """What holds whatever the text says; adds its reasons."""
        outcomes: list[Outcome] = []
        if self.band.premoderated:
            outcomes.append("hold")
            reasons.append(Reason("premoderation", "policy", 1.0, self.policy.premoderated_reason))
        if degraded:
            outcomes.append(self.band.on_failure)
            reasons.append(Reason("degraded", "screening", 1.0, self.policy.degraded_reason))
        return outcomes

    def _tier(
        self,
        findings: Sequence[tuple[str, Finding]],
        scored: Scored | None,
        toxic: Outcome,
        outcome: Outcome,
    ) -> TierName | None:
        tiers = [self.policy.tier(found.code, self.context.band) for _, found in findings]
        if scored is not None and toxic != "publish":
            tiers += [self.policy.labels[name].tier for name in self._named(scored)]
        if outcome == "publish":
            return None
        return riskiest(*tiers) or "P3"


def _signals(scored: Scored | None, findings: Sequence[tuple[str, Finding]]) -> dict[str, float]:
    """Every label of the model, and the highest score of every other detector."""
    signals = {name: round(score, 4) for name, score in scored.scores.items()} if scored else {}
    for name, found in findings:
        signals[name] = max(found.score, signals.get(name, 0.0))
        signals[found.code] = found.score
    return signals
