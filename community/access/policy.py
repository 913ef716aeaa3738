"""May they?  The one place that answers, for pages, queries, sockets, search and join tokens.

The wall: content belongs to age bands. Members reach their own band and no other. Staff reach
youth content only with a fitting role *and* an unexpired clearance. Being an operator or a
superuser opens nothing of people's. Among adults, those who live with pain and those who are close
to somebody with pain (`Audience`) are apart in the same way; the team reaches both. A frozen
account (consent taken back, or a birthday whose guide is not done) reaches what a visitor does.
Whatever no rule allows is forbidden.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from community.access.facts import Facts, Kind, Standing, Thing, Verb, standing_of
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

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from community.members.models import Member

Rule = Callable[[Standing, Facts], bool]

AUTHOR_SEES = frozenset({"draft", "screening", "held", "returned_for_edit", "hidden", "removed"})
EDITABLE = frozenset({"draft", "published", "held", "returned_for_edit"})
WITHDRAWABLE = frozenset({"draft", "screening", "published", "held", "returned_for_edit"})
SESSION_OPEN = frozenset({"open", "live"})
EVERYBODY = frozenset(Band)


def _see_content(who: Standing, what: Facts) -> bool:
    if not reaches(who, what):
        return False
    if what.state == "published":
        return True
    if is_author(who, what) and what.state in AUTHOR_SEES:
        return True
    return moderates(who, what)


def _start(who: Standing, what: Facts) -> bool:
    return may_write(who, what) and not what.locked


def _reply(who: Standing, what: Facts) -> bool:
    return may_write(who, what) and what.state == "published" and not what.locked


def _edit(who: Standing, what: Facts) -> bool:
    return may_write(who, what) and is_author(who, what) and what.state in EDITABLE


def _withdraw(who: Standing, what: Facts) -> bool:
    return reaches(who, what) and is_author(who, what) and what.state in WITHDRAWABLE


def _flag(who: Standing, what: Facts) -> bool:
    return _see_content(who, what) and not is_author(who, what)


def _react(who: Standing, what: Facts) -> bool:
    return _flag(who, what) and what.state == "published" and not who.suspended


def _moderate(who: Standing, what: Facts) -> bool:
    return moderates(who, what) and not is_author(who, what)


def _casework(who: Standing, what: Facts) -> bool:
    return bool(who.roles & CASEWORK) and _moderate(who, what)


def _host(who: Standing, what: Facts) -> bool:
    if who.member_id not in what.hosts or "facilitator" not in who.roles:
        return False
    return who.active and not who.suspended and (who.cleared or not what.for_youth)


def _runs_groups(who: Standing, what: Facts) -> bool:
    """A facilitator makes groups of adults; of young people, with a clearance alone."""
    if "facilitator" not in who.roles or not (who.active and not who.suspended):
        return False
    return who.cleared or not what.for_youth


def _see_group(who: Standing, what: Facts) -> bool:
    return is_member_of_band(who, what) or _host(who, what) or moderates(who, what)


def _enrol(who: Standing, what: Facts) -> bool:
    return (
        is_member_of_band(who, what)
        and not who.suspended
        and not what.locked
        and who.member_id not in what.joined | what.hosts | what.kept_out
    )


def _see_line(who: Standing, what: Facts) -> bool:
    """What was said in a room is for those who are in the group, and for the team."""
    if not _see_content(who, what):
        return False
    inside = who.member_id in what.joined | what.hosts
    return inside or is_author(who, what) or moderates(who, what)


def _flag_line(who: Standing, what: Facts) -> bool:
    return _see_line(who, what) and not is_author(who, what)


def _see_conduct(who: Standing, what: Facts) -> bool:
    """How a call went is said by those who are in the group, and looked into by the team."""
    inside = who.member_id in what.joined | what.hosts
    return _see_group(who, what) and (inside or moderates(who, what))


def _flag_conduct(who: Standing, what: Facts) -> bool:
    return _see_conduct(who, what) and not is_author(who, what)


def _join(who: Standing, what: Facts) -> bool:
    if what.state not in SESSION_OPEN:
        return False
    if _host(who, what):
        return True
    return (
        is_member_of_band(who, what)
        and not who.suspended
        and who.member_id in what.joined
        and who.member_id in what.accepted
    )


def _chat(who: Standing, what: Facts) -> bool:
    return _join(who, what) and what.place not in who.muted_in


def _see_resource(who: Standing, what: Facts) -> bool:
    if what.state != "published":
        return who.active and "editor" in who.roles
    if what.bands >= EVERYBODY:
        return True
    return is_member_of_band(who, what) or (who.active and "editor" in who.roles)


def _edit_page(who: Standing, what: Facts) -> bool:
    return who.active and not who.suspended and "editor" in who.roles


def _see_member(who: Standing, what: Facts) -> bool:
    return reaches(who, what) and (what.state == "published" or moderates(who, what))


def _flag_member(who: Standing, what: Facts) -> bool:
    return _see_member(who, what) and not is_author(who, what)


def _see_proposal(who: Standing, what: Facts) -> bool:
    """Not for the member whom it is about."""
    return moderates(who, what) and who.member_id not in what.hosts


def _cosign(who: Standing, what: Facts) -> bool:
    return _see_proposal(who, what) and not is_author(who, what)


def _leads(who: Standing, what: Facts) -> bool:
    return moderates(who, what) and bool(who.roles & CASEWORK)


def _own_wellbeing(who: Standing, what: Facts) -> bool:
    """What the work does to a moderator is theirs, also while their account takes a break."""
    moderates = is_member_of_band(who, what) and bool(who.roles & MODERATING)
    return moderates and is_author(who, what)


def _see_wellbeing(who: Standing, what: Facts) -> bool:
    """A supervisor sees how heavy somebody's load is; what exactly is for the page to keep."""
    supervises = not who.suspended and bool(who.roles & SUPERVISING)
    return (is_member_of_band(who, what) and supervises) or _own_wellbeing(who, what)


