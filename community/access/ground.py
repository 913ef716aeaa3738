"""What the rules of the policy are made of: roles, and whether somebody belongs somewhere."""

from __future__ import annotations

from community.access.facts import Facts, Standing
from community.members.bands import Band

MODERATING = frozenset({"moderator", "crisis_lead", "safeguarding_lead"})
CASEWORK = frozenset({"crisis_lead", "safeguarding_lead"})
SUPERVISING = frozenset({"safeguarding_lead"})
NEAR_YOUTH = MODERATING | {"mentor", "facilitator"}
ADULTS = frozenset({Band.ADULT})


def is_member_of_band(who: Standing, what: Facts) -> bool:
    return who.active and who.band in what.bands and who.audience in what.audiences


def works_with_adults(who: Standing, what: Facts) -> bool:
    """The team is there for adults of both audiences."""
    return who.active and Band.ADULT in what.bands and bool(who.roles & NEAR_YOUTH)


def has_cleared_role(who: Standing, roles: frozenset[str]) -> bool:
    return who.active and who.cleared and bool(who.roles & roles)


def reaches(who: Standing, what: Facts) -> bool:
    if is_member_of_band(who, what) or works_with_adults(who, what):
        return True
    return what.for_youth and has_cleared_role(who, NEAR_YOUTH)


def may_write(who: Standing, what: Facts) -> bool:
    return reaches(who, what) and not who.suspended and what.place not in who.muted_in


def moderates(who: Standing, what: Facts) -> bool:
    if not (who.active and not who.suspended and who.roles & MODERATING):
        return False
    return who.cleared if what.for_youth else True


def is_author(who: Standing, what: Facts) -> bool:
    return who.member_id is not None and who.member_id == what.author_id
