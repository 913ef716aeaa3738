"""What members write about themselves is read by the filter, reported and decided on like posts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from community.members.actions import update_settings
from community.members.bands import Band
from community.members.models import Member, ProfileState
from moderation import actions, profiles
from moderation.models import Flag, Reviewable
from moderation.screening import Reason
from tests.factories import make_member
from tests.forums.conftest import HOLD, PUBLISH

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
PHONE = Reason("contact.phone", "contact", 0.95, "There is a phone number in this.", ("07700",))
PREMODERATED = Reason("premoderation", "policy", 1.0, "A person reads this first.")
WAITS = replace(HOLD, reasons=(PHONE,))
KIND = "members.profile"


@pytest.fixture
def verdict(monkeypatch: pytest.MonkeyPatch):
    def choose(chosen) -> None:
        monkeypatch.setattr(profiles, "screen", lambda text, context: chosen)

    choose(PUBLISH)
    return choose


def page_of(client, viewer: Member, person: Member) -> str:
    client.force_login(viewer)
    return client.get(f"/people/{person.pk}/").content.decode()


def test_a_line_that_has_to_wait_is_seen_by_its_author_alone(client, verdict) -> None:
    rosa, ines = make_member("Rosa"), make_member("Ines")
    verdict(WAITS)
    update_settings(rosa, about="Ring me on 07700 900123")
    assert "07700" not in page_of(client, ines, rosa)
    own = page_of(client, rosa, rosa)
    assert "Waiting for a moderator" in own
    assert "07700 900123" in own
    row = Reviewable.objects.get(kind=KIND, object_id=rosa.pk)
    assert [reason["code"] for reason in row.reasons] == ["contact.phone"]


def test_an_ordinary_line_is_shown_at_once(client, verdict) -> None:
    rosa = make_member("Rosa")
    update_settings(rosa, about="Two dogs.")
    assert "Two dogs." in page_of(client, make_member("Ines"), rosa)
    assert not Reviewable.objects.filter(kind=KIND).exists()


def test_changing_the_line_to_a_harmless_one_takes_it_out_of_the_queue(verdict) -> None:
    rosa = make_member("Rosa")
    verdict(WAITS)
    update_settings(rosa, about="Ring me on 07700 900123")
    verdict(PUBLISH)
    update_settings(rosa, about="Two dogs.")
    assert rosa.profile_shown
    assert not Reviewable.objects.get(kind=KIND).is_waiting


def test_a_profile_is_reported_in_two_actions(client) -> None:
    rosa, ines = make_member("Rosa"), make_member("Ines")
    page = page_of(client, ines, rosa)
    assert f"/report/{KIND}/{rosa.pk}/" in page
    client.post(f"/report/{KIND}/{rosa.pk}/", {"concern": "worry", "note": "She sounds lost."})
    assert Flag.objects.filter(reporter=ines, reviewable__kind=KIND).exists()


def test_nobody_reports_a_profile_that_they_cannot_see(client) -> None:
    juno = make_member("Juno", Band.OLDER)
    client.force_login(make_member("Ines"))
    answer = client.post(f"/report/{KIND}/{juno.pk}/", {"concern": "worry"})
    assert answer.status_code == 404


def test_a_moderator_takes_a_line_down_and_its_author_hears_why(client, verdict) -> None:
    rosa, ana = make_member("Rosa"), make_member("Ana", roles=("moderator",), cleared=True)
    verdict(WAITS)
    update_settings(rosa, about="Ring me on 07700 900123")
    row = actions.claim(ana, Reviewable.objects.get(kind=KIND).pk)
    actions.decide(
        ana,
        row.pk,
        lease_token=row.lease_token,
        version=row.version,
        action="remove",
        reason_code="guideline_unkind",
    )
    rosa.refresh_from_db()
    assert rosa.profile_state == ProfileState.REMOVED
    assert rosa.display_name == "Rosa"
    client.force_login(rosa)
    assert "07700" not in page_of(client, make_member("Ines"), rosa)
    client.force_login(rosa)
    assert client.get("/notices/").content.decode().count("notice-item") >= 1


def test_the_youngest_need_a_moderator_for_a_line_and_none_for_a_plain_name(verdict) -> None:
    milo = make_member("Milo", Band.YOUNGER)
    verdict(replace(HOLD, reasons=(PREMODERATED,)))
    update_settings(milo, display_name="Milo B")
    assert milo.profile_shown
    assert not Reviewable.objects.filter(kind=KIND).exists()
    update_settings(milo, about="Knees. Also cats.")
    assert not milo.profile_shown
    assert Reviewable.objects.filter(kind=KIND).exists()


@pytest.mark.parametrize("state", list(ProfileState))
def test_what_the_table_of_moves_forbids_is_refused(state: ProfileState) -> None:
    doing = {
        ProfileState.PUBLISHED: "publish",
        ProfileState.HELD: "hold",
        ProfileState.HIDDEN: "hide",
        ProfileState.REMOVED: "remove",
        ProfileState.RETURNED: "return_for_edit",
    }
    for to, verb in doing.items():
        rosa = make_member()
        Member.objects.filter(pk=rosa.pk).update(profile_state=state)
        act = getattr(profiles.ProfileContent(), verb)
        if to in profiles.MOVES[state]:
            act(rosa.pk)
            assert Member.objects.get(pk=rosa.pk).profile_state == to
        else:
            with pytest.raises(profiles.IllegalTransition):
                act(rosa.pk)
