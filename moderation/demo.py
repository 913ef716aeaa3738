"""The queue of the demo community: reports by members, random checks, and a few decisions.

Posts are found by their words, as this layer knows the forum by its name alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.apps import apps
from django.utils import timezone

from community.members.bands import today
from community.members.demo import DOMAIN, members
from community.members.models import Member
from moderation import actions, tiers
from moderation.actions.deciding import decide
from moderation.demo_past import load_past
from moderation.models import CrisisCase, Duty, Flag, Reviewable, Risk, Shift, Weekday
from moderation.states import CaseState, ReviewState
from moderation.tiers import Tier

KIND = "forums.post"


@dataclass(frozen=True)
class Report:
    """Who reports which post: its conversation, its author, and words that are in it."""

    reporter: str
    thread: str
    author: str
    words: str
    concern: str
    rule: str = ""
    note: str = ""


REPORTS = (
    Report(
        "Ruth", "Sick pay ran out, feeling like a burden", "Kofi", "", "worry",
        note="He makes jokes on other days. This one did not sound like him.",
    ),
    Report(
        "Tobias", "Told my head teacher today", "Ines", "", "guideline", "private",
        note="I think one can tell which school it is. Perhaps she does not see that.",
    ),
    Report(
        "Halim", "The 3 a.m. club", "Ruth", "12 down", "guideline", "off_topic",
        note="I do like the crossword. But is this still about nights?",
    ),
    Report(
        "Priya", "Saturday job that doesn't involve standing", "Sam", "", "guideline", "other",
        note="not mean or anything but is it ok to tell people not to say they are ill?",
    ),
)  # fmt: skip
SETTLED = (
    Report(
        "Marta", "What's in your flare box?", "Dev", "ginger", "guideline", "medical",
        note="Ginger does not go with every medicine.",
    ),
    Report("Dev", "Weather. Is it just me?", "Ruth", "", "guideline", "unkind"),
)  # fmt: skip
CHECKS = (("Drove for the first time since August", "Rosa"), ("My good thing today", "Ada"))

# Who, what, from and until which full hour, every day.
SHIFTS = (
    ("Ana", Duty.MODERATING, 7, 19),
    ("Bo", Duty.MODERATING, 12, 14),
    ("Noor", Duty.MODERATING, 19, 7),
    ("Noor", Duty.ON_CALL, 7, 19),
    ("Noor", Duty.ON_CALL, 19, 7),
)

# So long each has waited when the demo starts: some fresh, some pressing, one late.
WAITED = {
    Tier.P0: timedelta(minutes=1),
    Tier.P1: timedelta(minutes=11),
    Tier.P2: timedelta(minutes=47),
    Tier.P3: timedelta(minutes=85),
    Tier.P4: timedelta(hours=21),
}


def load(say: Callable[[str], None]) -> None:
    """Adds what is missing; on a later load the clocks of what still waits start anew."""
    people = members()
    made = sum(_report(report, people) for report in (*REPORTS, *SETTLED))
    _check(people)
    _decide(people)
    past = load_past(people)
    _wind_clocks(timezone.now())
    _staff(people)
    _answer(people["Noor"])
    waiting = Reviewable.objects.waiting()
    counts = ", ".join(f"{waiting.filter(tier=tier).count()} {tier}" for tier in Tier)
    say(f"queue: {waiting.count()} wait ({counts}), {made} new reports, {past} past decisions")


def _post(thread: str, author: str, words: str = "") -> int | None:
    """The first published post that fits, if the forum has it."""
    posts = apps.get_model("forums", "Post").objects.filter(
        thread__title=thread, author__display_name=author, body__contains=words
    )
    return posts.filter(state="published").order_by("pk").values_list("pk", flat=True).first()


def _report(report: Report, people: dict[str, Member]) -> bool:
    """True when it was not there yet."""
    reporter = people[report.reporter]
    pk = _post(report.thread, report.author, report.words)
    if pk is None:
        return False
    made = Flag.objects.filter(reporter=reporter, reviewable__kind=KIND, reviewable__object_id=pk)
    if made.exists():
        return False
    actions.flag(reporter, KIND, pk, concern=report.concern, rule=report.rule, note=report.note)
    return True


def _check(people: dict[str, Member]) -> None:
    """A random sample of what nobody complained about: how else would one know what is missed?"""
    for thread, author in CHECKS:
        pk = _post(thread, author)
        if pk is None or Reviewable.objects.filter(kind=KIND, object_id=pk).exists():
            continue
        person = people[author]
        actions.open_reviewable(
            KIND, pk, band=person.band, author=person, tier=Tier.P4, source="sample"
        )


def _decide(people: dict[str, Member]) -> None:
    """What was looked at earlier, so that the log and the history have something to show."""
    for moderator, report in zip(("Bo", "Ana"), SETTLED, strict=True):
        pk = _post(report.thread, report.author, report.words)
        waiting = Reviewable.objects.filter(kind=KIND, state=ReviewState.OPEN)
        row = waiting.filter(object_id=pk).first() if pk else None
        if row is None:
            continue
        held = actions.claim(people[moderator], row.pk)
        assert held.lease_token is not None
        decide(
            people[moderator],
            row.pk,
            lease_token=held.lease_token,
            version=held.version,
            action="approve",
        )


def _staff(people: dict[str, Member]) -> None:
    """Somebody is always there in a demo: Ana by day, Noor by night, Bo at lunch time."""
    if Shift.objects.exists():
        return
    for day in Weekday.values:
        for name, duty, starts, ends in SHIFTS:
            Shift.objects.create(
                member=people[name], duty=duty, weekday=day, starts=time(starts), ends=time(ends),
                zone="Europe/London", first_day=today() - timedelta(days=7),
            )  # fmt: skip


def _answer(lead: Member) -> None:
    """Whoever opens the demo finds a case that somebody is on, not a community in alarm."""
    imminent = CrisisCase.objects.filter(
        state=CaseState.RAISED, risk=Risk.IMMINENT, member__email__endswith=f"@{DOMAIN}"
    )
    for case in imminent:
        said = "I have read it and am writing to him."
        actions.move_case(lead, case.pk, version=case.version, to="acknowledged", text=said)


def _wind_clocks(now: datetime) -> None:
    waiting = Reviewable.objects.waiting().filter(author__email__endswith=f"@{DOMAIN}")
    for place, row in enumerate(waiting.exclude(state=ReviewState.CLAIMED).order_by("pk")):
        row.opened_at = now - WAITED[Tier(row.tier)] - timedelta(minutes=4 * (place % 5))
        row.due_first_look, row.due_breach = tiers.deadlines(row.tier, row.band, row.opened_at)
        row.save(update_fields=["opened_at", "due_first_look", "due_breach"])
