"""What is told: notices, letters, mentions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from community.home.queries import today
from community.members.actions import end_clearances
from community.notices.events import NoticeArrived
from community.notices.models import Notice
from forums.mentions import mentioned
from moderation import actions as doing
from moderation import pager
from moderation.models import AlarmCall
from tests.wall.channels.common import Answers, People, about, scanned, signed_in, text_of
from tests.wall.oracle import BANDS
from tests.wall.world import World


def notices(world: World, people: People) -> Answers:
    """Notices of yesterday are read with the rights of today, in the list and on the open page."""
    for who in people:
        if not who.pk:
            continue
        client = signed_in(who)
        for path in ("/notices/", "/today/", "/me/held/"):
            yield scanned(world, who, path, text_of(client.get(path)))
        if who.takes_part:
            held = today(world.member(who))
            yield scanned(
                world, who, "today", " ".join(f"{n.title} {n.body}" for n in held["notices"])
            )
        for notice in Notice.objects.filter(member=who.pk):
            frame = NoticeArrived(notice.pk).frame() if who.takes_part else None
            yield scanned(world, who, f"a notice ({notice.kind})", str(frame or ""))


def letters(world: World, people: People) -> Answers:
    """Each letter is read as its one reader may, on the day it leaves: of those who were called,
    one is not cleared any more by then. Screens show subjects to whoever is near: they name nobody.
    """
    wanted = {world.members[who.pk].email: who for who in people if who.pk}
    with transaction.atomic():
        for band in BANDS:
            doing.raise_alarm("imminent", band)
            AlarmCall.objects.filter(alarm__drill=False).update(sent_at=None)
        gone = next(who for who in world.people if who.name == "everything")
        end_clearances(world.members[gone.pk])
        lapsed = {world.members[gone.pk].email: replace(gone, cleared=False)}
        mail.outbox.clear()
        while pager.deliver(timezone.now() + timedelta(hours=1)):
            pass
        for email in wanted:
            cache.clear()
            Client().post("/accounts/password/reset/", {"email": email})
            Client().post("/accounts/password/reset/", {"email": f"{email[:-5]}.net"})
        sent = list(mail.outbox)
        transaction.set_rollback(True)
    for letter in sent:
        for address in letter.recipients():
            who = (wanted | lapsed).get(address)
            named = world.found_in(letter.subject)
            yield f"a subject names {sorted(named)}" if named else ""
            if who is not None:
                text = f"{letter.subject}\n{letter.body}".replace(address, "")
                yield scanned(world, who, f"the letter “{letter.subject}”", text)


def mentions(world: World, people: People) -> Answers:
    """`@Name` reaches readers of the space, and stays plain text for everybody else."""
    for band, side in world.sides.items():
        for space in side.spaces:
            for who in people:
                if not who.pk:
                    continue
                member = world.members[who.pk]
                found = mentioned(space, f"hello @{member.display_name} there")
                reached = who.pk in {one.pk for one in found}
                yield about(reached, who.reaches(band), f"@{who} in {band}")
