"""Those who live with pain and those close to them: apart in every place, met by the team."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from community.access import Verb, can
from community.members.bands import Audience, Band
from community.members.models import Member
from community.members.queries import met_by, name_is_taken
from community.mentoring import actions as mentoring
from community.notices.models import Notice
from forums import queries as forum
from forums.models import Space
from forums.private import actions as private
from groups.models import Acceptance, agreement_in_force
from groups.queries import groups_near, my_groups
from tests.factories import make_member
from tests.forums.conftest import make_reply, make_thread
from tests.forums.conftest import screening as screening
from tests.groups.makers import make_group, make_session, put_in
from tests.mentoring.conftest import make_mentor
from tests.pages import names_in, words_of

pytestmark = pytest.mark.django_db
CARERS = Audience.CARERS


def make_carer(name: str = "", **extra) -> Member:
    return make_member(name, audience=CARERS, **extra)


def make_place(slug: str, audience: str = CARERS) -> Space:
    return Space.objects.create(slug=slug, name=slug.title(), band=Band.ADULT, audience=audience)


@pytest.fixture
def hugo(db) -> Member:
    return make_carer("Hugo")


@pytest.fixture
def rosa(db) -> Member:
    return make_member("Rosa")


@pytest.fixture
def both(hugo, rosa):
    """A conversation on each side."""
    theirs, ours = make_place("closeby"), make_place("pacing", Audience.MEMBERS)
    return (
        make_thread(theirs, "Asking less", "How do you ask, sleeping badly?", author=hugo),
        make_thread(ours, "Stairs", "One at a time, sleeping badly", author=rosa),
    )


def test_each_finds_their_own_spaces_and_no_other(client, both, hugo, rosa) -> None:
    for who, own, other in ((hugo, *both), (rosa, *reversed(both))):
        client.force_login(who)
        page = client.get("/conversations/")
        assert names_in(page, own.space.name, other.space.name) == [own.space.name]
        assert client.get(own.get_absolute_url()).status_code == 200
        assert client.get(other.get_absolute_url()).status_code == 404
        assert client.get(other.space.get_absolute_url()).status_code == 404
        assert client.get(other.posts.get().get_absolute_url()).status_code == 404


def test_nobody_writes_on_the_other_side(both, hugo, rosa) -> None:
    for who, other in ((hugo, both[1]), (rosa, both[0])):
        with pytest.raises(PermissionDenied):
            make_reply(other, author=who)
        with pytest.raises(PermissionDenied):
            make_thread(other.space, author=who)


def test_search_finds_only_ones_own_side(both, hugo, rosa) -> None:
    for who, own in ((hugo, both[0]), (rosa, both[1])):
        found = forum.find(who, "sleeping", 1).page.object_list
        assert [post.thread for post in found] == [own]


def test_a_mention_reaches_nobody_on_the_other_side(both, hugo, rosa) -> None:
    make_reply(both[0], "Thank you @Rosa and @Hugo", author=make_carer())
    assert [n.member for n in Notice.objects.filter(kind="mention")] == [hugo]


def test_profiles_are_there_for_ones_own_side_and_the_team_for_both(client, hugo, rosa) -> None:
    team = make_member("Bo", roles=("moderator",))
    client.force_login(hugo)
    for other, status in ((make_carer(), 200), (rosa, 404), (team, 200)):
        assert client.get(f"/people/{other.pk}/").status_code == status
        assert met_by(hugo).filter(pk=other.pk).exists() is (status == 200)
    client.force_login(team)
    for other in (hugo, rosa):
        assert client.get(f"/people/{other.pk}/").status_code == 200


def test_young_people_meet_no_carer(client, hugo) -> None:
    client.force_login(make_member(band=Band.OLDER))
    assert client.get(f"/people/{hugo.pk}/").status_code == 404


def test_a_group_of_carers_is_for_carers(client, hugo, rosa) -> None:
    theirs, ours = make_group(audience=CARERS), make_group()
    for who, own, other in ((hugo, theirs, ours), (rosa, ours, theirs)):
        assert {card.group for card in my_groups(who).others} == {own}
        assert set(groups_near(who)) == {own}
        assert can(who, Verb.ENROL, own)
        assert not can(who, Verb.ENROL, other)
        client.force_login(who)
        assert client.get(other.get_absolute_url()).status_code == 404
    put_in(theirs, hugo)
    # Rows that should not be open nothing.
    put_in(theirs, rosa, accepted=False)
    Acceptance.objects.create(member=rosa, agreement=agreement_in_force(theirs))
    session = make_session(theirs)
    assert can(hugo, Verb.JOIN, session)
    assert not can(rosa, Verb.JOIN, session)


def test_whoever_runs_a_group_of_carers_need_not_be_one() -> None:
    group = make_group(audience=CARERS)
    assert can(group.hosts.first().member, Verb.HOST, group)


def test_no_private_message_crosses(hugo, rosa) -> None:
    for one in (hugo, rosa):
        private.set_letterbox(one, is_open=True)
    for author, to in ((hugo, rosa), (rosa, hugo)):
        with pytest.raises(PermissionDenied):
            private.write(author, to, "Hello", uuid.uuid4())


def test_the_team_reads_and_moderates_both(both) -> None:
    moderator = make_member(roles=("moderator",))
    for thread in both:
        assert can(moderator, Verb.SEE, thread)
        assert can(moderator, Verb.MODERATE, thread)
    works = make_carer(roles=("moderator",))
    assert all(can(works, Verb.SEE, thread) for thread in both)
    assert {space.slug for space in forum.spaces_of(works)} == {"closeby", "pacing"}


@pytest.mark.parametrize("roles", [("coach",), ("editor",), ("operator",), ("researcher",)])
def test_a_role_that_is_not_near_people_opens_no_other_side(both, roles) -> None:
    assert not can(make_member(roles=roles), Verb.SEE, both[0])


def test_a_mentor_looks_after_those_who_came_for_the_same(hugo, rosa) -> None:
    noor = make_member(roles=("safeguarding_lead",), cleared=True)
    with_pain, carer = make_mentor(), make_mentor(audience=CARERS, cleared=True)
    for member, fits, other in ((rosa, with_pain, carer), (hugo, carer, with_pain)):
        with pytest.raises(ValidationError):
            mentoring.pair(noor, member, other)
        assert mentoring.pair(noor, member, fits).mentor == fits
    with pytest.raises(ValidationError):
        mentoring.pair(noor, make_member(band=Band.OLDER), carer)


def test_only_adults_are_carers_and_have_their_spaces(db) -> None:
    milo = make_member(band=Band.YOUNGER)
    space = Space.objects.create(slug="young", name="Young", band=Band.YOUNGER)
    for row in (milo, space, make_group(Band.YOUNGER)):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(audience=CARERS)


def test_a_name_in_use_on_the_other_side_is_free(hugo) -> None:
    assert not name_is_taken("Hugo", Band.ADULT)
    assert name_is_taken("Hugo", Band.ADULT, audience=CARERS)
    assert make_member("Hugo").pk != hugo.pk


def test_the_me_page_says_where_they_are(client, hugo, rosa) -> None:
    for who, said in ((hugo, "people close to somebody with pain"), (rosa, "adults")):
        client.force_login(who)
        assert f"You are in the spaces for {said}." in words_of(client.get("/me/"))


def test_who_can_see_is_said_before_somebody_writes(both) -> None:
    said = both[0].space.who_can_see
    assert said.startswith("Only people close to somebody with pain")
