"""What an account gathers by itself: letters, devices, addresses, agreements."""

from __future__ import annotations

from itertools import count

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from community.consent.actions import write_down
from community.consent.models import Asking, Giver, Purpose
from community.members.models import KnownDevice
from community.notices.models import Device, Letter, Notice
from tests.rights.world import EMAIL, NAME, WORDS, World

_numbers = count(1)


def told(world: World) -> None:
    Notice.objects.create(member=world.member, kind="note", title=NAME, body=WORDS)
    Letter.objects.create(to=EMAIL, subject="A code", body=WORDS)
    number = next(_numbers)
    Device.objects.create(member=world.member, endpoint=f"https://push.example/{number}?of={EMAIL}")


def signed_in(world: World) -> None:
    store = SessionStore()
    store["name"] = NAME
    store.create()
    UserSession.objects.create(
        user=world.member, ip="10.1.2.3", session_key=store.session_key, user_agent=NAME
    )

    KnownDevice.objects.create(
        member=world.member, key=f"{store.session_key}", words=f"{NAME}'s phone"
    )


def agreed(world: World) -> None:
    write_down(world.member, Purpose.RESEARCH, True, giver=Giver.OWN, method="Signed in")


def addresses(world: World) -> None:
    number = next(_numbers)
    made = EmailAddress.objects.create(user=world.member, email=f"{number}.{EMAIL}")
    EmailConfirmation.objects.create(email_address=made, key=f"{number}{NAME}"[:64])


def asked_alone(world: World) -> None:
    now, band = timezone.now(), world.member.age_band
    for who in ({"member": world.member}, {"email": EMAIL}):
        Asking.objects.create(
            **who, words=WORDS, band=band, nonce=NAME, mark=NAME, state="declined", decided_at=now
        )
