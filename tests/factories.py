"""Makes what tests need, through the same actions that people use."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from community.members import actions
from community.members.bands import Band
from community.members.models import Member

PASSWORD = "a-long-test-password"
AGES = {Band.YOUNGER: 14, Band.OLDER: 16, Band.ADULT: 40}
_numbers = count(1)


def born(age: int) -> date:
    return timezone.localdate() - timedelta(days=age * 365 + age // 4 + 100)


def make_member(
    name: str = "",
    band: Band = Band.ADULT,
    roles: tuple[str, ...] = (),
    cleared: bool = False,
    **extra: Any,
) -> Member:
    """A member whose e-mail is verified; `client.force_login(member)` signs them in."""
    number = next(_numbers)
    member = actions.create_member(
        email=extra.pop("email", f"member{number}@test.example"),
        password=extra.pop("password", None),
        display_name=name or f"Member {number}",
        date_of_birth=born(AGES[band]),
        **extra,
    )
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    for role in roles:
        actions.grant_role(member, role, by=None)
    if cleared:
        clear(member)
    return member


def clear(member: Member) -> None:
    """Gives the member a clearance, checked by an operator."""
    checker = Member.objects.filter(email="checker@test.example").first() or make_member(
        "Checker", roles=("operator",), email="checker@test.example"
    )
    actions.grant_clearance(
        member,
        kind="Background check",
        checked_by=checker,
        expires_on=timezone.localdate() + timedelta(days=300),
    )
