"""The people of the demo community."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from community.members.actions import grant_clearance, grant_role
from community.members.bands import Audience, Band, band_for
from community.members.models import Member, RoleName

PASSWORD = "alongside-demo"  # noqa: S105  printed by `make run`, for a demo on one machine
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Person:
    name: str
    age: int
    about: str = ""
    roles: tuple[str, ...] = ()
    cleared: bool = False
    editor: bool = False
    superuser: bool = False
    came_into: Band | None = None
    audience: Audience = Audience.MEMBERS

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@{DOMAIN}"


PEOPLE = (
    Person("Rosa", 41, "Back pain since a fall at work. Learning to stop before I have to."),
    Person("Tobias", 52, "Nerve pain, two dogs, too many tomatoes."),
    Person("Ines", 29, "Hypermobile and stubborn. Teacher."),
    Person("Kofi", 36, "Sickle cell. New dad. Short messages, sorry."),
    Person(
        "Ruth", 63, "Arthritis for thirty years. I have tried the cushion you are about to suggest."
    ),
    Person("Dev", 33, "Migraine and spreadsheets."),
    Person("Marta", 47, "Fibromyalgia. Singing badly in a good choir."),
    Person("Halim", 58, "After the accident. Walking, slowly."),
    Person("Juno", 16, "Drums when my wrists let me."),
    Person("Sam", 17, "CRPS in my left foot. Film nerd."),
    Person("Priya", 16, "Endo. Exams. Snacks."),
    Person("Leo", 17, "Juvenile arthritis since I was six."),
    Person("Remi", 18, "Hip dysplasia. Turned 18 this year.", came_into=Band.OLDER),
    Person("Milo", 14, "Knees. Also cats."),
    Person("Ada", 13, "Headaches. I draw comics."),
    Person("Finn", 15, "Back pain, goalkeeper on a break."),
    Person("Zuri", 14, "Sickle cell warrior, book eater."),
    Person("Hugo", 45, "Dad of a girl with CRPS.", audience=Audience.CARERS),
    Person("Wanda", 50, "My husband has a bad back.", audience=Audience.CARERS),
    Person("Grace", 44, "I facilitate the Tuesday group.", ("facilitator", "mentor"), cleared=True),
    Person("Owen", 39, "Co-facilitator. Ask me about pacing.", ("facilitator",), cleared=True),
    Person("Ana", 38, "Moderator, mornings.", ("moderator",), cleared=True),
    Person("Bo", 31, "Moderator for the adults' spaces.", ("moderator",)),
    Person(
        "Noor",
        49,
        "Crisis and safeguarding lead.",
        ("crisis_lead", "safeguarding_lead", "moderator"),
        cleared=True,
    ),
    Person("Elif", 35, "I look after the resources.", ("editor",), editor=True),
    Person("Olu", 42, "I keep the lights on.", ("operator",), editor=True, superuser=True),
)


def load(say: Callable[[str], None]) -> None:
    """Makes the accounts that are missing; changes none that exist."""
    known = set(Member.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", flat=True))
    hashed = make_password(PASSWORD)
    missing = [person for person in PEOPLE if person.email not in known]
    for person in missing:
        _make(person, hashed)
    everybody = members()
    for person in missing:
        _give_roles(everybody[person.name], person, everybody)
    say(f"people: {len(PEOPLE)} accounts, {len(missing)} of them new")


def members() -> dict[str, Member]:
    """The demo accounts by display name."""
    emails = [person.email for person in PEOPLE]
    found = {member.email: member for member in Member.objects.filter(email__in=emails)}
    return {person.name: found[person.email] for person in PEOPLE if person.email in found}


def _make(person: Person, hashed: str) -> None:
    born = _born(person.age)
    member = Member(
        email=person.email,
        display_name=person.name,
        about=person.about,
        date_of_birth=born,
        band=person.came_into or band_for(born, timezone.localdate()) or "",
        audience=person.audience,
        is_staff=person.editor,
        is_superuser=person.superuser,
        password=hashed,
    )
    member.full_clean()
    member.save()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)


def _born(age: int) -> date:
    """Half a year past the birthday, so that no demo account changes band soon."""
    today = timezone.localdate()
    return today - timedelta(days=age * 365 + age // 4 + 182)


def _give_roles(member: Member, person: Person, everybody: dict[str, Member]) -> None:
    for role in person.roles:
        grant_role(member, RoleName(role), by=everybody["Olu"])
    if person.cleared:
        grant_clearance(
            member,
            kind="Background check for work with young people",
            checked_by=everybody["Olu"],
            expires_on=timezone.localdate() + timedelta(days=365),
        )
