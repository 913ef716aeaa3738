"""Private messages: pace, keys, drafts, and what the pages cost."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.members.models import Member
from community.notices.models import Notice
from forums.limits import TooFast
from forums.private import actions, limits, queries
from forums.private.models import Correspondence, MessageDraft
from tests.forums.private.conftest import send, taker
from tests.pages import words_of

pytestmark = pytest.mark.django_db

# ---- pace, keys, drafts


@pytest.mark.parametrize(("days", "pace"), [(1, limits.NEW), (30, limits.KNOWN)])
def test_new_accounts_ask_fewer_people_and_write_less(days, pace):
    rosa = taker("Rosa")
    Member.objects.filter(pk=rosa.pk).update(joined_at=timezone.now() - timedelta(days=days))
    rosa.refresh_from_db()
    for _ in range(pace.requests):
        send(rosa, taker())
    with pytest.raises(TooFast):
        send(rosa, taker())
    found = Correspondence.objects.filter(asked_by=rosa).first()
    other = found.beside(rosa)
    actions.answer(other, found, accept=True)
    for _ in range(pace.messages - pace.requests):
        send(rosa, other)
    with pytest.raises(TooFast):
        send(rosa, other)
    assert limits.NEW.requests < limits.KNOWN.requests
    assert limits.NEW.messages < limits.KNOWN.messages


def test_the_same_key_is_the_same_message(friends):
    rosa, tobias, _ = friends
    key = uuid.uuid4()
    first = actions.write(rosa, tobias, "Once", key)
    again = actions.write(rosa, tobias, "Once", key)
    assert (first.message.pk, again.again) == (again.message.pk, True)


@pytest.mark.parametrize(("body", "words"), [(" ", "Write something"), ("x" * 4001, "longer")])
def test_words_that_cannot_be_sent_are_refused_and_kept_in_the_form(client, friends, body, words):
    rosa, tobias, found = friends
    with pytest.raises(ValidationError, match=words):
        send(rosa, tobias, body)
    client.force_login(rosa)
    answer = client.post(found.get_absolute_url(), {"body": body})
    assert answer.status_code == 422
    assert answer.context["form"].data["body"] == body


def test_a_draft_is_kept_for_another_device_and_goes_when_it_is_sent(client, friends):
    rosa, tobias, found = friends
    client.force_login(rosa)
    client.post(f"/messages/to/{tobias.pk}/draft/", {"body": "I was thinking"})
    assert "I was thinking" in words_of(client.get(found.get_absolute_url()))
    client.post(found.get_absolute_url(), {"body": "I was thinking of tea."})
    assert not MessageDraft.objects.exists()


def test_opening_the_page_reads_its_notice_and_one_notice_is_enough(client, friends):
    rosa, tobias, found = friends
    Notice.objects.all().delete()
    for number in range(3):
        send(tobias, rosa, f"word {number}")
    assert Notice.objects.filter(member=rosa).count() == 1
    assert queries.unread_of(rosa) == 1
    client.force_login(rosa)
    client.get(found.get_absolute_url())
    assert queries.unread_of(rosa) == 0
    assert not Notice.objects.filter(member=rosa, read_at=None).exists()
    send(tobias, rosa, "once more")
    assert Notice.objects.filter(member=rosa, read_at=None).count() == 1


# ---- cost


def count(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_cost_the_same_however_much_was_written(client, friends, monkeypatch):
    monkeypatch.setattr(limits, "KNOWN", limits.Pace(100, 1000))
    rosa, tobias, found = friends
    send(tobias, rosa)
    client.force_login(rosa)
    page, lists = count(client, found.get_absolute_url()), count(client, "/messages/")
    for _ in range(12):
        send(rosa, tobias)
        send(tobias, rosa)
    for _ in range(4):
        send(taker(), rosa)
    assert count(client, found.get_absolute_url()) == page
    assert count(client, "/messages/") == lists
    assert page <= 22
    assert lists <= 16