def _see_check_in(who: Standing, what: Facts) -> bool:
    """How somebody feels is told to nobody else: no facilitator, no moderator, no operator."""
    return is_member_of_band(who, what) and is_author(who, what)


def _looks_after_data(who: Standing, what: Facts) -> bool:
    """Whoever leads on safeguarding answers what others ask about their data; never their own."""
    return bool(who.roles & SUPERVISING) and _moderate(who, what)


def _gets_through(who: Standing, what: Facts) -> bool:
    """Nobody keeps away those who look after the place."""
    return moderates(who, what) or (reaches(who, what) and who.member_id not in what.kept_out)


def _lets_in(who: Standing, what: Facts) -> bool:
    """Into somebody's letterbox: there nobody has work to do."""
    return reaches(who, what) and who.member_id not in what.kept_out


def _between_adults(who: Standing, what: Facts) -> bool:
    """Private messages exist for nobody else."""
    return what.bands == ADULTS and is_member_of_band(who, what)


def _write_to(who: Standing, what: Facts) -> bool:
    """Both want private messages; an open box alone is no invitation to somebody without one."""
    fit = _between_adults(who, what) and may_write(who, what) and not is_author(who, what)
    return fit and what.state == "open" and who.member_id in what.joined


def _own_letterbox(who: Standing, what: Facts) -> bool:
    return _between_adults(who, what) and is_author(who, what)


def _see_correspondence(who: Standing, what: Facts) -> bool:
    """Who said no to a request has put it away; who asked cannot tell."""
    if not (_between_adults(who, what) and who.member_id in what.joined):
        return False
    return what.state != "declined" or is_author(who, what)


def _reply_privately(who: Standing, what: Facts) -> bool:
    fit = _see_correspondence(who, what) and may_write(who, what)
    return fit and what.state == "accepted"


def _answer_request(who: Standing, what: Facts) -> bool:
    return _see_correspondence(who, what) and what.state == "asked" and not is_author(who, what)


def _see_message(who: Standing, what: Facts) -> bool:
    """The two, and nobody of the team: what is before moderators they see in its reviewable."""
    if not _between_adults(who, what):
        return False
    if is_author(who, what):
        return what.state == "published" or what.state in AUTHOR_SEES
    return who.member_id in what.joined and what.state == "published"


