"""A birthday: the guide is what opens the next spaces, and what becomes of words and groups."""

from __future__ import annotations

from typing import Any

import pytest

from community.access import readable_bands
from community.consent.models import Consent, Giver, Purpose
from community.consent.queries import agreed
from community.members.actions import take_part_on
from community.members.bands import Band
from community.members.models import Member, Word
from forums.models import Draft, Reaction, Thread
from groups.models import Group, Membership
from groups.states import MembershipState
from moderation.content import find
from tests.factories import make_member
from tests.forums.conftest import make_space, make_thread
from tests.forums.conftest import screening as screening
from tests.members.test_bands import on_birthday

pytestmark = pytest.mark.django_db
WHOLE = {"keep_name": "keep", "service": "on", "agreement": "on"}


@pytest.fixture
def spaces() -> dict[Band, Any]:
    return {band: make_space(f"talk-{band}", band) for band in Band}


@pytest.fixture
def kit(spaces) -> Member:
    """Wrote in 16–17, is in a group there, and turned 18."""
    member = make_member("Kit", Band.OLDER)
    thread = make_thread(spaces[Band.OLDER], author=member)
    Draft.objects.create(member=member, thread=thread, body="half a thought")
    other = make_thread(spaces[Band.OLDER])
    Reaction.objects.create(post=other.posts.get(), member=member, word="same")
    on_birthday(member, 18)
    return Member.objects.get(pk=member.pk)


def sent(client, member: Member, **changes: str):
    client.force_login(member)
    answers = {name: value for name, value in (WHOLE | changes).items() if value}
    return client.post("/me/guide/", answers)


def again(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def page(client, reader: Member, thread: Thread) -> str:
    client.force_login(reader)
    return client.get(thread.get_absolute_url()).content.decode()


def test_at_its_end_the_new_spaces_are_open_and_the_old_stay_closed(client, kit, spaces) -> None:
    assert sent(client, kit)["Location"] == "/today/"
    assert readable_bands(again(kit)) == {Band.ADULT}
    assert client.get(spaces[Band.ADULT].get_absolute_url()).status_code == 200
    assert client.get(spaces[Band.OLDER].get_absolute_url()).status_code == 404
    assert client.get("/me/guide/")["Location"] == "/today/"


@pytest.mark.parametrize("left_out", ["keep_name", "service", "agreement"])
def test_nothing_moves_unless_every_question_is_answered(client, kit, left_out: str) -> None:
    answer = sent(client, kit, research="on", **{left_out: ""})
    assert answer.status_code == 422
    assert "checked" in str(answer.context["form"]["research"]), "what was ticked stays ticked"
    assert readable_bands(again(kit)) == frozenset()
    assert not Consent.objects.filter(member=kit).exists()


def test_the_yes_is_their_own_now_and_kept_with_its_version(client, kit) -> None:
    sent(client, kit, research="on")
    kept = {(one.purpose, one.given, one.giver, bool(one.version)) for one in kit.consents.all()}
    assert kept == {
        (Purpose.SERVICE, True, Giver.OWN, True),
        (Purpose.AGREEMENT, True, Giver.OWN, True),
        (Purpose.RESEARCH, True, Giver.OWN, True),
    }
    assert agreed(again(kit), Purpose.RESEARCH)
    assert not agreed(again(kit), Purpose.TRAINING)


def test_with_their_name_kept_others_still_read_it(client, kit) -> None:
    sent(client, kit)
    thread = Thread.objects.get(author=kit)
    assert "Kit" in page(client, make_member("Juno", Band.OLDER), thread)


def test_with_their_name_taken_along_nobody_there_reads_it(client, kit, spaces) -> None:
    sent(client, kit, keep_name="leave")
    thread = Thread.objects.get(author=kit)
    juno = make_member("Juno", Band.OLDER)
    found = [
        page(client, juno, thread),
        client.get(spaces[Band.OLDER].get_absolute_url()).content.decode(),
        client.get(f"/posts/{thread.posts.get().pk}/quote/").content.decode(),
        client.get("/search/", {"q": thread.title.split()[0]}).content.decode(),
    ]
    for shown in found:
        assert ">Kit<" not in shown and "Kit wrote" not in shown
        assert f"/people/{kit.pk}/" not in shown and f'data-author="{kit.pk}"' not in shown
    assert "A former member" in found[0] and "A former member" in found[1]
    assert not Reaction.objects.filter(member=kit).exists()


def test_the_team_still_knows_who_wrote_what_it_has_to_decide_on(client, kit) -> None:
    sent(client, kit, keep_name="leave")
    item = find("forums.post", Thread.objects.get(author=kit).posts.get().pk)
    assert item is not None and item.author == kit


def test_what_was_half_written_there_goes(client, kit) -> None:
    sent(client, kit)
    assert not Draft.objects.filter(member=kit).exists()


def test_they_leave_their_groups_and_the_next_one_gets_the_place(client, kit) -> None:
    group = Group.objects.create(name="Sunday", description="x", band=Band.OLDER, capacity=10)
    for number in range(9):
        Membership.objects.create(
            group=group, member=make_member(f"P {number}", Band.OLDER), state="active"
        )
    Membership.objects.create(group=group, member=kit, state=MembershipState.ACTIVE)
    sam = make_member("Sam", Band.OLDER)
    Membership.objects.create(group=group, member=sam, state=MembershipState.WAITING)
    sent(client, kit)
    states = dict(Membership.objects.filter(group=group).values_list("member", "state"))
    assert (states[kit.pk], states[sam.pk]) == (MembershipState.LEFT, MembershipState.ACTIVE)


def test_at_16_the_guide_leads_to_the_next_youth_spaces(client, spaces) -> None:
    milo = make_member("Milo", Band.YOUNGER)
    take_part_on(milo, Word.GUARDIAN)
    on_birthday(milo, 16)
    sent(client, again(milo))
    assert readable_bands(again(milo)) == {Band.OLDER}
    assert again(milo).word == Word.OWN


def test_where_16_is_not_old_enough_the_guardian_s_word_still_counts(client, spaces) -> None:
    milo = make_member("Milo", Band.YOUNGER, country="IN")
    take_part_on(milo, Word.GUARDIAN)
    on_birthday(milo, 16)
    sent(client, again(milo))
    assert again(milo).word == Word.GUARDIAN
    take_part_on(again(milo), Word.TAKEN_BACK)
    on_birthday(milo, 17)
    assert again(milo).is_frozen


def test_no_birthday_undoes_a_guardian_s_no_before_they_may_decide(client, spaces) -> None:
    milo = make_member("Milo", Band.YOUNGER, country="IN")
    take_part_on(milo, Word.TAKEN_BACK)
    on_birthday(milo, 16)
    answer = sent(client, again(milo))
    assert answer.status_code == 422
    assert readable_bands(again(milo)) == frozenset()


def test_whoever_is_not_between_bands_has_no_guide(client) -> None:
    client.force_login(make_member("Rosa"))
    assert client.get("/me/guide/")["Location"] == "/today/"
    assert client.get("/me/paused/")["Location"] == "/today/"
