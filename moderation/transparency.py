"""The public report of moderation: exact figures become numbers that can be published, and those
become JSON and Markdown. Neither holds a name, an id or a quote.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from community.members.bands import Band
from moderation.disclosure import BREAKDOWN_FROM, Shown, breakdown, rounded, share
from moderation.figures.looks import TierTimes
from moderation.models.decisions import Family
from moderation.queries.insights import Appeals, Period
from moderation.queries.transparency import Decided, Figures, Holds
from moderation.states import RESTRICTING, DecisionAction
from moderation.tiers import Tier
from moderation.wording import duration

FORMAT = 1
TOO_FEW = "too few to say"
# So many items must stand behind a published time or a row of an age band.
TIMES_FROM = 10
_Groups = Sequence[Mapping[str, Any]] | None

ACTION_WORDS = {
    DecisionAction.APPROVE: "Published, or left as it was",
    DecisionAction.RETURN: "Given back to its author to change",
    DecisionAction.HIDE: "Hidden",
    DecisionAction.REMOVE: "Removed",
    DecisionAction.ESCALATE: "Passed on to a colleague",
    DecisionAction.WATCH: "Published, and watched",
}
FAMILY_WORDS = {Family.GUIDELINE: "A guideline", Family.SAFETY: "Care for the author or others"}
NOTES = (
    "Counts from 1 to 4 are given as “fewer than 5”, all others are rounded to the nearest 5, so"
    " that nobody can be made out from them. Sums may therefore differ a little.",
    "Where one part of a breakdown is that small, it is counted together with another part, so that"
    f" it cannot be found by subtraction. Fewer than {BREAKDOWN_FROM} are not broken down, nor age"
    " bands with so few.",
    "Shares are worked out from the rounded counts.",
    "An item counts once for each thing that brought it: a report, the filter, or a random look.",
    "A first look is when a moderator claimed the item to decide on it. Items whose decision was"
    " appealed are not in these times.",
    "A hold is automatic when the filter, or reports of several people, kept words out of sight"
    " until a person had decided. No person is ever suspended automatically.",
    "A decision that was taken back within seconds is not counted.",
    "Days are counted in UTC.",
)


def period_of(start: date, end: date) -> Period:
    """Whole days in UTC, the last one included."""
    after = end + timedelta(days=1)
    return Period(*(datetime.combine(day, time(), UTC) for day in (start, after)))


def last_quarter(today: date) -> tuple[date, date]:
    """First and last day of the last quarter that is over."""
    this = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    end = this - timedelta(days=1)
    return date(end.year, end.month - 2, 1), end


def public(found: Figures) -> dict[str, Any]:
    """All that is published, as JSON can hold it: whole numbers or “fewer than 5”; null where there
    are too few to say."""
    return {
        "format": FORMAT,
        "from": found.period.since.date().isoformat(),
        "to": (found.period.until - timedelta(days=1)).date().isoformat(),
        "written": {name: rounded(sum(of.values())) for name, of in found.written.items()},
        "raised": {
            "reported_by_people": rounded(found.reported),
            "worries_about_a_person": rounded(found.worries),
            "raised_by_the_filter": rounded(found.by_filter),
            "random_looks": rounded(found.by_chance),
        },
        "decisions": _decisions(found.decided),
        "automatic_holds": _holds(found.holds),
        "hidden_by_reports": rounded(found.hidden_by_reports),
        "read_before_it_is_shown": _holds(found.first_readings),
        "first_look": {times.tier.value: _times(times) for times in found.tiers},
        "appeals": _appeals(found.appeals),
        "crisis_cases_raised": rounded(found.cases),
        "age_bands": _bands(found),
        "versions": {"policy": list(found.policies), "model": list(found.models)},
        "how_made": list(NOTES),
    }


def _decisions(decided: Decided) -> dict[str, Any]:
    """The two kinds of action apart: what is counted together then never crosses their totals."""
    kept = {action: n for action, n in decided.actions.items() if action in RESTRICTING}
    left = {action: n for action, n in decided.actions.items() if action not in RESTRICTING}
    return {
        "total": rounded(decided.total),
        "by_tier": _parts(decided.tiers),
        "left_up": _parts(left),
        "restrictions": rounded(sum(kept.values())),
        "restrictions_by_action": _parts(kept),
        "restrictions_by_reason": _parts(decided.families),
    }


def _parts(counts: Mapping[Any, int]) -> list[dict[str, object]] | None:
    groups = breakdown({str(key): n for key, n in counts.items()})
    return None if groups is None else [group.as_dict() for group in groups]


def _holds(holds: Holds) -> dict[str, Any]:
    outcomes = {"released": holds.released, "kept_back": holds.decided - holds.released}
    shown = _parts(outcomes)
    apart = shown is not None and len(shown) == len(outcomes)
    return {
        "decided": rounded(holds.decided),
        "outcomes": shown,
        "released_percent": share(holds.released, holds.decided) if apart else None,
    }


def _times(times: TierTimes) -> dict[str, Any]:
    enough = times.n >= TIMES_FROM and times.median is not None
    return {
        "items": rounded(times.n),
        "median_minutes": round(times.median or 0) if enough else None,
        "in_time_percent": share(times.in_time.hits, times.n),
    }


def _appeals(appeals: Appeals) -> dict[str, Any]:
    answered, reversed_ = appeals.reversed.n, appeals.reversed.hits
    return {
        "asked": rounded(appeals.asked),
        "answered": rounded(answered),
        "outcomes": _parts({"upheld": answered - reversed_, "overturned": reversed_}),
    }


def _bands(found: Figures) -> dict[str, Any] | None:
    """None when any band has so little that its numbers would be about a few people."""
    written = {band: sum(of.get(band, 0) for of in found.written.values()) for band in Band}
    decisions = found.decided.bands
    there = [band for band in Band if written[band] or decisions[band]]
    if any(min(written[band], decisions[band]) < BREAKDOWN_FROM for band in there):
        return None
    return {
        band.value: {"written": rounded(written[band]), "decisions": rounded(decisions[band])}
        for band in there
    }


# ---- Markdown: made from what is public already, so that it cannot say more


def markdown(report: Mapping[str, Any]) -> str:
    """The same report for people."""
    parts = [
        f"# How we moderated, {_day(report['from'])} to {_day(report['to'])}",
        *_came_in(report),
        *_was_decided(report["decisions"]),
        *_was_held(report),
        *_was_looked_at(report["first_look"]),
        *_second_looks(report["appeals"]),
        *_people_at_risk(report["crisis_cases_raised"]),
        *_by_band(report["age_bands"]),
        "## How these numbers were made",
        "\n".join(f"- {note}" for note in report["how_made"]),
        f"Policy: {_list(report['versions']['policy'])}. "
        f"Model of the filter: {_list(report['versions']['model'])}.",
    ]
    return "\n\n".join(parts) + "\n"


def _came_in(report: Mapping[str, Any]) -> list[str]:
    raised = report["raised"]
    rows = [
        ("Reported by people, as against a guideline", raised["reported_by_people"]),
        ("Reported by people who were worried about somebody", raised["worries_about_a_person"]),
        ("Raised by the filter", raised["raised_by_the_filter"]),
        ("Looked at by chance, though nothing had raised it", raised["random_looks"]),
    ]
    return [
        "## What was written, and what came before a moderator",
        _table(("", "How many"), [*report["written"].items(), *rows]),
    ]


def _was_decided(decisions: Mapping[str, Any]) -> list[str]:
    actions = {action.value: words for action, words in ACTION_WORDS.items()}
    families = {family.value: words for family, words in FAMILY_WORDS.items()}
    tiers = {tier.value: f"{tier.value} {tier.label}" for tier in Tier}
    return [
        "## What people decided",
        f"Every decision is made by a person. Decisions: {decisions['total']}.",
        _broken_down("Urgency", decisions["by_tier"], tiers),
        _broken_down("Left up, or passed on", decisions["left_up"], actions),
        f"Words that were kept from others: {decisions['restrictions']}.",
        _broken_down("Kept from others", decisions["restrictions_by_action"], actions),
        _broken_down("Reason", decisions["restrictions_by_reason"], families),
    ]


def _was_held(report: Mapping[str, Any]) -> list[str]:
    said = {"released": "Published by a moderator", "kept_back": "Kept back by a moderator"}
    holds, first = report["automatic_holds"], report["read_before_it_is_shown"]
    percent = holds["released_percent"]
    released = f" About {percent} % of them were published then." if percent is not None else ""
    return [
        "## What was held automatically",
        f"Held by the filter until a person had decided: {holds['decided']}.{released}",
        _broken_down("Outcome", holds["outcomes"], said),
        "Taken out of sight because several people had reported it: "
        f"{report['hidden_by_reports']}.",
        "In our youngest age band everything is read before it is shown. "
        f"Read so, without a finding of the filter: {first['decided']}.",
    ]


def _was_looked_at(tiers: Mapping[str, Any]) -> list[str]:
    rows = [
        (f"{name} {Tier(name).label}", one["items"], _minutes(one), _percent(one))
        for name, one in tiers.items()
    ]
    heads = ("Urgency", "Items", "Median time to the first look", "In the promised time")
    return ["## How long it took until somebody looked", _table(heads, rows)]


def _second_looks(appeals: Mapping[str, Any]) -> list[str]:
    said = {"upheld": "The decision stood", "overturned": "The decision was reversed"}
    return [
        "## Another look",
        f"Authors who asked for another look: {appeals['asked']}. "
        f"Answered, by another person: {appeals['answered']}.",
        _broken_down("Outcome", appeals["outcomes"], said),
    ]


def _people_at_risk(cases: Shown) -> list[str]:
    return [
        "## Somebody may be at risk",
        f"Cases that we opened, so that one of us looks after somebody: {cases}. "
        "A case is care, never a punishment, and no more is said of it.",
    ]


def _by_band(bands: Mapping[str, Any] | None) -> list[str]:
    if not bands:
        words = "Too little was written in some age bands to show them apart."
        return ["## Age bands", words]
    rows = [
        (str(Band(name).label).capitalize(), one["written"], one["decisions"])
        for name, one in bands.items()
    ]
    return ["## Age bands", _table(("Age band", "Written", "Decisions"), rows)]


def _broken_down(head: str, groups: _Groups, words: Mapping[str, str]) -> str:
    if groups is None:
        return f"{head}: too few to break down."
    rows = [(" + ".join(words[name] for name in one["of"]), one["count"]) for one in groups]
    return _table((head, "How many"), rows)


def _minutes(one: Mapping[str, Any]) -> str:
    minutes = one["median_minutes"]
    return TOO_FEW if minutes is None else duration(minutes)


def _percent(one: Mapping[str, Any]) -> str:
    percent = one["in_time_percent"]
    return TOO_FEW if percent is None else f"about {percent} %"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _list(words: Sequence[str]) -> str:
    return ", ".join(words) or "none was used"