def _withdraw_message(who: Standing, what: Facts) -> bool:
    return _between_adults(who, what) and _withdraw(who, what)


def _flag_message(who: Standing, what: Facts) -> bool:
    return _see_message(who, what) and not is_author(who, what)


def _mentors(who: Standing, what: Facts) -> bool:
    """An adult who is a peer mentor looks after adults who came for the same; after young people,
    with a clearance.
    """
    if who.audience not in what.audiences:
        return False
    fit = "mentor" in who.roles and who.member_id in what.hosts and not is_author(who, what)
    standing = who.active and not who.suspended and what.state == "standing"
    return fit and standing and (who.cleared or not what.for_youth)


def _looked_after(who: Standing, what: Facts) -> bool:
    own = is_member_of_band(who, what) and is_author(who, what)
    return own and what.state == "standing"


def _pairs(who: Standing, what: Facts) -> bool:
    """Whoever leads says who looks after whom; never for themselves, at either end."""
    return _leads(who, what) and not is_author(who, what) and who.member_id not in what.hosts


def _see_pairing(who: Standing, what: Facts) -> bool:
    return _looked_after(who, what) or _mentors(who, what) or _pairs(who, what)


def _own_application(who: Standing, what: Facts) -> bool:
    return what.bands == ADULTS and is_member_of_band(who, what) and is_author(who, what)


def _apply(who: Standing, what: Facts) -> bool:
    return _own_application(who, what) and not who.suspended


def _see_application(who: Standing, what: Facts) -> bool:
    return _own_application(who, what) or _casework(who, what)


def _supervise(who: Standing, what: Facts) -> bool:
    """What is said of a mentor in supervision is for their supervisor (`hosts`) and for whoever
    leads on safeguarding; not for the mentor.
    """
    if is_author(who, what):
        return False
    if moderates(who, what) and who.roles & SUPERVISING:
        return True
    fit = who.member_id in what.hosts and bool(who.roles & NEAR_YOUTH)
    return fit and who.active and not who.suspended and (who.cleared or not what.for_youth)


def _operates(who: Standing, what: Facts) -> bool:
    """Whoever keeps the machines sees how they fare; of people there is nothing in that."""
    adult = what.bands == ADULTS and is_member_of_band(who, what)
    return adult and not who.suspended and "operator" in who.roles


