"""May they?  The one place that answers, for pages, queries, sockets, search and join tokens.

The wall: content belongs to age bands. Members reach their own band and no other. Staff reach
youth content only with a fitting role *and* an unexpired clearance. Being an operator or a
superuser opens nothing of people's. Among adults, those who live with pain and those who are close
to somebody with pain (`Audience`) are apart in the same way; the team reaches both. A frozen
account (consent taken back, or a birthday whose guide is not done) reaches what a visitor does.
Whatever no rule allows is forbidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from community.access import rules
from community.access.facts import Kind, Thing, Verb, standing_of
from community.access.ground import moderates, reaches
from community.access.rules import Rule

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from community.members.models import Member

RULES: dict[tuple[Kind, Verb], Rule] = {
    (Kind.SPACE, Verb.SEE): reaches,
    (Kind.SPACE, Verb.START): rules.start,
    (Kind.THREAD, Verb.SEE): rules.see_content,
    (Kind.THREAD, Verb.REPLY): rules.reply,
    (Kind.THREAD, Verb.SUGGEST): rules.reply,
    (Kind.THREAD, Verb.FLAG): rules.flag,
    (Kind.THREAD, Verb.MODERATE): rules.moderate,
    (Kind.POST, Verb.SEE): rules.see_content,
    (Kind.POST, Verb.EDIT): rules.edit,
    (Kind.POST, Verb.WITHDRAW): rules.withdraw,
    (Kind.POST, Verb.FLAG): rules.flag,
    (Kind.POST, Verb.REACT): rules.react,
    (Kind.POST, Verb.MODERATE): rules.moderate,
    (Kind.PROPOSAL, Verb.SEE): rules.see_proposal,
    (Kind.PROPOSAL, Verb.COSIGN): rules.cosign,
    (Kind.ROTA, Verb.SEE): moderates,
    (Kind.ROTA, Verb.EDIT): rules.leads,
    (Kind.GROUP, Verb.SEE): rules.see_group,
    (Kind.GROUP, Verb.ENROL): rules.enrol,
    (Kind.GROUP, Verb.HOST): rules.host,
    (Kind.GROUP_TEMPLATE, Verb.SEE): rules.runs_groups,
    (Kind.GROUP_TEMPLATE, Verb.START): rules.runs_groups,
    (Kind.SESSION, Verb.SEE): rules.see_group,
    (Kind.SESSION, Verb.JOIN): rules.join,
    (Kind.SESSION, Verb.HOST): rules.host,
    (Kind.SESSION_NOTE, Verb.SEE): rules.host,
    (Kind.CHECK_IN, Verb.SEE): rules.see_check_in,
    (Kind.ROOM, Verb.JOIN): rules.join,
    (Kind.ROOM, Verb.CHAT): rules.chat,
    (Kind.ROOM, Verb.HOST): rules.host,
    (Kind.ROOM, Verb.MODERATE): rules.moderate,
    (Kind.CHAT_LINE, Verb.SEE): rules.see_line,
    (Kind.CHAT_LINE, Verb.FLAG): rules.flag_line,
    (Kind.CHAT_LINE, Verb.MODERATE): rules.moderate,
    (Kind.CONDUCT, Verb.SEE): rules.see_conduct,
    (Kind.CONDUCT, Verb.FLAG): rules.flag_conduct,
    (Kind.CONDUCT, Verb.MODERATE): rules.moderate,
    (Kind.REVIEWABLE, Verb.SEE): rules.moderate,
    (Kind.REVIEWABLE, Verb.MODERATE): rules.moderate,
    (Kind.CRISIS_CASE, Verb.SEE): rules.casework,
    (Kind.CRISIS_CASE, Verb.MODERATE): rules.casework,
    (Kind.RESOURCE, Verb.SEE): rules.see_resource,
    (Kind.RESOURCE, Verb.EDIT_PAGE): rules.edit_page,
    (Kind.MEMBER, Verb.SEE): rules.see_member,
    (Kind.MEMBER, Verb.FLAG): rules.flag_member,
    (Kind.MEMBER, Verb.MODERATE): rules.moderate,
    (Kind.DATA, Verb.SEE): rules.looks_after_data,
    (Kind.DATA, Verb.EDIT): rules.looks_after_data,
    (Kind.ATTENTION, Verb.SEE): rules.gets_through,
    (Kind.ATTENTION, Verb.MENTION): rules.gets_through,
    (Kind.ATTENTION, Verb.WRITE): rules.lets_in,
    (Kind.LETTERBOX, Verb.WRITE): rules.write_to,
    (Kind.LETTERBOX, Verb.EDIT): rules.own_letterbox,
    (Kind.CORRESPONDENCE, Verb.SEE): rules.see_correspondence,
    (Kind.CORRESPONDENCE, Verb.REPLY): rules.reply_privately,
    (Kind.CORRESPONDENCE, Verb.ANSWER): rules.answer_request,
    (Kind.MESSAGE, Verb.SEE): rules.see_message,
    (Kind.MESSAGE, Verb.FLAG): rules.flag_message,
    (Kind.MESSAGE, Verb.WITHDRAW): rules.withdraw_message,
    (Kind.MESSAGE, Verb.MODERATE): rules.moderate,
    (Kind.PAIRING, Verb.SEE): rules.see_pairing,
    (Kind.PAIRING, Verb.HOST): rules.mentors,
    (Kind.PAIRING, Verb.WITHDRAW): rules.looked_after,
    (Kind.PAIRING, Verb.MODERATE): rules.pairs,
    (Kind.MENTOR_APPLICATION, Verb.SEE): rules.see_application,
    (Kind.MENTOR_APPLICATION, Verb.START): rules.apply,
    (Kind.MENTOR_APPLICATION, Verb.WITHDRAW): rules.own_application,
    (Kind.MENTOR_APPLICATION, Verb.MODERATE): rules.casework,
    (Kind.SUPERVISION, Verb.SEE): rules.supervise,
    (Kind.SUPERVISION, Verb.WRITE): rules.supervise,
    (Kind.CALLS, Verb.SEE): rules.operates,
    (Kind.CALLS, Verb.EDIT): rules.operates,
    (Kind.WELLBEING, Verb.SEE): rules.see_wellbeing,
    (Kind.WELLBEING, Verb.EDIT): rules.own_wellbeing,
}


def can(member: Member | AnonymousUser, verb: Verb, thing: Thing) -> bool:
    """Whether the member may do that to the thing, now.

    Costs at most two queries a member and request (roles, clearance), none for the thing.
    """
    facts = thing.access_facts()
    rule = RULES.get((facts.kind, verb))
    return rule is not None and rule(standing_of(member), facts)
