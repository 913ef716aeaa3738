"""What stands on each side of the wall, and the words and numbers that give it away."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser

from community.consent.models import Asking
from community.members.models import Member, Pairing
from community.mentoring.models import Application, SupervisionNote
from community.realtime.actions import _send
from community.resources.models import Resource
from forums.models import Post, Space, Thread
from groups.models import ChatLine, Group, Session, Signal
from moderation.models import CrisisCase, Decision, Reviewable, SecondLook, Trial
from tests.wall.oracle import ADULT, CARERS, NOBODY, OLDER, SIDES, YOUNGER, Mark, Who

WORD = re.compile(r"qz\d{5}zq")
NUMBER = re.compile(r"(?<![0-9A-Za-z])7([1235])\d{5}(?![0-9A-Za-z])")
STEP = 100_000
# Upwards only: SQLite never gives a number below one that it gave.
TEAM, LATER = 7_000_000, 7_600_000
BASE = {YOUNGER: 7_100_000, OLDER: 7_200_000, ADULT: 7_300_000, CARERS: 7_500_000}
BAND_OF_DIGIT = {"1": YOUNGER, "2": OLDER, "3": ADULT, "5": CARERS}
AGES = {YOUNGER: 14, OLDER: 16, ADULT: 40}
OURS = ("members", "notices", "forums", "groups", "moderation", "mentoring", "resources", "cms",
        "account")  # fmt: skip
# Nobody made anything with these.
MISSING_NUMBER = 7_999_999
MISSING_WORD = "qz99999zq"
ROLES = ("mentor", "facilitator", "moderator", "crisis_lead", "safeguarding_lead", "coach",
         "researcher", "editor", "operator")  # fmt: skip


@dataclass
class Side:
    """What there is on one side of the wall."""

    band: str
    people: list[Member] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    lines: list[ChatLine] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    reviewables: list[Reviewable] = field(default_factory=list)
    cases: list[CrisisCase] = field(default_factory=list)
    follow_ups: list[Any] = field(default_factory=list)
    proposals: list[Any] = field(default_factory=list)
    askings: list[Asking] = field(default_factory=list)
    looks: list[SecondLook] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    drills: list[Any] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    pairings: list[Pairing] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    notes: list[SupervisionNote] = field(default_factory=list)


class Ground:
    """What is known of the community while it is made, and what may be asked of it afterwards."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.marks: dict[str, Mark] = {}
        self.people: list[Who] = [NOBODY]
        self.members: dict[int, Member] = {}
        self.sides = {band: Side(band) for band in SIDES}
        self.pages: list[tuple[Resource, frozenset[str], bool]] = []
        # How often somebody met what is theirs to meet: a net over empty pages is no net.
        self.seen = 0
        # Every event that left an action while it was made.
        self.told: list[dict[str, Any]] = []
        # Who was of another band: their number was met there, and their words stay under it.
        self.grown: dict[int, frozenset[str]] = {}
        self.own_numbers: dict[int, frozenset[int]] = {}
        self._birthdays: list[tuple[Member, str, bool]] = []

    def hear(self, callbacks: list[Any]) -> None:
        """What was to be done after the commit: among it, what open pages are told."""
        for one in callbacks:
            if getattr(one, "func", None) is _send and one.args[1]["type"] == "hub.event":
                self.told.append(one.args[1])

    # ---- asking

    def member(self, who: Who) -> Member | AnonymousUser:
        """Fresh from the table, as each request reads them."""
        if not who.pk:
            return AnonymousUser()
        return Member.objects.get(pk=who.pk)

    def found_in(self, text: str) -> set[str]:
        return set(WORD.findall(text)) | {match[0] for match in NUMBER.finditer(text)}

    def leaks(self, who: Who, text: str) -> list[str]:
        """What of the text this person must never meet."""
        wrong = []
        for word in self.found_in(text):
            mark = self.marks.get(word)
            if mark is not None and not mark.may_read(who):
                wrong.append(f"{mark.what} {word}")
            elif mark is None and word[:1] == "7" and not self._may_meet_number(who, word):
                wrong.append(f"the number {word}")
        return wrong

    def _may_meet_number(self, who: Who, number: str) -> bool:
        if int(number) in self.own_numbers.get(who.pk, ()) and who.active:
            return True
        bands = self.grown.get(int(number), frozenset({BAND_OF_DIGIT[number[1]]}))
        return any(who.reaches(band) for band in bands)

    def readable(self, who: Who) -> list[Mark]:
        return [mark for mark in self.marks.values() if mark.may_read(who)]

    def one_of(self, things: list[Any]) -> Any:
        return self.chance.choice(things)

    # ---- making

    def mark(self, what: str, *bands: str, **more: Any) -> str:
        word = f"qz{len(self.marks):05d}zq"
        self.marks[word] = Mark(word, what, frozenset(bands), **more)
        return word
