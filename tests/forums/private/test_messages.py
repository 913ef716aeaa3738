"""Private messages: who may write to whom, what the other one learns, what the team sees."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.members.bands import Band
from community.members.models import Member
from community.notices.models import Notice
from community.safety.actions import keep_away, let_near
from forums.limits import TooFast
from forums.private import actions, limits, queries
from forums.private.models import Answer, Correspondence, Message, MessageDraft
from moderation import actions as casework
from moderation import content
from moderation.models import Reviewable
from tests.factories import make_member
from tests.forums.conftest import CARE, HOLD, PUBLISH, Filter
from tests.pages import words_of

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=90)


@pytest.fixture(autouse=True)
def screening(monkeypatch):
    chosen = Filter()
    monkeypatch.setattr(actions, "screen", chosen)
    return chosen


def taker(name: str = "", **extra) -> Member:
    """An adult of long standing who takes messages."""
    member = make_member(name, **extra)
    Member.objects.filter(pk=member.pk).update(joined_at=LONG_AGO)
    member.refresh_from_db()
    actions.set_letterbox(member, is_open=True)
    return member


def send(author, to, body="Hello there") -> Message:
    return actions.write(author, to, body, uuid.uuid4()).message


@pytest.fixture
def two(db):
    return taker("Rosa"), taker("Tobias")


@pytest.fixture
def friends(two):
    rosa, tobias = two
    send(rosa, tobias, "May I write?")
    actions.answer(tobias, Correspondence.objects.get(), accept=True)
    return rosa, tobias, Correspondence.objects.get()


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


# ---- block


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


# ---- screening and the team


def test_a_held_message_reaches_nobody_and_its_author_is_told_why(client, friends, screening):
    rosa, tobias, found = friends
    screening.answer = HOLD
    message = send(rosa, tobias, "You are useless.")
    screening.answer = PUBLISH
    assert screening.asked[-1][1].band == Band.ADULT
    client.force_login(rosa)
    page = words_of(client.get(found.get_absolute_url()))
    assert "Waiting for a moderator" in page
    assert "You are useless." in page
    client.force_login(tobias)
    assert "useless" not in words_of(client.get(found.get_absolute_url()))
    assert "useless" not in words_of(client.get("/messages/"))
    row = Reviewable.objects.get(kind="private.message", object_id=message.pk)
    content.adapter_for(row.kind).publish(message.pk)
    assert "useless" in words_of(client.get(found.get_absolute_url()))
    assert Notice.objects.filter(member=tobias, title="Rosa wrote to you").exists()


def test_help_comes_at_once_to_somebody_who_may_be_at_risk(client, friends, screening):
    rosa, tobias, found = friends
    screening.answer = CARE
    send(rosa, tobias, "I do not want to be here any more.")
    client.force_login(rosa)
    assert "You do not have to carry it alone" in words_of(client.get(found.get_absolute_url()))
    assert Reviewable.objects.get().tier == "P0"


def test_a_receiver_reports_a_message_and_a_moderator_takes_it_down(client, friends):
    rosa, tobias, found = friends
    message = send(tobias, rosa, "Send me money.")
    client.force_login(rosa)
    page = client.get(found.get_absolute_url()).content.decode()
    assert f"/report/private.message/{message.pk}/?concern=guideline" in page
    casework.flag(rosa, "private.message", message.pk, concern="guideline", rule="unkind", note="")
    assert Reviewable.objects.get().kind == "private.message"
    content.adapter_for("private.message").remove(message.pk)
    after = words_of(client.get(found.get_absolute_url()))
    assert "A moderator took this message down" in after
    assert "Send me money" not in after
    client.force_login(tobias)
    assert "Send me money." in words_of(client.get(found.get_absolute_url()))


def test_the_author_cannot_report_and_nobody_else_can(friends):
    rosa, tobias, _ = friends
    message = send(tobias, rosa)
    with pytest.raises(PermissionDenied):
        casework.reportable(tobias, "private.message", message.pk)
    for other in (make_member("Ines"), make_member("Bo", roles=("moderator",))):
        with pytest.raises(content.NothingHere):
            casework.reportable(other, "private.message", message.pk)
    assert casework.reportable(rosa, "private.message", message.pk).text == message.body


def test_random_looks_leave_private_messages_alone(friends, settings, monkeypatch):
    rosa, tobias, _ = friends
    settings.RANDOM_LOOKS = True
    monkeypatch.setattr("moderation.actions.sampling._dice.random", lambda: 0.0, raising=False)
    for _ in range(3):
        send(rosa, tobias)
    assert not Reviewable.objects.exists()


def test_what_is_taken_back_is_gone_for_both(client, friends):
    rosa, tobias, found = friends
    message = send(tobias, rosa, "Sorry, wrong window.")
    client.force_login(rosa)
    take_back = f"/messages/message/{message.pk}/take-back/"
    assert client.post(take_back).status_code == 404
    client.force_login(tobias)
    client.post(take_back)
    for reader in (rosa, tobias):
        client.force_login(reader)
        page = words_of(client.get(found.get_absolute_url()))
        assert "took this message back" in page
        assert "wrong window" not in page


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
