"""What each rule asks of a person and a thing; `policy.RULES` says where each of them holds."""

from __future__ import annotations

from collections.abc import Callable

from community.access.facts import Facts, Standing
from community.access.ground import (
    ADULTS,
    CASEWORK,
    MODERATING,
    NEAR_YOUTH,
    SUPERVISING,
    is_author,
    is_member_of_band,
    may_write,
    moderates,
    reaches,
)
from community.members.bands import Band

Rule = Callable[[Standing, Facts], bool]

AUTHOR_SEES = frozenset({"draft", "screening", "held", "returned_for_edit", "hidden", "removed"})
EDITABLE = frozenset({"draft", "published", "held", "returned_for_edit"})
WITHDRAWABLE = frozenset({"draft", "screening", "published", "held", "returned_for_edit"})
SESSION_OPEN = frozenset({"open", "live"})
EVERYBODY = frozenset(Band)


def see_content(who: Standing, what: Facts) -> bool:
    if not reaches(who, what):
        return False
    if what.state == "published":
        return True
    if is_author(who, what) and what.state in AUTHOR_SEES:
        return True
    return moderates(who, what)


def start(who: Standing, what: Facts) -> bool:
    return may_write(who, what) and not what.locked


def reply(who: Standing, what: Facts) -> bool:
    return may_write(who, what) and what.state == "published" and not what.locked


def edit(who: Standing, what: Facts) -> bool:
    return may_write(who, what) and is_author(who, what) and what.state in EDITABLE


def withdraw(who: Standing, what: Facts) -> bool:
    return reaches(who, what) and is_author(who, what) and what.state in WITHDRAWABLE


def flag(who: Standing, what: Facts) -> bool:
    return see_content(who, what) and not is_author(who, what)


def react(who: Standing, what: Facts) -> bool:
    return flag(who, what) and what.state == "published" and not who.suspended


def moderate(who: Standing, what: Facts) -> bool:
    return moderates(who, what) and not is_author(who, what)


def casework(who: Standing, what: Facts) -> bool:
    return bool(who.roles & CASEWORK) and moderate(who, what)


def host(who: Standing, what: Facts) -> bool:
    if who.member_id not in what.hosts or "facilitator" not in who.roles:
        return False
    return who.active and not who.suspended and (who.cleared or not what.for_youth)


def runs_groups(who: Standing, what: Facts) -> bool:
    """A facilitator makes groups of adults; of young people, with a clearance alone."""
    if "facilitator" not in who.roles or not (who.active and not who.suspended):
        return False
    return who.cleared or not what.for_youth


def see_group(who: Standing, what: Facts) -> bool:
    return is_member_of_band(who, what) or host(who, what) or moderates(who, what)


def enrol(who: Standing, what: Facts) -> bool:
    return (
        is_member_of_band(who, what)
        and not who.suspended
        and not what.locked
        and who.member_id not in what.joined | what.hosts | what.kept_out
    )


def see_line(who: Standing, what: Facts) -> bool:
    """What was said in a room is for those who are in the group, and for the team."""
    if not see_content(who, what):
        return False
    inside = who.member_id in what.joined | what.hosts
    return inside or is_author(who, what) or moderates(who, what)


def flag_line(who: Standing, what: Facts) -> bool:
    return see_line(who, what) and not is_author(who, what)


def see_conduct(who: Standing, what: Facts) -> bool:
    """How a call went is said by those who are in the group, and looked into by the team."""
    inside = who.member_id in what.joined | what.hosts
    return see_group(who, what) and (inside or moderates(who, what))


def flag_conduct(who: Standing, what: Facts) -> bool:
    return see_conduct(who, what) and not is_author(who, what)


def join(who: Standing, what: Facts) -> bool:
    if what.state not in SESSION_OPEN:
        return False
    if host(who, what):
        return True
    return (
        is_member_of_band(who, what)
        and not who.suspended
        and who.member_id in what.joined
        and who.member_id in what.accepted
    )


def chat(who: Standing, what: Facts) -> bool:
    return join(who, what) and what.place not in who.muted_in


def see_resource(who: Standing, what: Facts) -> bool:
    if what.state != "published":
        return who.active and "editor" in who.roles
    if what.bands >= EVERYBODY:
        return True
    return is_member_of_band(who, what) or (who.active and "editor" in who.roles)


def edit_page(who: Standing, what: Facts) -> bool:
    return who.active and not who.suspended and "editor" in who.roles


def see_member(who: Standing, what: Facts) -> bool:
    return reaches(who, what) and (what.state == "published" or moderates(who, what))


def flag_member(who: Standing, what: Facts) -> bool:
    return see_member(who, what) and not is_author(who, what)


def see_proposal(who: Standing, what: Facts) -> bool:
    """Not for the member whom it is about."""
    return moderates(who, what) and who.member_id not in what.hosts


def cosign(who: Standing, what: Facts) -> bool:
    return see_proposal(who, what) and not is_author(who, what)


def leads(who: Standing, what: Facts) -> bool:
    return moderates(who, what) and bool(who.roles & CASEWORK)


