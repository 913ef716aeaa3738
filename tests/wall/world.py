"""A community made by chance from a seed: everybody who might stand at the wall, and on each side
of it one of everything, each with a word and a number that stand nowhere else.

Words look like `qz00012zq`. Rows of each band get numbers from a range of their own, so that a
number in an address or an attribute gives its band away as surely as a word does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from unittest import mock

from django.apps import apps
from django.db import connection, models
from django.test import override_settings
from django.utils import timezone

from community.members import actions as members
from community.members.bands import Audience, Band
from community.members.models import Member, Role, Word
from community.mentoring.models import Wish
from community.notices.models import Notice
from forums import verdicts
from forums.models import Post, PostRevision, Space, Thread
from groups import actions as grouping
from groups.models import ChatLine, Membership
from moderation.models import Decision, Reviewable
from moderation.screening import Context, Verdict
from tests.factories import clear
from tests.forums.conftest import CARE, HOLD, PUBLISH
from tests.wall.ground import AGES, BASE, LATER, OURS, STEP, TEAM
from tests.wall.made_casework import Casework
from tests.wall.made_groups import Groups
from tests.wall.made_people import People
from tests.wall.made_words import Conversations
from tests.wall.oracle import ADULT, BANDS, CARERS, OLDER, YOUNGER


def judge(text: str, context: Context) -> Verdict:
    """The filter of this community does as it is told."""
    if "please-care" in text:
        return CARE
    return HOLD if "please-hold" in text else PUBLISH


class World(People, Conversations, Groups, Casework):
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
            start_numbers(BASE[CARERS])
            self._carers()
            start_numbers(LATER)
            self._after()
        return self

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

    def _carers(self) -> None:
        """Adults who are close to somebody with pain, with a space and a group of their own."""
        side = self.sides[CARERS]
        people = [self._person(f"carer {number}", CARERS, met_in=(CARERS,)) for number in range(3)]
        side.people += people
        words = [self.mark(f"a space's {part}", CARERS) for part in ("name", "slug", "line")]
        space = Space.objects.create(
            name=words[0], slug=words[1], description=words[2], band=Band.ADULT,
            audience=Audience.CARERS,
        )  # fmt: skip
        side.spaces.append(space)
        for author in people[:2]:
            self._thread(side, space, author, people)
        self._held_thread(side, space, people[2])
        words = [self.mark(f"a group's {part}", CARERS) for part in ("name", "line", "rhythm")]
        group = grouping.create_group(
            name=words[0], description=words[1], band=Band.ADULT, facilitator=self.cy,
            entry="open", rhythm=words[2], audience=Audience.CARERS,
        )  # fmt: skip
        side.groups.append(group)
        text = self.mark("a comfort agreement", CARERS)
        agreement = grouping.write_agreement(self.cy, group, f"{text}\nListen.\nBe kind.")
        for member in people:
            Membership.objects.create(group=group, member=member, state="active")
            grouping.accept_agreement(member, group, agreement.version)
        for state in ("live", "scheduled"):
            self._session(side, group, state, people)
        Wish.objects.create(member=people[0])
        held = Reviewable.objects.waiting().filter(kind="forums.post", author__in=people)
        side.reviewables += list(held)

    def _growing(self, band: str) -> None:
        """People who write here now and are older at the end."""
        later = {YOUNGER: (OLDER, ADULT), OLDER: (ADULT,)}.get(band, ())
        for to in later:
            for moved in (True, False):
                what = f"{to}, was {band}" + ("" if moved else ", guide not done")
                person = self._person(what, band, met_in=(band, to))
                self.sides[band].people.append(person)
                self._birthdays.append((person, to, moved))

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
