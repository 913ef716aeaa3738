"""People and things as the policy sees them, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from community.access import Facts, Kind
from community.members.bands import ALL_AUDIENCES, Audience, Band
from community.members.models import RoleName

ME = 7
SOMEBODY = 8
ROLES = tuple(str(name) for name in RoleName)
STATES = {
    Kind.SESSION: ("scheduled", "open", "live", "closed", "called_off"),
    Kind.ROOM: ("scheduled", "open", "live", "closed", "called_off"),
    Kind.RESOURCE: ("published", "draft"),
    Kind.MEMBER: ("published", "frozen"),
    Kind.LETTERBOX: ("open", "closed"),
    Kind.PAIRING: ("standing", "ended"),
    Kind.CORRESPONDENCE: ("asked", "accepted", "declined"),
}
CONTENT_STATES = (
    "draft",
    "screening",
    "published",
    "held",
    "returned_for_edit",
    "hidden",
    "removed",
    "withdrawn",
)
WITH_STATES = {Kind.THREAD, Kind.POST, Kind.CHAT_LINE, Kind.MESSAGE}
WITH_PLACES = {Kind.GROUP, Kind.SESSION, Kind.ROOM, Kind.SESSION_NOTE}
WITH_AUTHORS = {
    Kind.THREAD,
    Kind.POST,
    Kind.CHAT_LINE,
    Kind.CONDUCT,
    Kind.REVIEWABLE,
    Kind.CRISIS_CASE,
    Kind.MEMBER,
    Kind.CHECK_IN,
    Kind.MENTOR_APPLICATION,
}
APART = {
    *(Kind.SPACE, Kind.THREAD, Kind.POST, Kind.GROUP, Kind.SESSION, Kind.ROOM, Kind.CHAT_LINE),
    Kind.CONDUCT,
    *(Kind.MEMBER, Kind.LETTERBOX, Kind.CORRESPONDENCE, Kind.MESSAGE, Kind.PAIRING),
}
RELATIONS = ("stranger", "author", "joined", "accepted", "host", "kept out", "asker")


@dataclass(frozen=True)
class Person:
    """What `standing_of` reads from a member."""

    age_band: Band
    roles: frozenset[str] = frozenset()
    is_cleared: bool = False
    is_active: bool = True
    is_suspended: bool = False
    is_frozen: bool = False
    roles_rest: bool = False
    muted_in: frozenset[str] = frozenset()
    pk: int = ME
    is_authenticated: bool = True
    audience: Audience = Audience.MEMBERS

    @property
    def is_youth(self) -> bool:
        return self.age_band.is_youth

    def __str__(self) -> str:
        words = [self.age_band.label, *sorted(self.roles)]
        words += ["cleared"] * self.is_cleared + ["suspended"] * self.is_suspended
        words += ["frozen"] * self.is_frozen + ["carer"] * (self.audience == Audience.CARERS)
        return " ".join([*words, *["inactive"] * (not self.is_active)])


@dataclass(frozen=True)
class Thing:
    facts: Facts
    relation: str = "stranger"

    def access_facts(self) -> Facts:
        return self.facts


def people() -> Iterator[Person]:
    """Every role, and all at once, in every band, cleared or not, in every standing."""
    role_sets = [frozenset(), *(frozenset({role}) for role in ROLES), frozenset(ROLES)]
    standings = [
        (True, False, False),
        (True, True, False),
        (False, False, False),
        (True, False, True),
    ]
    for band, roles, cleared, standing in product(Band, role_sets, (False, True), standings):
        yield Person(band, roles, cleared, *standing)
        if band is Band.ADULT:
            yield Person(band, roles, cleared, *standing, audience=Audience.CARERS)


def things(kind: Kind) -> Iterator[Thing]:
    """Every band, state and relation to the person that this kind of thing knows."""
    states = CONTENT_STATES if kind in WITH_STATES else STATES.get(kind, ("published",))
    locked = (False, True) if kind in {Kind.SPACE, Kind.THREAD, Kind.GROUP} else (False,)
    for bands, state, shut, relation in product(_bands(kind), states, locked, _relations(kind)):
        for audiences in _audiences(kind, bands):
            yield make(
                kind, bands, state=state, locked=shut, relation=relation, audiences=audiences
            )


def make(
    kind: Kind,
    bands: frozenset[Band],
    *,
    state: str = "published",
    locked: bool = False,
    relation: str = "stranger",
    audiences: frozenset[Audience] = ALL_AUDIENCES,
) -> Thing:
    joined = frozenset({ME}) if relation in {"joined", "accepted", "asker"} else frozenset()
    facts = Facts(
        kind,
        bands,
        author_id=ME if relation in {"author", "asker"} else SOMEBODY,
        state=state,
        locked=locked,
        joined=joined,
        hosts=frozenset({ME}) if relation == "host" else frozenset({SOMEBODY}),
        accepted=joined if relation == "accepted" else frozenset(),
        kept_out=frozenset({ME}) if relation == "kept out" else frozenset(),
        audiences=audiences,
    )
    return Thing(facts, relation)


def _bands(kind: Kind) -> list[frozenset[Band]]:
    single = [frozenset({band}) for band in Band]
    return [*single, frozenset(Band)] if kind in {Kind.RESOURCE, Kind.MEMBER} else single


def _audiences(kind: Kind, bands: frozenset[Band]) -> list[frozenset[Audience]]:
    """Places of adults, and adults themselves, are for one of the two; the team is met by both."""
    if kind not in APART:
        return [ALL_AUDIENCES]
    one = [frozenset({Audience.MEMBERS})]
    if bands == {Band.ADULT}:
        one.append(frozenset({Audience.CARERS}))
    return [*one, ALL_AUDIENCES] if kind is Kind.MEMBER else one


def _relations(kind: Kind) -> tuple[str, ...]:
    if kind is Kind.GROUP:
        return ("stranger", "joined", "accepted", "host", "kept out")
    if kind in WITH_PLACES:
        return ("stranger", "joined", "accepted", "host")
    if kind in {Kind.PAIRING, Kind.SUPERVISION}:
        return ("stranger", "author", "host")
    if kind in {Kind.CHAT_LINE, Kind.CONDUCT}:
        return ("stranger", "author", "joined", "host")
    if kind in {Kind.LETTERBOX, Kind.CORRESPONDENCE, Kind.MESSAGE}:
        return ("stranger", "author", "joined", "asker")
    if kind is Kind.ATTENTION:
        return ("stranger", "kept out")
    return ("stranger", "author") if kind in WITH_AUTHORS else ("stranger",)
