"""A community made by chance from a seed: everybody who might stand at the wall, and on each side
of it one of everything, each with a word and a number that stand nowhere else.

Words look like `qz00012zq`. Rows of each band get numbers from a range of their own, so that a
number in an address or an attribute gives its band away as surely as a word does.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from unittest import mock

from allauth.mfa.models import Authenticator
from cms.api import create_page
from cms.models import PageContent
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.test import override_settings
from django.utils import timezone
from djangocms_versioning.models import Version

from community.consent.actions import ask_from_outside
from community.consent.models import Asking
from community.members import actions as members
from community.members.bands import Band
from community.members.models import Clearance, Member, Pairing, Role, Word
from community.mentoring import actions as mentoring
from community.mentoring.models import Application, Mentor, SupervisionNote, Wish
from community.notices.models import Notice
from community.realtime.actions import _send
from community.resources.actions import equip_editor
from community.resources.models import BAND_FIELDS, Resource
from forums import actions as forum
from forums import verdicts
from forums.actions import Words
from forums.models import Post, PostRevision, Space, Thread
from forums.moderation import PostContent
from groups import actions as grouping
from groups.models import (
    Attendance,
    ChatLine,
    Group,
    GroupHost,
    Membership,
    Removal,
    Session,
    Signal,
)
from moderation import actions as casework
from moderation.content import find
from moderation.models import (
    CaseNote,
    CrisisCase,
    Decision,
    PolicyPack,
    Reviewable,
    SecondLook,
    Trial,
)
from moderation.screening import Context, Verdict
from moderation.screening.edit import Place
from moderation.screening.policy import Thresholds, current
from tests.factories import clear, make_member
from tests.forums.conftest import CARE, HOLD, PUBLISH
from tests.wall.oracle import ADULT, BANDS, EVERYBODY, NOBODY, OLDER, YOUNGER, Mark, Who

WORD = re.compile(r"qz\d{5}zq")
NUMBER = re.compile(r"(?<![0-9A-Za-z])7([123])\d{5}(?![0-9A-Za-z])")
STEP = 100_000
# Upwards only: SQLite never gives a number below one that it gave.
TEAM, LATER = 7_000_000, 7_400_000
BASE = {YOUNGER: 7_100_000, OLDER: 7_200_000, ADULT: 7_300_000}
BAND_OF_DIGIT = {"1": YOUNGER, "2": OLDER, "3": ADULT}
AGES = {YOUNGER: 14, OLDER: 16, ADULT: 40}
OURS = ("members", "notices", "forums", "groups", "moderation", "mentoring", "resources", "cms",
        "account")  # fmt: skip
# Nobody made anything with these.
MISSING_NUMBER = 7_999_999
MISSING_WORD = "qz99999zq"
ROLES = ("mentor", "facilitator", "moderator", "crisis_lead", "safeguarding_lead", "coach",
         "researcher", "editor", "operator")  # fmt: skip


def judge(text: str, context: Context) -> Verdict:
    """The filter of this community does as it is told."""
    if "please-care" in text:
        return CARE
    return HOLD if "please-hold" in text else PUBLISH


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


class World:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.marks: dict[str, Mark] = {}
        self.people: list[Who] = [NOBODY]
        self.members: dict[int, Member] = {}
        self.sides = {band: Side(band) for band in BANDS}
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

    def make(self) -> World:
        with (
            mock.patch.object(verdicts, "screen", judge),
            mock.patch("moderation.profiles.screen", judge),
            override_settings(
                POSTS_PER_MINUTE=10_000, RANDOM_LOOKS=False, SECOND_STEP_FOR_STAFF=True
            ),
        ):
            start_numbers(TEAM)
            self._staff()
            self._pages()
            for band in BANDS:
                start_numbers(BASE[band])
                self._side(band)
            start_numbers(LATER)
            self._after()
        return self

    def _person(
        self, what: str, band: str, *, shown_as: str = "", met_in: tuple[str, ...] = (), **more: Any
    ) -> Member:
        """met_in: the bands whose people may meet the name; none for staff, whom all may meet."""
        name = shown_as or what.title()[:30]
        if met_in:
            name = self.mark(f"the name of {what}", *met_in)
        email = self.mark(f"the e-mail of {what}", audience="own")
        member = make_member(name, Band(band), email=f"{email}@test.example")
        if met_in:
            member.about = self.mark(f"the line of {what}", *met_in)
            member.pronouns = self.mark(f"the pronouns of {what}", *met_in)
        for key, value in more.pop("fields", {}).items():
            setattr(member, key, value)
        member.save()
        for word in (email, member.about, member.pronouns, name):
            if word in self.marks:
                self.marks[word] = replace(self.marks[word], owners=frozenset({member.pk}))
        self.people.append(Who(what, member.pk, band, **more))
        self.members[member.pk] = member
        return member

    def _staff(self) -> None:
        for role in ROLES:
            for clearance in ("none", "expired", "valid"):
                self._colleague(role, clearance)
        self.ana = self._named("ana", ("moderator",), "valid")
        self.bo = self._named("bo", ("moderator", "crisis_lead", "safeguarding_lead"), "valid")
        self.cy = self._named("cy", ("facilitator", "mentor"), "valid")
        self.dee = self._named("dee", ("facilitator", "moderator"), "expired")
        self.cy_mentors = Mentor.objects.create(member=self.cy, supervisor=self.ana)
        self._named("everything", ROLES, "valid")
        self._named("everything uncleared", ROLES, "expired")
        self._named("suspended moderator", ("moderator",), "valid",
                    fields={"suspended_until": timezone.now() + timedelta(days=1)},
                    suspended=True)  # fmt: skip
        self._named("banned moderator", ("moderator",), "valid",
                    fields={"is_active": False, "banned_at": timezone.now()},
                    active=False)  # fmt: skip
        staff = {"fields": {"is_staff": True, "is_superuser": True}, "is_staff": True}
        self._named("superuser", ("operator",), "none", **staff)
        self._named("superuser moderator", ("operator", "moderator"), "valid", **staff)
        resting = self._named("moderator resting", (), "valid", second_step=False)
        Role.objects.create(member=resting, name="moderator")
        lapsed = self._named("lapsed moderator", (), "valid")
        Role.objects.create(
            member=lapsed, name="moderator", expires_at=timezone.now() - timedelta(days=1)
        )
        editor = self._named("writer", ("editor",), "none", is_staff=True)
        equip_editor(editor)
        self.editor = editor

    def _colleague(self, role: str, clearance: str) -> Member:
        return self._named(f"{role} {clearance}", (role,), clearance)

    def _named(
        self, what: str, roles: tuple[str, ...], clearance: str, *, second_step: bool = True,
        **more: Any,
    ) -> Member:  # fmt: skip
        """Roles open nothing to somebody who signs in with a password alone."""
        member = self._person(
            what, ADULT, roles=frozenset(roles), cleared=clearance == "valid", **more
        )
        for role in roles:
            Role.objects.get_or_create(member=member, name=role)
        if second_step:
            kind = Authenticator.Type.TOTP
            Authenticator.objects.create(user=member, type=kind, data={"secret": what})
        if clearance != "none":
            clear(member)
        if clearance == "expired":
            gone = timezone.now().date() - timedelta(days=self.chance.randint(1, 400))
            Clearance.objects.filter(member=member).update(
                checked_on=gone - timedelta(days=300), expires_on=gone
            )
        return member

    def _pages(self) -> None:
        """A page for every set of bands, and one that is not published."""
        sets = [frozenset(b for n, b in enumerate(BANDS) if bits >> n & 1) for bits in range(1, 8)]
        for bands in [*sets, EVERYBODY]:
            live = len(self.pages) < len(sets)
            self.pages.append((self._page(bands, live), bands, live))

    def _page(self, bands: frozenset[str], live: bool) -> Resource:
        what = "a page for " + ", ".join(sorted(bands))
        audience = "reader" if live else "own"
        owners = frozenset() if live else frozenset(w.pk for w in self.people if w.edits())
        title, summary, slug = (
            self.mark(f"{part} of {what}", *bands, audience=audience, owners=owners)
            for part in ("the title", "the summary", "the address")
        )
        page = create_page(
            title, "resources/resource.html", "en", slug=slug, created_by=self.editor
        )
        resource = Resource(
            extended_object=page, title=title, slug=slug, summary=f"{summary} helps with sleeping.",
            topic="sleep", minutes=3, evidence="expert", evidence_note="Plain.", framework="mixed",
            reviewed_on=date(2026, 1, 1), next_review=date(2036, 1, 1),
            **{BAND_FIELDS[Band(band)]: True for band in bands},
        )  # fmt: skip
        resource.save()
        if live:
            content = PageContent.admin_manager.get(page=page, language="en")
            Version.objects.get_for_content(content).publish(self.editor)
            resource.refresh_from_db()
        return resource

    # ---- one side

    def _side(self, band: str) -> None:
        side = self.sides[band]
        for number in range(3):
            side.people.append(self._person(f"{band} member {number}", band, met_in=(band,)))
        soon = timezone.now() + timedelta(days=1)
        self._person(f"{band} suspended", band, met_in=(band,),
                     fields={"suspended_until": soon}, suspended=True)  # fmt: skip
        side.people.append(self._person(f"{band}, consent taken back", band, met_in=(band,)))
        banned = self._person(f"{band} banned", band, met_in=(band,), active=False)
        roles = frozenset() if band == ADULT else frozenset({"moderator"})
        odd = self._person(f"{band} with a role", band, met_in=(band,), cleared=True, roles=roles)
        if band != ADULT:
            Role.objects.create(member=odd, name="moderator")
            clear(odd)
        self._growing(band)
        self._forum(side, [*side.people, banned])
        self._groups(side, [*side.people, banned])
        self._casework(side)
        self._mentoring(side)
        Member.objects.filter(pk=banned.pk).update(is_active=False, banned_at=timezone.now())

    def _growing(self, band: str) -> None:
        """People who write here now and are older at the end."""
        later = {YOUNGER: (OLDER, ADULT), OLDER: (ADULT,)}.get(band, ())
        for to in later:
            for moved in (True, False):
                what = f"{to}, was {band}" + ("" if moved else ", guide not done")
                person = self._person(what, band, met_in=(band, to))
                self.sides[band].people.append(person)
                self._birthdays.append((person, to, moved))

    def _forum(self, side: Side, people: list[Member]) -> None:
        band, first = side.band, side.people[0]
        for number in range(2):
            word = [self.mark(f"a space's {part}", band) for part in ("name", "slug", "line")]
            space = Space.objects.create(
                name=word[0], slug=word[1], description=word[2], band=band, position=number
            )
            side.spaces.append(space)
            for author in (first, self.one_of(people), people[-1]):
                self._thread(side, space, author, people)
        for author in people[2:5]:
            self._held_thread(side, side.spaces[0], author)
        side.spaces[1].archived = True
        side.spaces[1].save()
        word = self.mark("a draft", audience="own", owners=frozenset({first.pk}))
        forum.save_draft(first, thread=side.threads[0], body=word)

    def _thread(self, side: Side, space: Space, author: Member, people: list[Member]) -> None:
        band = side.band
        title = self.mark("the title of a conversation", band)
        body = self.mark("the beginning of a conversation", band)
        thread = forum.start_conversation(
            author, space, Words(f"{body} sleeping badly", title=title)
        ).post.thread
        side.threads.append(thread)
        side.posts.append(thread.posts.get())
        for number, writer in enumerate(people):
            word = self.mark("a reply", band)
            mention = f" @{self.one_of(people).display_name}" if number % 2 else ""
            self._write(side, thread, writer, f"{word}{mention} sleeping")
        for state in ("hide", "remove", "withdraw", "hold", "return", "draft", "screening"):
            self._in_state(side, thread, self.one_of(people), state)
        for reader in people[1:]:
            forum.follow(reader, thread)
        shown = list(thread.posts.filter(state="published"))
        for reader in people:
            post = self.one_of(shown)
            if post.author_id != reader.pk:
                forum.react(reader, post, "thanks")
        thread.refresh_from_db()

    def _write(self, side: Side, thread: Thread, writer: Member, body: str) -> Post:
        post = forum.reply(writer, thread, Words(body)).post
        side.posts.append(post)
        return post

    def _in_state(self, side: Side, thread: Thread, writer: Member, state: str) -> None:
        """What is not up is its author's and the moderators'; what was taken back is nobody's."""
        owners = frozenset({writer.pk})
        word = self.mark(f"a post ({state})", side.band, audience="moderators", owners=owners)
        if state in ("draft", "screening"):
            side.posts.append(Post.objects.create(
                thread=thread, author=writer, body=word, html=word, state=state
            ))  # fmt: skip
            return
        body = f"{word} please-hold" if state in ("hold", "return") else word
        post = self._write(side, thread, writer, body)
        adapter = PostContent()
        match state:
            case "hide":
                adapter.hide(post.pk)
            case "remove":
                adapter.remove(post.pk)
            case "return":
                adapter.return_for_edit(post.pk)
            case "withdraw":
                forum.withdraw(writer, post)

    def _held_thread(self, side: Side, space: Space, author: Member) -> None:
        owners = frozenset({author.pk})
        words = [
            self.mark(
                f"a held conversation's {part}", side.band, audience="moderators", owners=owners
            )
            for part in ("title", "beginning")
        ]
        post = forum.start_conversation(
            author, space, Words(f"{words[1]} please-hold", title=words[0])
        ).post
        side.threads.append(post.thread)
        side.posts.append(post)

    def _groups(self, side: Side, people: list[Member]) -> None:
        for entry in ("open", "request"):
            words = [
                self.mark(f"a group's {part}", side.band) for part in ("name", "line", "rhythm")
            ]
            group = grouping.create_group(
                name=words[0], description=words[1], band=Band(side.band), facilitator=self.cy,
                entry=entry, rhythm=words[2],
            )  # fmt: skip
            GroupHost.objects.create(group=group, member=self.dee)
            side.groups.append(group)
            text = self.mark("a comfort agreement", side.band)
            agreement = grouping.write_agreement(self.cy, group, f"{text}\nListen.\nBe kind.")
            for number, member in enumerate(people):
                state = ("active", "active", "waiting", "left")[number % 4]
                Membership.objects.create(group=group, member=member, state=state)
                if number % 3 != 2:
                    grouping.accept_agreement(member, group, agreement.version)
            for state in ("live", "open", "scheduled", "closed"):
                self._session(side, group, state, people)

    def _session(self, side: Side, group: Group, state: str, people: list[Member]) -> None:
        band, hours = side.band, {"scheduled": 30, "closed": -50}.get(state, 0)
        starts = timezone.now() + timedelta(hours=hours, minutes=-5)
        session = Session.objects.create(
            group=group, title=self.mark("a session's title", band), starts_at=starts,
            agenda=self.mark("a session's agenda", band), ends_at=starts + timedelta(hours=1),
            state=state,
        )  # fmt: skip
        side.sessions.append(session)
        inside = [one for one in people if one.pk in Group.objects.get(pk=group.pk).active_ids]
        for member in [*inside, self.cy, self.dee]:
            Attendance.objects.create(session=session, member=member)
        hosts = group.host_ids
        for number, line in enumerate(("published", "held", "hidden", "removed")):
            author = self.one_of(inside)
            audience = "band" if line == "published" else "moderators"
            text = self.mark(f"a line ({line})", band, audience=audience,
                             owners=frozenset({author.pk}))  # fmt: skip
            row = ChatLine.objects.create(
                session=session, member=author, text=text, html=text, state=line,
                seq=None if line == "held" else number + 1,
            )  # fmt: skip
            side.lines.append(row)
            if line == "held":
                side.reviewables.append(casework.open_reviewable(
                    "groups.chat", row.pk, band=band, author=author, verdict=HOLD, source="call"
                ))  # fmt: skip
        signal = Signal.objects.create(session=session, member=inside[0], why="word")
        side.signals.append(signal)
        if len(inside) > 2:
            why = self.mark("why somebody was taken out", band, audience="hosts", hosts=hosts)
            Removal.objects.create(session=session, member=inside[-1], by=self.cy, reason=why)

    def _casework(self, side: Side) -> None:
        band = side.band
        about, reporter = side.people[0], side.people[1]
        note = self.mark("a report's note", band, audience="moderators")
        post, other = Post.objects.filter(
            thread__in=side.threads, author=about, state="published"
        ).order_by("pk")[:2]
        made = casework.flag(
            reporter, "forums.post", post.pk, concern="guideline", rule="unkind", note=note
        )
        side.reviewables.append(made.reviewable)
        worry = self.mark("a worry's note", band, audience="moderators")
        casework.flag(reporter, "forums.post", other.pk, concern="worry", rule="now", note=worry)
        casework.raise_alarm("imminent", band)
        case = CrisisCase.objects.get(member=about)
        side.cases.append(case)
        word = self.mark("a case's note", band, audience="leads", about=about.pk)
        CaseNote.objects.create(case=case, by=self.bo, text=word)
        side.follow_ups.append(case.follow_ups.create(due_at=timezone.now() - timedelta(hours=1)))
        if Band(band).is_youth:
            word = self.mark("why no guardian can be asked", band, audience="leads")
            born = timezone.now().date() - timedelta(days=AGES[band] * 366 + 30)
            ask_from_outside(f"alone-{band}@test.example", word, born)
            side.askings += Asking.objects.filter(band=band)
        held = Reviewable.objects.waiting().filter(band=band, kind="forums.post")
        side.reviewables += list(held.exclude(pk=made.reviewable.pk))
        self._decide(side, [row for row in side.reviewables if row.author_id != about.pk])
        why = self.mark("why two must sign", band, audience="moderators", about=about.pk)
        side.proposals.append(
            casework.propose(self.ana, "reveal", band=band, member=about, why=why)
        )
        if not current().band(band).premoderated:
            why = self.mark("why other thresholds", band, audience="moderators")
            place = Place(band, side.spaces[0].slug)
            side.trials.append(
                casework.propose_thresholds(self.bo, place, Thresholds(review=0.1, hold=0.2), why)
            )
        side.drills.append(casework.raise_alarm("imminent", band))
        profile = side.people[1]
        Member.objects.filter(pk=profile.pk).update(profile_state="held")
        for part in ("line", "pronouns"):
            for word, mark in self.marks.items():
                if mark.what == f"the {part} of {band} member 1":
                    self.marks[word] = replace(mark, audience="moderators")
        assert find("members.profile", profile.pk) is not None
        side.reviewables.append(casework.open_reviewable(
            "members.profile", profile.pk, band=band, author=profile, verdict=HOLD
        ))  # fmt: skip

    def _mentoring(self, side: Side) -> None:
        """Cy looks after somebody, somebody else would like a mentor, and an adult would be one."""
        band, (first, second, third) = side.band, side.people[:3]
        now = timezone.now()
        side.pairings.append(Pairing.objects.create(
            member=first, mentor=self.cy, band=band, until=now + timedelta(days=99)
        ))  # fmt: skip
        Wish.objects.create(member=second)
        word = self.mark("a note of supervision", band, audience="supervision",
                         hosts=frozenset({self.ana.pk}), about=self.cy.pk)  # fmt: skip
        side.notes.append(SupervisionNote.objects.create(
            mentor=self.cy_mentors, by=self.ana, band=band, text=word
        ))  # fmt: skip
        if band == ADULT:
            words = [
                self.mark(f"an application's {part}", band, audience="leads",
                          owners=frozenset({third.pk}))
                for part in ("reason", "offer")
            ]  # fmt: skip
            side.applications.append(mentoring.apply(third, *words))

    def _decide(self, side: Side, rows: list[Reviewable]) -> None:
        """One is taken down with a word to its author, who asks for another look."""
        posts = [row for row in rows if (item := find(row.kind, row.object_id))
                 and row.kind == "forums.post" and item.state == "held"]  # fmt: skip
        for row in posts[:4]:
            author = row.author
            owners = frozenset({author.pk})
            note = self.mark("a word to an author", side.band, audience="moderators", owners=owners)
            claimed = casework.claim(self.ana, row.pk)
            decision = casework.decide(
                self.ana, row.pk, lease_token=claimed.lease_token, version=claimed.version,
                action="remove", reason_code="guideline_unkind", note=note,
            )  # fmt: skip
            side.decisions.append(decision)
            side.looks.append(SecondLook.objects.create(
                decision=decision, band=side.band, author=author
            ))  # fmt: skip
        text = self.mark("an appeal", side.band, audience="moderators",
                         owners=frozenset({posts[0].author_id}))  # fmt: skip
        casework.ask_again(posts[0].author, side.decisions[0].pk, text)

    # ---- what time does

    def _after(self) -> None:
        """Birthdays, and what each owns on the side that they left."""
        for person, to, moved in self._birthdays:
            who = next(one for one in self.people if one.pk == person.pk)
            between = {} if moved else {"frozen": True, "was": who.band}
            self.people[self.people.index(who)] = replace(who, band=to, **between)
            self.grown[person.pk] = frozenset({who.band, to})
            born = timezone.now().date() - timedelta(days=AGES[to] * 366 + 30)
            Member.objects.filter(pk=person.pk).update(date_of_birth=born)
            if moved:
                members.enter_band(Member.objects.get(pk=person.pk), keep_name=True)
        for who in [one for one in self.people if one.name.endswith("taken back")]:
            members.take_part_on(Member.objects.get(pk=who.pk), Word.TAKEN_BACK)
            self.people[self.people.index(who)] = replace(who, frozen=True)
        self._packs()
        for who in self.people:
            if who.pk:
                self.own_numbers[who.pk] = frozenset(self._own_numbers(who.pk))

    def _packs(self) -> None:
        """A pack that speaks of a youth space is known to those who moderate there."""
        space = self.sides[OLDER].spaces[0]
        word = self.mark("what a pack changed", OLDER, audience="moderators")
        PolicyPack.objects.create(
            version="1.0+wall", text="", by=self.bo,
            changes=[f"overrides.space {space.slug}, 16-17 {word}: hold 0.5 → none → True"],
        )  # fmt: skip

    def _own_numbers(self, pk: int) -> Iterator[int]:
        yield pk
        for model, name in (
            (Post, "author"), (Thread, "author"), (Thread, "posts__author"),
            (Reviewable, "author"), (ChatLine, "member"),
            (PostRevision, "post__author"), (Decision, "reviewable__author"), (Notice, "member"),
        ):  # fmt: skip
            yield from model._default_manager.filter(**{name: pk}).values_list("pk", flat=True)


def start_numbers(base: int) -> None:
    """The next row of each of our tables gets the next number of the range."""
    for model in apps.get_models():
        if model._meta.app_label in OURS and isinstance(
            model._meta.pk, models.AutoField | models.BigAutoField
        ):
            _start(model, base)


def _start(model: type[models.Model], base: int) -> None:
    newest = model._base_manager.filter(pk__gte=base, pk__lt=base + STEP).order_by("-pk").first()
    last = newest.pk if newest else base
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        else:
            column = model._meta.pk.column
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, last]
            )
