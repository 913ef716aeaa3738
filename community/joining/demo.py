"""Demo: a clinic with a code, and somebody who waits for a place."""

from __future__ import annotations

from collections.abc import Callable

from community.joining import actions
from community.joining.models import Cohort, Organisation, ReferralCode, WaitingPlace
from community.members.bands import today
from community.members.demo import DOMAIN

CODE = "DEMO-CLINIC"
WAITING = (f"first.in.line@{DOMAIN}", f"second.in.line@{DOMAIN}")


def load(say: Callable[[str], None]) -> None:
    """Run twice it adds nothing. Without PLACES the clock offers everybody who waits a place."""
    clinic, _ = Organisation.objects.get_or_create(name="Demo clinic for children and adults")
    cohort, _ = Cohort.objects.get_or_create(
        organisation=clinic, name="Autumn", defaults={"starts_on": today(), "places": 20}
    )
    ReferralCode.objects.get_or_create(code=CODE, cohort=cohort)
    if not WaitingPlace.objects.exists():
        for email in WAITING:
            actions.wait(email)
    say(f"joining: a clinic with the code {CODE}, {len(WAITING)} people who wait")
