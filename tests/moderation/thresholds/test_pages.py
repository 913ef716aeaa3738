"""The pages on which a lead tries other thresholds."""

from __future__ import annotations

import pytest

from moderation.models import Reviewable, Trial
from moderation.screening.policy import Thresholds
from tests.factories import make_member
from tests.moderation.thresholds.conftest import OLDER, days_later, propose, signed, some

URL = "/moderation/thresholds/"


def test_a_lead_tries_sees_the_items_and_proposes(client, write, lead, second) -> None:
    some(write)
    client.force_login(lead)
    tried = "?place=adult&review=0.50&hold=0.60"
    page = client.get(URL + tried).content.decode()
    assert "3 more held" in page
    listed = client.get(f"{URL}moved/{tried}&which=more_held").content.decode()
    assert listed.count("<li>") == 3
    for row in Reviewable.objects.filter(score__lt=0.8):
        assert f"/moderation/{row.pk}/" in listed
    sent = {"place": "adult", "review": "0.50", "hold": "0.60", "why": "Insults get through"}
    answer = client.post(URL, sent)
    trial = Trial.objects.get()
    assert answer["Location"] == trial.get_absolute_url()
    signed(trial, second)
    shown = client.get(trial.get_absolute_url()).content.decode()
    assert "3 more held, 1 of them wrongly" in shown
    assert "Publish</button>" not in shown
    days_later(Trial.objects.get())
    assert "Publish</button>" in client.get(trial.get_absolute_url()).content.decode()
    client.post(f"{trial.get_absolute_url()}end/", {"how": "publish"})
    assert Trial.objects.get().state == "published"


def test_a_proposal_without_a_reason_comes_back_filled(client, lead, write) -> None:
    client.force_login(lead)
    write(0.7)
    answer = client.post(URL, {"place": "adult", "review": "0.50", "hold": "0.60", "why": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write why" in page
    assert 'value="0.60"' in page


@pytest.mark.parametrize("asked", ["review=0.9&hold=0.2", "review=x&hold=0.2", "review=2&hold=3"])
def test_thresholds_that_are_none_are_explained(client, lead, asked) -> None:
    client.force_login(lead)
    answer = client.get(f"{URL}?place=adult&{asked}")
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


def test_without_clearance_a_lead_sees_nothing_of_youth(client, write) -> None:
    cleared = make_member(roles=("safeguarding_lead",), cleared=True)
    trial = propose(cleared, OLDER, Thresholds(review=0.2, hold=0.4))
    client.force_login(make_member(roles=("moderator",)))
    page = client.get(URL).content.decode()
    assert "aged" not in page
    assert client.get(trial.get_absolute_url()).status_code == 404
    assert client.get(f"{URL}?place=16-17&review=0.2&hold=0.4").status_code == 422


def test_members_find_no_such_page(client, lead) -> None:
    trial = propose(lead)
    client.force_login(make_member())
    for url in (URL, f"{URL}moved/", trial.get_absolute_url()):
        assert client.get(url).status_code == 404
    assert client.post(f"{trial.get_absolute_url()}end/").status_code == 404
