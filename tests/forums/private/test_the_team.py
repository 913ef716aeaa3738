"""Private messages: what is held, what the team sees, what is taken back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from community.members.bands import Band
from community.notices.models import Notice
from moderation import actions as casework
from moderation import content
from moderation.models import Reviewable
from tests.factories import make_member
from tests.forums.conftest import CARE, HOLD, PUBLISH
from tests.forums.private.conftest import send
from tests.pages import words_of

pytestmark = pytest.mark.django_db


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