def own_wellbeing(who: Standing, what: Facts) -> bool:
    """What the work does to a moderator is theirs, also while their account takes a break."""
    moderates = is_member_of_band(who, what) and bool(who.roles & MODERATING)
    return moderates and is_author(who, what)


def see_wellbeing(who: Standing, what: Facts) -> bool:
    """A supervisor sees how heavy somebody's load is; what exactly is for the page to keep."""
    supervises = not who.suspended and bool(who.roles & SUPERVISING)
    return (is_member_of_band(who, what) and supervises) or own_wellbeing(who, what)


def see_check_in(who: Standing, what: Facts) -> bool:
    """How somebody feels is told to nobody else: no facilitator, no moderator, no operator."""
    return is_member_of_band(who, what) and is_author(who, what)


def looks_after_data(who: Standing, what: Facts) -> bool:
    """Whoever leads on safeguarding answers what others ask about their data; never their own."""
    return bool(who.roles & SUPERVISING) and moderate(who, what)


def gets_through(who: Standing, what: Facts) -> bool:
    """Nobody keeps away those who look after the place."""
    return moderates(who, what) or (reaches(who, what) and who.member_id not in what.kept_out)


def lets_in(who: Standing, what: Facts) -> bool:
    """Into somebody's letterbox: there nobody has work to do."""
    return reaches(who, what) and who.member_id not in what.kept_out


def between_adults(who: Standing, what: Facts) -> bool:
    """Private messages exist for nobody else."""
    return what.bands == ADULTS and is_member_of_band(who, what)


def write_to(who: Standing, what: Facts) -> bool:
    """Both want private messages; an open box alone is no invitation to somebody without one."""
    fit = between_adults(who, what) and may_write(who, what) and not is_author(who, what)
    return fit and what.state == "open" and who.member_id in what.joined


def own_letterbox(who: Standing, what: Facts) -> bool:
    return between_adults(who, what) and is_author(who, what)


def see_correspondence(who: Standing, what: Facts) -> bool:
    """Who said no to a request has put it away; who asked cannot tell."""
    if not (between_adults(who, what) and who.member_id in what.joined):
        return False
    return what.state != "declined" or is_author(who, what)


def reply_privately(who: Standing, what: Facts) -> bool:
    fit = see_correspondence(who, what) and may_write(who, what)
    return fit and what.state == "accepted"


def answer_request(who: Standing, what: Facts) -> bool:
    return see_correspondence(who, what) and what.state == "asked" and not is_author(who, what)


def see_message(who: Standing, what: Facts) -> bool:
    """The two, and nobody of the team: what is before moderators they see in its reviewable."""
    if not between_adults(who, what):
        return False
    if is_author(who, what):
        return what.state == "published" or what.state in AUTHOR_SEES
    return who.member_id in what.joined and what.state == "published"


def withdraw_message(who: Standing, what: Facts) -> bool:
    return between_adults(who, what) and withdraw(who, what)


def flag_message(who: Standing, what: Facts) -> bool:
    return see_message(who, what) and not is_author(who, what)


def mentors(who: Standing, what: Facts) -> bool:
    """An adult who is a peer mentor looks after adults who came for the same; after young people,
    with a clearance.
    """
    if who.audience not in what.audiences:
        return False
    fit = "mentor" in who.roles and who.member_id in what.hosts and not is_author(who, what)
    standing = who.active and not who.suspended and what.state == "standing"
    return fit and standing and (who.cleared or not what.for_youth)


def looked_after(who: Standing, what: Facts) -> bool:
    own = is_member_of_band(who, what) and is_author(who, what)
    return own and what.state == "standing"


def pairs(who: Standing, what: Facts) -> bool:
    """Whoever leads says who looks after whom; never for themselves, at either end."""
    return leads(who, what) and not is_author(who, what) and who.member_id not in what.hosts


def see_pairing(who: Standing, what: Facts) -> bool:
    return looked_after(who, what) or mentors(who, what) or pairs(who, what)


def own_application(who: Standing, what: Facts) -> bool:
    return what.bands == ADULTS and is_member_of_band(who, what) and is_author(who, what)


def apply(who: Standing, what: Facts) -> bool:
    return own_application(who, what) and not who.suspended


def see_application(who: Standing, what: Facts) -> bool:
    return own_application(who, what) or casework(who, what)


def supervise(who: Standing, what: Facts) -> bool:
    """What is said of a mentor in supervision is for their supervisor (`hosts`) and for whoever
    leads on safeguarding; not for the mentor.
    """
    if is_author(who, what):
        return False
    if moderates(who, what) and who.roles & SUPERVISING:
        return True
    fit = who.member_id in what.hosts and bool(who.roles & NEAR_YOUTH)
    return fit and who.active and not who.suspended and (who.cleared or not what.for_youth)


def operates(who: Standing, what: Facts) -> bool:
    """Whoever keeps the machines sees how they fare; of people there is nothing in that."""
    adult = what.bands == ADULTS and is_member_of_band(who, what)
    return adult and not who.suspended and "operator" in who.roles
