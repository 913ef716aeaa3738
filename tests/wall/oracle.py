"""Who may meet what, in words of its own: from what the product promises, never from the code that
is judged. Nothing here asks `community.access`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

YOUNGER, OLDER, ADULT = "13-15", "16-17", "adult"
# Adults who came because somebody close to them lives with pain: apart like a band of their own.
CARERS = "carers"
BANDS = (YOUNGER, OLDER, ADULT)
SIDES = (*BANDS, CARERS)
ADULTS = frozenset({ADULT, CARERS})
YOUTH = frozenset({YOUNGER, OLDER})
EVERYBODY = frozenset(BANDS)
NEAR_YOUTH = frozenset({"mentor", "facilitator", "moderator", "crisis_lead", "safeguarding_lead"})
MODERATORS = frozenset({"moderator", "crisis_lead", "safeguarding_lead"})
LEADS = frozenset({"crisis_lead", "safeguarding_lead"})
DOORS_OPEN = frozenset({"open", "live"})


@dataclass(frozen=True)
class Who:
    """A person as they were made. `roles` and `cleared` hold today: what ran out is not here.

    active: not banned. frozen: consent was taken back, or a birthday's guide is not done; such an
    account reaches what a visitor does, and its own.
    """

    name: str
    pk: int = 0
    band: str = ""
    roles: frozenset[str] = frozenset()
    cleared: bool = False
    active: bool = True
    frozen: bool = False
    suspended: bool = False
    is_staff: bool = False
    was: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def takes_part(self) -> bool:
        return self.active and not self.frozen and bool(self.band)

    @property
    def works(self) -> frozenset[str]:
        """Only adults work here, whatever a row may say."""
        return self.roles if self.takes_part and self.band in ADULTS else frozenset()

    @property
    def age(self) -> str:
        """Their age band: what there is for all adults alike is for carers too."""
        return ADULT if self.band == CARERS else self.band

    def reaches(self, band: str) -> bool:
        if not self.takes_part:
            return False
        team = bool(self.works & NEAR_YOUTH)
        return band == self.band or (team and (band in ADULTS or self.cleared))

    def moderates(self, band: str) -> bool:
        fit = bool(self.works & MODERATORS) and not self.suspended
        return fit and (band in ADULTS or self.cleared)

    def leads(self, band: str) -> bool:
        return self.moderates(band) and bool(self.works & LEADS)

    def hosts(self, band: str, hosts: frozenset[int]) -> bool:
        fit = "facilitator" in self.works and not self.suspended and self.pk in hosts
        return fit and (band in ADULTS or self.cleared)

    def edits(self) -> bool:
        return "editor" in self.works


NOBODY = Who("nobody")


@dataclass(frozen=True)
class Mark:
    """A word that stands in one thing and nowhere else, and who may ever read it.

    audience: `band` (all who reach one of the bands), `moderators`, `leads`, `hosts` (of `owners`),
    `supervision` (safeguarding leads, and the supervisors in `hosts`), `reader` (of a page of those
    bands), `own` (the owners alone). Owners read what is theirs.
    """

    word: str
    what: str
    bands: frozenset[str]
    audience: str = "band"
    owners: frozenset[int] = field(default_factory=frozenset)
    hosts: frozenset[int] = field(default_factory=frozenset)
    about: int = 0

    def may_read(self, who: Who) -> bool:
        if who.pk in self.owners and who.active:
            return True
        match self.audience:
            case "band":
                return any(who.reaches(band) for band in self.bands)
            case "moderators":
                return any(who.moderates(band) for band in self.bands) and who.pk != self.about
            case "leads":
                return any(who.leads(band) for band in self.bands) and who.pk != self.about
            case "hosts":
                return any(who.hosts(band, self.hosts) for band in self.bands)
            case "supervision":
                return any(may_supervise(who, band, self.hosts, self.about) for band in self.bands)
            case "reader":
                # Whoever has the page editor has its pages before them.
                if self.bands == EVERYBODY or who.edits() or who.is_staff:
                    return True
                return who.takes_part and who.age in self.bands
        return False


def may_see_group(who: Who, band: str, hosts: frozenset[int]) -> bool:
    """Members of the band, those who run it, and those who moderate there."""
    own = who.takes_part and who.band == band
    return own or who.hosts(band, hosts) or who.moderates(band)


def may_run_groups(who: Who, band: str) -> bool:
    """Who may make a group for that band from a template."""
    fit = "facilitator" in who.works and not who.suspended
    return fit and (band == ADULT or who.cleared)


def may_join(
    who: Who,
    band: str,
    state: str,
    *,
    hosts: frozenset[int],
    joined: frozenset[int],
    agreed: frozenset[int],
    removed: frozenset[int],
) -> bool:
    """Into the room: an open door, the own band, a place in the group and the agreement; or one of
    its facilitators, cleared where youth are.
    """
    if state not in DOORS_OPEN or who.pk in removed:
        return False
    member = who.takes_part and who.band == band and not who.suspended
    return who.hosts(band, hosts) or (member and who.pk in joined & agreed)


def may_meet(who: Who, other: Who) -> bool:
    """Whose profile is there for whom: one's own band; youth and those cleared to be near them.

    That of a frozen account is there for its moderators alone.
    """
    if not other.active or not who.takes_part:
        return False
    if other.frozen:
        return who.moderates(other.was or other.band)
    if who.band == other.band:
        return True
    if who.band in ADULTS:
        team = other.band in ADULTS and bool(other.works & NEAR_YOUTH)
        return team or who.reaches(other.band)
    return other.cleared and bool(other.works & NEAR_YOUTH)


def may_mentor(who: Who, band: str) -> bool:
    """A peer mentor, an adult who came for the same; of young people, cleared."""
    fit = "mentor" in who.works and not who.suspended
    return fit and (band == who.band or (band in YOUTH and who.cleared and who.band == ADULT))


def may_see_pairing(who: Who, band: str, member: int, mentor: int) -> bool:
    """The two, and those who lead there; who may look after somebody today, not yesterday."""
    if who.pk == member:
        return who.takes_part and who.band == band
    if who.pk == mentor:
        return may_mentor(who, band)
    return who.leads(band)


def may_weigh(who: Who, about: int) -> bool:
    """Who decides about somebody as a mentor."""
    return who.leads(ADULT) and who.pk != about


def may_supervise(who: Who, band: str, supervisors: frozenset[int], about: int) -> bool:
    """Who reads what was said in supervision."""
    if who.pk == about:
        return False
    if who.moderates(band) and "safeguarding_lead" in who.works:
        return True
    fit = who.pk in supervisors and bool(who.works & NEAR_YOUTH) and not who.suspended
    return fit and (band in ADULTS or who.cleared)
