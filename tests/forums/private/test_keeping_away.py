"""Private messages: what a block and a mute keep back."""

from __future__ import annotations

import pytest

from community.notices.models import Notice
from community.safety.actions import keep_away, let_near
from forums.private import queries
from forums.private.models import Correspondence, Message
from tests.forums.private.conftest import send
from tests.pages import words_of

pytestmark = pytest.mark.django_db


def test_a_blocked_author_cannot_tell_and_nothing_of_it_ever_arrives(client, friends):
    rosa, tobias, found = friends
    client.force_login(tobias)
    keep_away(rosa, tobias, "block")
    answer = client.post(found.get_absolute_url(), {"body": "Are you there?"}, follow=True)
    assert "Are you there?" in words_of(answer)
    assert "/messages/" in client.get(f"/people/{rosa.pk}/").content.decode()
    let_near(rosa, tobias)
    client.force_login(rosa)
    assert "Are you there?" not in words_of(client.get(found.get_absolute_url()))
    assert "Are you there?" not in words_of(client.get("/messages/"))
    assert not Notice.objects.filter(member=rosa, title__contains="wrote").exists()
    late = Message.objects.get(body="Are you there?")
    assert queries.message_frame(late.pk, rosa.pk) is None
    assert client.get(f"/report/private.message/{late.pk}/").status_code == 404


def test_a_request_of_somebody_blocked_is_not_there_for_the_one_who_blocked(client, two):
    rosa, tobias = two
    keep_away(rosa, tobias, "block")
    send(tobias, rosa, "May I write?")
    client.force_login(rosa)
    assert queries.messages_of(rosa).requests == []
    assert client.get(Correspondence.objects.get().get_absolute_url()).status_code == 404


def test_a_mute_folds_their_words_and_keeps_the_notice_back(client, friends):
    rosa, tobias, found = friends
    Notice.objects.all().delete()
    keep_away(rosa, tobias, "mute")
    send(tobias, rosa, "Ten minutes.")
    assert not Notice.objects.filter(member=rosa).exists()
    client.force_login(rosa)
    assert client.get(found.get_absolute_url()).content.decode().count('class="kept-away"') == 1
