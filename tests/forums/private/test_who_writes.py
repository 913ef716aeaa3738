"""Private messages: who may write to whom, and the request that comes first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.members.bands import Band
from community.members.models import Member
from community.notices.models import Notice
from forums.private import actions, queries
from forums.private.models import Answer, Correspondence, Message
from tests.factories import make_member
from tests.forums.private.conftest import send, taker
from tests.pages import words_of

pytestmark = pytest.mark.django_db

# ---- who may


def test_both_have_to_want_messages():
    rosa, tobias = make_member("Rosa"), make_member("Tobias")
    for opened in ((), (rosa,), (tobias,)):
        for one in (rosa, tobias):
            actions.set_letterbox(one, is_open=one in opened)
        with pytest.raises(PermissionDenied):
            send(rosa, tobias)
    actions.set_letterbox(rosa, is_open=True)
    assert send(rosa, tobias).is_published


@pytest.mark.parametrize("band", [Band.YOUNGER, Band.OLDER])
def test_youth_have_no_letterbox_and_nobody_writes_to_them_or_gets_words_of_them(band):
    juno, sam = make_member("Juno", band=band), make_member("Sam", band=band)
    grace = taker("Grace", roles=("facilitator",), cleared=True)
    with pytest.raises(PermissionDenied):
        actions.set_letterbox(juno, is_open=True)
    from forums.private.models import Letterbox

    for one in (juno, sam):
        Letterbox.objects.create(member=one, is_open=True)
    for author, to in ((juno, sam), (juno, grace), (grace, juno)):
        with pytest.raises(PermissionDenied):
            send(author, to)
    assert not Message.objects.exists()


def test_for_youth_every_address_answers_as_one_that_is_not_there(client, friends):
    rosa, _, found = friends
    message = Message.objects.get()
    juno = make_member("Juno", band=Band.OLDER)
    client.force_login(juno)
    gets = ["/messages/", f"/messages/{found.pk}/", f"/messages/to/{rosa.pk}/"]
    posts = [*gets, "/messages/box/", f"/messages/to/{rosa.pk}/draft/"]
    posts += [f"/messages/{found.pk}/{what}/" for what in ("answer", "read")]
    posts.append(f"/messages/message/{message.pk}/take-back/")
    missing = client.get("/no/such/page/")
    for method, paths in ((client.get, gets), (client.get, posts), (client.post, posts)):
        for path in paths:
            answer = method(path)
            assert answer.status_code == 404, path
            assert words_of(answer) == words_of(missing), path
    for path in ("/me/", "/today/", "/me/safety/", f"/people/{juno.pk}/"):
        assert "/messages/" not in client.get(path).content.decode(), path


def test_others_find_nothing_of_what_two_write(client, friends):
    rosa, _, found = friends
    ines = taker("Ines")
    for reader in (ines, make_member("Bo", roles=("moderator",))):
        client.force_login(reader)
        missing = client.get("/messages/999999/")
        for path in (f"/messages/{found.pk}/", f"/report/private.message/{found.pk}/"):
            assert client.get(path).status_code == missing.status_code == 404
        assert client.post(f"/messages/{found.pk}/", {"body": "Hi"}).status_code == 404
    assert rosa.pk


def test_a_suspended_member_and_one_muted_there_do_not_write(friends):
    from community.members import actions as accounts

    rosa, tobias, _ = friends
    accounts.limit(rosa, "mute", until=timezone.now() + timedelta(days=1), place="private")
    with pytest.raises(PermissionDenied):
        send(Member.objects.get(pk=rosa.pk), tobias)
    accounts.suspend(tobias, until=timezone.now() + timedelta(days=1))
    with pytest.raises(PermissionDenied):
        send(Member.objects.get(pk=tobias.pk), rosa)


# ---- the request


def test_the_first_message_is_a_request_and_no_second_goes_before_an_answer(two):
    rosa, tobias = two
    send(rosa, tobias, "May I write?")
    assert [row.other for row in queries.messages_of(tobias).requests] == [rosa]
    notice = Notice.objects.get(member=tobias)
    assert notice.title == "Rosa would like to write to you"
    assert "May I" not in notice.body
    with pytest.raises(PermissionDenied, match="once they have answered"):
        send(rosa, tobias)


def test_saying_no_puts_it_away_and_the_asker_sees_what_they_saw_before(client, two):
    rosa, tobias = two
    send(rosa, tobias, "May I write?")
    found = Correspondence.objects.get()
    client.force_login(rosa)
    paths = (found.get_absolute_url(), "/messages/", f"/people/{tobias.pk}/")
    before = [words_of(client.get(path)) for path in paths]
    client.force_login(tobias)
    client.post(f"/messages/{found.pk}/answer/", {"accept": "no"})
    assert queries.messages_of(tobias).requests == []
    assert client.get(found.get_absolute_url()).status_code == 404
    client.force_login(rosa)
    assert [words_of(client.get(path)) for path in paths] == before
    assert not Notice.objects.filter(member=rosa).exists()
    with pytest.raises(PermissionDenied, match="once they have answered"):
        send(rosa, tobias)


def test_who_said_no_may_still_write_first_later(two):
    rosa, tobias = two
    send(rosa, tobias)
    actions.answer(tobias, Correspondence.objects.get(), accept=False)
    send(tobias, rosa, "I was tired then.")
    assert Correspondence.objects.get().answer == Answer.ACCEPTED
    send(rosa, tobias)


def test_nobody_answers_their_own_request_or_one_that_was_answered(friends, two):
    rosa, tobias, found = friends
    for member in (rosa, tobias):
        with pytest.raises(PermissionDenied):
            actions.answer(member, found, accept=False)


def test_turning_messages_off_stops_both_and_keeps_what_was_written(client, friends):
    rosa, tobias, found = friends
    send(tobias, rosa, "Ten minutes, then tea.")
    actions.set_letterbox(tobias, is_open=False)
    for author, to in ((rosa, tobias), (tobias, rosa)):
        with pytest.raises(PermissionDenied):
            send(author, to)
    client.force_login(rosa)
    page = words_of(client.get(found.get_absolute_url()))
    assert "Ten minutes, then tea." in page
    assert "No more messages here now" in page
