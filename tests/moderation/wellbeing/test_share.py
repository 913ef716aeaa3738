"""What is hard to read is counted, and each moderator has a share for a day and a week."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from community.members.bands import Band
from moderation import actions
from moderation.categories import Category
from moderation.models import AppendOnly, Exposure, Reviewable, Skip
from moderation.states import ReviewState
from moderation.wellbeing import A_DAY, A_WEEK
from tests.factories import make_member
from tests.moderation.wellbeing.conftest import HARM, met, offered, spent

# ---- what is counted


@pytest.mark.parametrize(
    ("tier", "weight"), [("P0", 3), ("P1", 2), ("P2", 1), ("P3", 0), ("P4", 0)]
)
def test_opening_an_item_counts_by_its_tier(item, ana, tier, weight):
    row = item(tier, HARM)
    actions.claim(ana, row.pk)
    seen = Exposure.objects.get()
    assert (seen.member, seen.reviewable, seen.weight) == (ana, row, weight)
    assert seen.category == Category.SELF_HARM


def test_what_one_holds_already_is_not_counted_again(item, ana):
    row = item("P0")
    actions.claim(ana, row.pk)
    actions.claim(ana, row.pk)
    assert Exposure.objects.count() == 1


def test_what_was_met_cannot_be_changed_by_anybody(item, ana):
    actions.claim(ana, item("P0").pk)
    seen = Exposure.objects.get()
    for change in (
        seen.save,
        seen.delete,
        Exposure.objects.all().delete,
        lambda: Exposure.objects.update(weight=0),
    ):
        with pytest.raises(AppendOnly):
            change()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE moderation_exposure SET weight = 0")


def test_it_stays_when_the_item_goes_and_goes_with_the_account(item, ana, author):
    actions.claim(ana, item("P0").pk)
    Reviewable.objects.all().delete()
    assert Exposure.objects.get().reviewable is None
    ana.delete()
    assert not Exposure.objects.exists()


# ---- a share for each day and week


def test_with_the_days_share_spent_next_brings_only_lighter_items(item, ana, bo):
    hard = [item(tier) for tier in ("P0", "P1", "P2")]
    light = [item("P3"), item("P4")]
    spent(ana)
    assert [actions.claim_next(ana), actions.claim_next(ana)] == light
    assert actions.claim_next(ana) is None
    assert actions.claim_next(bo) == hard[0]


def test_the_weeks_share_counts_too_and_frees_itself_after_seven_days(item, ana, bo):
    met(ana, A_WEEK, ago=timedelta(days=5))
    row = item("P2")
    assert actions.claim_next(ana) is None
    Exposure.objects.all()._raw_delete("default")
    met(ana, A_WEEK, ago=timedelta(days=8))
    assert actions.claim_next(ana) == row


def test_a_day_ends_at_midnight_where_the_person_lives(item, bo):
    ana = make_member("Ana", roles=("moderator",), time_zone="Pacific/Auckland")
    here = timezone.now().astimezone(ZoneInfo(ana.time_zone))
    met(ana, A_DAY, ago=timedelta(hours=here.hour, minutes=here.minute, seconds=here.second + 1))
    row = item("P2")
    assert actions.claim_next(ana) == row


def test_somebody_can_take_on_less_but_never_more(ana):
    assert actions.look_after(ana, a_day=4).a_day == 4
    for more in ({"a_day": A_DAY + 1}, {"a_week": A_WEEK + 1}, {"a_day": 0}):
        with pytest.raises(ValidationError):
            actions.look_after(ana, **more)


def test_a_cry_that_nobody_else_can_take_is_offered_before_lighter_items(client, item, ana):
    danger, light = item("P0"), item("P3")
    spent(ana)
    assert offered(ana).row == danger and offered(ana).others == actions.Others.CANNOT
    client.force_login(ana)
    asked = client.post("/moderation/next/", follow=True).content.decode()
    assert "Nobody else on the team can take this now" in asked and "I can take it" in asked
    assert "enough hard reading for today" in asked and "Take a break" in asked
    assert not Reviewable.objects.filter(state=ReviewState.CLAIMED).exists()
    assert client.post("/moderation/next/", {"lighter": "1"}).url == f"/moderation/{light.pk}/"
    client.post(f"/moderation/{danger.pk}/claim/")
    danger.refresh_from_db()
    assert danger.claimed_by == ana


@pytest.mark.parametrize("why", ["spared", "skipped", "spent", "uncleared", "author"])
def test_a_colleague_who_could_not_take_it_does_not_count(item, ana, bo, why):
    band = Band.YOUNGER if why == "uncleared" else Band.ADULT
    danger = item("P0", HARM, band=band, by=bo if why == "author" else None)
    spent(ana)
    if why == "spared":
        actions.look_after(bo, spared=["self_harm"])
    elif why == "skipped":
        Skip.objects.create(reviewable=danger, by=bo)
    elif why == "spent":
        spent(bo)
    assert offered(ana).others == actions.Others.CANNOT


def test_what_a_colleague_can_take_is_offered_without_asking_first(client, item, ana, bo):
    danger, light = item("P1"), item("P3")
    spent(ana)
    assert offered(ana) == actions.Offer(danger, actions.Others.MAY)
    client.force_login(ana)
    assert client.post("/moderation/next/").url == f"/moderation/{light.pk}/"
    assert "Colleagues can take it too" in client.get("/moderation/").content.decode()


@pytest.mark.parametrize("tier", ["P0", "P1", "P2"])
def test_what_nobody_took_in_time_is_offered_whoever_could(item, ana, bo, tier):
    row = item(tier, late=True)
    spent(ana)
    assert offered(ana) == actions.Offer(row, actions.Others.LATE)


def test_serious_harm_that_is_in_time_waits_for_others(item, ana, bo):
    item("P2")
    spent(ana)
    assert offered(ana) is None