RULES: dict[tuple[Kind, Verb], Rule] = {
    (Kind.SPACE, Verb.SEE): reaches,
    (Kind.SPACE, Verb.START): _start,
    (Kind.THREAD, Verb.SEE): _see_content,
    (Kind.THREAD, Verb.REPLY): _reply,
    (Kind.THREAD, Verb.SUGGEST): _reply,
    (Kind.THREAD, Verb.FLAG): _flag,
    (Kind.THREAD, Verb.MODERATE): _moderate,
    (Kind.POST, Verb.SEE): _see_content,
    (Kind.POST, Verb.EDIT): _edit,
    (Kind.POST, Verb.WITHDRAW): _withdraw,
    (Kind.POST, Verb.FLAG): _flag,
    (Kind.POST, Verb.REACT): _react,
    (Kind.POST, Verb.MODERATE): _moderate,
    (Kind.PROPOSAL, Verb.SEE): _see_proposal,
    (Kind.PROPOSAL, Verb.COSIGN): _cosign,
    (Kind.ROTA, Verb.SEE): moderates,
    (Kind.ROTA, Verb.EDIT): _leads,
    (Kind.GROUP, Verb.SEE): _see_group,
    (Kind.GROUP, Verb.ENROL): _enrol,
    (Kind.GROUP, Verb.HOST): _host,
    (Kind.GROUP_TEMPLATE, Verb.SEE): _runs_groups,
    (Kind.GROUP_TEMPLATE, Verb.START): _runs_groups,
    (Kind.SESSION, Verb.SEE): _see_group,
    (Kind.SESSION, Verb.JOIN): _join,
    (Kind.SESSION, Verb.HOST): _host,
    (Kind.SESSION_NOTE, Verb.SEE): _host,
    (Kind.CHECK_IN, Verb.SEE): _see_check_in,
    (Kind.ROOM, Verb.JOIN): _join,
    (Kind.ROOM, Verb.CHAT): _chat,
    (Kind.ROOM, Verb.HOST): _host,
    (Kind.ROOM, Verb.MODERATE): _moderate,
    (Kind.CHAT_LINE, Verb.SEE): _see_line,
    (Kind.CHAT_LINE, Verb.FLAG): _flag_line,
    (Kind.CHAT_LINE, Verb.MODERATE): _moderate,
    (Kind.CONDUCT, Verb.SEE): _see_conduct,
    (Kind.CONDUCT, Verb.FLAG): _flag_conduct,
    (Kind.CONDUCT, Verb.MODERATE): _moderate,
    (Kind.REVIEWABLE, Verb.SEE): _moderate,
    (Kind.REVIEWABLE, Verb.MODERATE): _moderate,
    (Kind.CRISIS_CASE, Verb.SEE): _casework,
    (Kind.CRISIS_CASE, Verb.MODERATE): _casework,
    (Kind.RESOURCE, Verb.SEE): _see_resource,
    (Kind.RESOURCE, Verb.EDIT_PAGE): _edit_page,
    (Kind.MEMBER, Verb.SEE): _see_member,
    (Kind.MEMBER, Verb.FLAG): _flag_member,
    (Kind.MEMBER, Verb.MODERATE): _moderate,
    (Kind.DATA, Verb.SEE): _looks_after_data,
    (Kind.DATA, Verb.EDIT): _looks_after_data,
    (Kind.ATTENTION, Verb.SEE): _gets_through,
    (Kind.ATTENTION, Verb.MENTION): _gets_through,
    (Kind.ATTENTION, Verb.WRITE): _lets_in,
    (Kind.LETTERBOX, Verb.WRITE): _write_to,
    (Kind.LETTERBOX, Verb.EDIT): _own_letterbox,
    (Kind.CORRESPONDENCE, Verb.SEE): _see_correspondence,
    (Kind.CORRESPONDENCE, Verb.REPLY): _reply_privately,
    (Kind.CORRESPONDENCE, Verb.ANSWER): _answer_request,
    (Kind.MESSAGE, Verb.SEE): _see_message,
    (Kind.MESSAGE, Verb.FLAG): _flag_message,
    (Kind.MESSAGE, Verb.WITHDRAW): _withdraw_message,
    (Kind.MESSAGE, Verb.MODERATE): _moderate,
    (Kind.PAIRING, Verb.SEE): _see_pairing,
    (Kind.PAIRING, Verb.HOST): _mentors,
    (Kind.PAIRING, Verb.WITHDRAW): _looked_after,
    (Kind.PAIRING, Verb.MODERATE): _pairs,
    (Kind.MENTOR_APPLICATION, Verb.SEE): _see_application,
    (Kind.MENTOR_APPLICATION, Verb.START): _apply,
    (Kind.MENTOR_APPLICATION, Verb.WITHDRAW): _own_application,
    (Kind.MENTOR_APPLICATION, Verb.MODERATE): _casework,
    (Kind.SUPERVISION, Verb.SEE): _supervise,
    (Kind.SUPERVISION, Verb.WRITE): _supervise,
    (Kind.CALLS, Verb.SEE): _operates,
    (Kind.CALLS, Verb.EDIT): _operates,
    (Kind.WELLBEING, Verb.SEE): _see_wellbeing,
    (Kind.WELLBEING, Verb.EDIT): _own_wellbeing,
}


def can(member: Member | AnonymousUser, verb: Verb, thing: Thing) -> bool:
    """Whether the member may do that to the thing, now.

    Costs at most two queries a member and request (roles, clearance), none for the thing.
    """
    facts = thing.access_facts()
    rule = RULES.get((facts.kind, verb))
    return rule is not None and rule(standing_of(member), facts)
