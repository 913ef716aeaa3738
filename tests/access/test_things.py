"""Every kind of thing that asks the policy, as the apps make it: in words that the table knows."""

from __future__ import annotations

import pytest
from django.apps import apps

from community.access import Facts, Kind, Verb
from community.access.policy import RULES
from community.members.bands import Band
from community.members.models import Member, ProfileState
from forums.states import State
from groups import states as group_states
from groups.models import Room
from groups.states import SessionState
from moderation.models import Reviewable
from tests.access.people import CONTENT_STATES, STATES, Thing, make, people
from tests.access.test_table import EXPECTED
from tests.factories import make_member
from tests.forums.conftest import make_reply, make_space, make_thread
from tests.forums.conftest import screening as screening
from tests.groups.makers import make_group, make_session, put_in


def test_the_table_and_the_policy_know_the_same_pairs_and_no_other() -> None:
    assert set(EXPECTED) == set(RULES)
    assert {kind for kind, _ in RULES} == set(Kind)


def test_every_verb_is_somebodys_right_and_every_line_is_used() -> None:
    used = {
        pair
        for pair in EXPECTED
        for who in people()
        for what in _of(pair)
        if any(all(holds(who, what) for holds in way) for way in EXPECTED[pair])
    }
    assert used == set(EXPECTED)
    assert {verb for _, verb in used} == set(Verb)


def _of(pair: tuple[Kind, Verb]) -> list[Thing]:
    kind, _ = pair
    states = STATES.get(kind, CONTENT_STATES)
    return [
        make(kind, frozenset({Band.ADULT}), state=state, relation=relation)
        for state in ("published", *states)
        for relation in ("stranger", "author", "joined", "accepted", "host")
    ]


def test_the_states_of_posts_and_sessions_are_those_of_the_table() -> None:
    assert set(State.values) == set(CONTENT_STATES)
    assert set(SessionState.values) == set(STATES[Kind.SESSION]) == set(STATES[Kind.ROOM])
    assert set(ProfileState.values) <= set(CONTENT_STATES)
    lines = {str(value) for value in group_states.LineState.values}
    assert lines <= set(CONTENT_STATES)


def test_every_model_that_asks_the_policy_is_tried_here() -> None:
    asking = {model for model in apps.get_models() if "access_facts" in vars(model)}
    assert {model.__name__ for model in asking} == {
        "Member",
        "Space",
        "Thread",
        "Post",
        "Group",
        "GroupTemplate",
        "SessionNote",
        "CheckIn",
        "Session",
        "ChatLine",
        "Conduct",
        "Reviewable",
        "CrisisCase",
        "Alarm",
        "Proposal",
        "SecondLook",
        "Resource",
        "Wellbeing",
        "DataRequest",
        "Asking",
        "Correspondence",
        "Message",
        "Pairing",
        "Application",
        "SupervisionNote",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("band", list(Band))
def test_what_is_made_in_a_band_belongs_to_that_band(band: Band) -> None:
    space = make_space("talk", band)
    author = make_member(band=band)
    thread = make_thread(space, author=author)
    post = make_reply(thread, author=author)
    group = make_group(band)
    reader = put_in(group, make_member(band=band))
    session = make_session(group)
    for thing, kind in {
        space: Kind.SPACE,
        thread: Kind.THREAD,
        post: Kind.POST,
        group: Kind.GROUP,
        session: Kind.SESSION,
        Room(session): Kind.ROOM,
        reader: Kind.MEMBER,
    }.items():
        facts = thing.access_facts()
        assert isinstance(facts, Facts)
        assert (facts.kind, facts.bands) == (kind, frozenset({band})), thing
    assert thread.access_facts().author_id == post.access_facts().author_id == author.pk
    for place in (session, Room(session)):
        facts = place.access_facts()
        assert facts.joined >= {reader.pk}
        assert facts.accepted >= {reader.pk}
        assert facts.hosts and reader.pk not in facts.hosts


@pytest.mark.django_db
def test_youth_meet_those_who_are_cleared_and_near_them_and_nobody_else() -> None:
    def met(*roles: str, cleared: bool = True) -> bool:
        member = make_member(roles=roles, cleared=cleared)
        return Band.YOUNGER in Member.objects.get(pk=member.pk).access_facts().bands

    assert met("facilitator")
    assert met("moderator")
    assert not met("facilitator", cleared=False)
    assert not met("researcher")
    assert not met("operator")
    assert not met()


def test_reviewables_carry_the_band_they_were_made_with() -> None:
    assert Reviewable(band=Band.YOUNGER, author_id=7).access_facts() == Facts(
        Kind.REVIEWABLE, frozenset({Band.YOUNGER}), author_id=7
    )
