"""The page about the work of a moderator is theirs; a supervisor reads a band and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.members.bands import Band
from moderation import actions, categories
from moderation.categories import Category
from moderation.models import AuditEvent, Wellbeing
from moderation.wellbeing import A_WEEK, Load, load_of
from tests.factories import make_member
from tests.moderation.wellbeing.conftest import met
from tests.pages import names_in

WHO = {
    "self": (200, 404, 302),
    "colleague": (200, 404, 404),
    "crisis lead": (200, 404, 404),
    "supervisor": (200, 200, 200),
    "suspended supervisor": (200, 404, 404),
    "operator": (404, 404, 404),
    "member": (404, 404, 404),
    "youth": (404, 404, 404),
}


def _who(name, ana):
    roles = {
        "colleague": ("moderator",),
        "crisis lead": ("crisis_lead",),
        "supervisor": ("safeguarding_lead",),
        "suspended supervisor": ("safeguarding_lead",),
        "operator": ("operator",),
    }
    if name == "self":
        return ana
    band = Band.OLDER if name == "youth" else Band.ADULT
    member = make_member(band=band, roles=roles.get(name, ()), cleared=name == "supervisor")
    if name.startswith("suspended"):
        member.suspended_until = timezone.now() + timedelta(days=1)
        member.save()
    return member


@pytest.mark.parametrize(("who", "answers"), WHO.items())
def test_who_sees_which_page(client, ana, who, answers):
    """Their own, that of the team, and that of Ana."""
    client.force_login(_who(who, ana))
    pages = ("", "team/", f"{ana.pk}/")
    assert tuple(client.get(f"/moderation/wellbeing/{page}").status_code for page in pages) == (
        answers
    )


@pytest.mark.parametrize("page", ["", "team/", "7/"])
def test_signed_out_people_are_asked_to_sign_in(client, db, page):
    assert client.get(f"/moderation/wellbeing/{page}").status_code == 302


def test_nobody_has_a_page_who_does_not_moderate(client, noor, author):
    client.force_login(noor)
    assert client.get(f"/moderation/wellbeing/{author.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.look_after(author, veil="all")


def test_a_supervisor_reads_a_band_and_nothing_else(client, noor, ana, bo):
    met(ana, 7, times=5)
    actions.look_after(ana, spared=["self_harm", "grooming"], veil="all", a_day=3)
    client.force_login(noor)
    for page in ("team/", f"{ana.pk}/"):
        seen = client.get(f"/moderation/wellbeing/{page}").content.decode()
        assert "Heavy" in seen and "spared some topics" not in seen
        said = names_in(
            seen, *(str(label) for label in Category.labels), "35", "hard item", "share"
        )
        assert said == []


def test_a_supervisor_learns_that_topics_are_spared_only_when_told(client, noor, ana):
    actions.look_after(ana, spared=["grooming"], shares_spared=True)
    client.force_login(noor)
    seen = client.get("/moderation/wellbeing/team/").content.decode()
    assert "Asked to be spared some topics" in seen and "grooming" not in seen


def test_the_team_is_listed_by_name_not_by_load(client, noor, ana, bo):
    met(bo, A_WEEK)
    client.force_login(noor)
    team = client.get("/moderation/wellbeing/team/")
    assert names_in(team, "Ana", "Bo", "Noor") == ["Ana", "Bo", "Noor"]


@pytest.mark.parametrize(
    ("week", "load"), [(0, Load.LIGHT), (13, Load.LIGHT), (14, Load.USUAL), (31, Load.HEAVY)]
)
def test_a_load_is_light_usual_or_heavy(week, load):
    assert load_of(week) is load


def test_ones_own_page_says_it_in_words_and_draws_it(client, ana, bo):
    met(ana, 3, times=2)
    met(ana, 2, ago=timedelta(days=2))
    met(bo, 3, times=3)
    client.force_login(ana)
    page = client.get("/moderation/wellbeing/").content.decode()
    assert "You opened 2 hard items today, about half of your share for one day." in page
    assert "3 hard items, a little of your share for a week." in page
    assert "<svg viewBox" in page and "<desc" in page and page.count('<rect class="wb-bar') == 7
    assert names_in(page, "Bo") == [] and not re.search(r"\sstyle=", page)


def test_the_settings_are_kept_and_the_log_does_not_name_them(client, ana):
    client.force_login(ana)
    said = {
        "spared": ["self_harm", "hate"],
        "veil": "care",
        "shares_spared": "on",
        "a_day": 6,
        "a_week": 20,
    }
    answer = client.post("/moderation/wellbeing/", said, follow=True)
    assert "Kept." in answer.content.decode()
    chosen = Wellbeing.objects.get(member=ana)
    assert set(categories.named(chosen.spared)) == {"self_harm", "hate"}
    assert (chosen.veil, chosen.shares_spared, chosen.a_day, chosen.a_week) == ("care", True, 6, 20)
    row = AuditEvent.objects.get(act="wellbeing.changed")
    assert row.detail == {} and row.scope == "" and row.actor_id == ana.pk


def test_what_cannot_be_read_is_refused_in_plain_words(client, ana):
    client.force_login(ana)
    said = {"spared": ["nonsense"], "veil": "care", "a_day": 99, "a_week": 20}
    answer = client.post("/moderation/wellbeing/", said)
    assert answer.status_code == 422 and "less than or equal to 12" in answer.content.decode()
    assert not Wellbeing.objects.exists()
