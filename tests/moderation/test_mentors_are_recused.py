"""A mentor decides nothing about the words of those whom they look after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.members.bands import Band
from community.members.models import Pairing
from moderation import actions, queries
from moderation.actions import NotYours, choosing
from moderation.actions.second_looks import next_for
from moderation.models import SecondLook
from tests.factories import make_member
from tests.moderation.conftest import RUDE, decide, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor(db):
    return make_member("Grace", roles=("mentor", "moderator"), cleared=True)


def pair(member, mentor, **extra) -> Pairing:
    now = timezone.now()
    fields = {"since": now - timedelta(days=9), "until": now + timedelta(days=9), **extra}
    return Pairing.objects.create(member=member, mentor=mentor, band=member.age_band, **fields)


def end(pairing, at) -> None:
    Pairing.objects.filter(pk=pairing.pk).update(ended_at=at, how="moved")


@pytest.mark.parametrize("band", list(Band))
def test_the_authors_mentor_neither_gets_nor_claims_it(make_post, mentor, ana, band) -> None:
    row = row_of(make_post(RUDE, band=band))
    pair(row.author, mentor)
    assert actions.claim_next(mentor) is None
    with pytest.raises(NotYours, match="author's mentor"):
        actions.claim(mentor, row.pk)
    assert actions.claim_next(ana) == row


def test_it_is_not_in_the_mentors_list_nor_in_the_number(client, held, mentor, ana) -> None:
    assert queries.open_count(mentor) == queries.queue_page(mentor).total == 1
    pair(held.author, mentor)
    assert queries.open_count(mentor) == queries.queue_page(mentor).total == 0
    assert queries.open_count(ana) == queries.queue_page(ana).total == 1
    client.force_login(mentor)
    page = client.get(f"/moderation/{held.pk}/").content.decode()
    assert "author&#x27;s mentor" in page or "author's mentor" in page


def test_whoever_became_the_mentor_while_holding_it_does_not_decide(held, mentor) -> None:
    row = actions.claim(mentor, held.pk)
    pair(held.author, mentor, since=timezone.now())
    with pytest.raises(PermissionDenied, match="author's mentor"):
        actions.decide(
            mentor, row.pk, lease_token=row.lease_token, version=row.version, action="approve"
        )


def test_giving_the_member_away_frees_nobody_for_what_came_before(held, mentor) -> None:
    pairing = pair(held.author, mentor)
    end(pairing, timezone.now())
    with pytest.raises(NotYours, match="author's mentor"):
        actions.claim(mentor, held.pk)


def test_what_came_after_it_ended_is_theirs_like_anybodys(make_post, mentor) -> None:
    author = make_member()
    ended = pair(author, mentor)
    end(ended, timezone.now() - timedelta(hours=1))
    lapsed = make_member()
    pair(lapsed, mentor, until=timezone.now() - timedelta(hours=1))
    for one in (author, lapsed):
        assert actions.claim(mentor, row_of(make_post(RUDE, author=one)).pk)


def test_a_mentor_of_others_is_free(held, mentor) -> None:
    pair(make_member(), mentor)
    assert actions.claim(mentor, held.pk)


def test_others_of_the_conversation_are_not_taken_along(make_post, mentor) -> None:
    first = row_of(make_post(RUDE))
    other = row_of(make_post(RUDE))
    type(first).objects.update(conversation=first.conversation or "thread:1")
    pair(other.author, mentor)
    actions.claim(mentor, first.pk)
    assert actions.claim_together(mentor, first.pk) == []


def test_whether_somebody_else_could_take_it_counts_without_the_mentor(held, mentor) -> None:
    pair(held.author, mentor)
    row = type(held).objects.filter(pk=held.pk)
    willing = row.filter(choosing.Exists(choosing._willing([mentor.pk])))
    assert not willing.exists()


def test_no_second_look_either(held, mentor, ana, bo) -> None:
    decision = decide(ana, held, "remove", reason_code="guideline_unkind")
    look = SecondLook.objects.create(decision=decision, band=held.band, author=held.author)
    pair(held.author, mentor)
    assert next_for(mentor) is None
    assert next_for(bo) == look
    with pytest.raises(PermissionDenied):
        actions.judge_again(mentor, look.pk, may_stay=True)
