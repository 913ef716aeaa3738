"""Captions: who may send them, what is not shown, and that nothing of them stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from community.members.models import Limit, Member
from groups import actions
from groups.actions import captions
from groups.models import ChatLine, Signal
from moderation.models import CrisisCase, Reviewable
from tests.factories import make_member
from tests.groups.makers import make_facilitator, make_group, make_session, put_in
from tests.groups.test_chat import verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return make_session(make_group(facilitator=make_facilitator("Grace")))


@pytest.fixture
def rosa(session):
    cache.clear()
    rosa = put_in(session.group, make_member("Rosa"))
    actions.record_joined(session, rosa)
    return rosa


@pytest.fixture
def shown(monkeypatch):
    sent = []
    monkeypatch.setattr(captions, "publish", lambda topic, event: sent.append((topic, event)))
    return sent


@pytest.fixture
def finds(monkeypatch):
    """Lets a test say what the screening finds; gives what it was asked."""

    def say(found):
        asked = []
        screen = lambda text, context: asked.append((text, context)) or found  # noqa: E731
        monkeypatch.setattr(captions, "screen", screen)
        return asked

    return say


def kept():
    """Whatever a caption could leave behind."""
    return [model.objects.count() for model in (ChatLine, Reviewable, CrisisCase)]


def test_words_are_shown_to_the_room_and_stay_nowhere(session, rosa, shown, finds):
    asked = finds(verdict())
    actions.caption(rosa, session, "  It was  a slow\nweek ")
    [(topic, event)] = shown
    assert topic == f"session:{session.pk}"
    frame = {"type": "caption", "member": rosa.pk, "text": "It was a slow week"}
    assert event.frame() == frame
    [(_, context)] = asked
    assert (context.band, context.kind) == (session.group.age_band, "chat")
    assert kept() == [0, 0, 0]


def test_what_the_chat_would_hold_is_not_shown_and_not_kept(session, rosa, shown, finds):
    finds(verdict("hold", tier="P3"))
    with pytest.raises(ValidationError, match="not shown"):
        actions.caption(rosa, session, "Something unkind")
    assert not shown
    assert kept() == [0, 0, 0]


def test_somebody_under_a_limit_has_no_captions(session, rosa, shown, finds):
    finds(verdict())
    until = timezone.now() + timedelta(days=1)
    Limit.objects.create(member=rosa, kind=Limit.Kind.PREMODERATE, until=until)
    Member.objects.filter(pk=rosa.pk).update(limited_until=until)
    with pytest.raises(ValidationError, match="not shown"):
        actions.caption(Member.objects.get(pk=rosa.pk), session, "Hello")
    assert not shown


def test_words_that_worry_reach_the_facilitators_as_in_the_chat(session, rosa, shown, finds):
    finds(verdict("hold", care=True, tier="P0"))
    with pytest.raises(ValidationError):
        actions.caption(rosa, session, "I cannot go on")
    assert [one.why for one in Signal.objects.all()] == [Signal.Why.CARE]
    assert kept() == [0, 0, 0]


def test_not_without_end(session, rosa, shown, finds, monkeypatch):
    finds(verdict())
    monkeypatch.setattr(captions, "A_MINUTE", 2)
    for _ in range(2):
        actions.caption(rosa, session, "word " * 200)
    with pytest.raises(ValidationError, match="a lot at once"):
        actions.caption(rosa, session, "More")
    assert [len(event.text) for _, event in shown] == [captions.LONGEST] * 2


@pytest.mark.parametrize("text", ["", "  \n", "\x00"])
def test_silence_is_no_caption(session, rosa, shown, finds, text):
    finds(verdict())
    with pytest.raises(ValidationError):
        actions.caption(rosa, session, text)
    assert not shown


def test_only_who_was_let_in_has_captions(session, shown, finds):
    asked = finds(verdict())
    at_the_door = put_in(session.group, make_member("Waits"))
    for person in (at_the_door, make_member("Stranger")):
        with pytest.raises(PermissionDenied):
            actions.caption(person, session, "Hello")
    assert not shown and not asked


def test_the_page_learns_why_words_were_not_shown(client, session, rosa, finds):
    finds(verdict("hold", tier="P3"))
    client.force_login(rosa)
    address = reverse("room_caption", args=[session.group_id, session.pk])
    answer = client.post(address, {"text": "Something unkind"})
    assert answer.status_code == 400
    assert answer.json() == {"error": captions.HELD_BACK}
    finds(verdict())
    assert client.post(address, {"text": "Good evening"}).status_code == 200
    assert client.get(address).status_code == 405
