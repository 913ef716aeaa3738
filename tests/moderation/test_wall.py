"""What the team without a clearance must not learn of young people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from community.members.actions import end_clearances, enter_band
from community.members.bands import Band
from community.members.models import Member
from forums.models import Post
from moderation import actions, pager, queries
from moderation.models import AlarmCall, PolicyPack, SecondLook
from tests.factories import born, make_member
from tests.moderation.conftest import RUDE, decide, row_of

pytestmark = pytest.mark.django_db


def grown(member: Member) -> Member:
    Member.objects.filter(pk=member.pk).update(date_of_birth=born(18))
    enter_band(Member.objects.get(pk=member.pk), keep_name=True)
    return Member.objects.get(pk=member.pk)


def test_what_was_decided_when_an_author_was_younger_is_not_shown(make_post, ana, bo) -> None:
    kit = make_member("Kit", Band.OLDER)
    decide(ana, row_of(make_post(RUDE, Band.OLDER, author=kit)), "remove",
           reason_code="guideline_unkind")  # fmt: skip
    row = row_of(make_post(RUDE, author=grown(kit)))
    page = queries.item_page(Member.objects.get(pk=bo.pk), row)
    assert not page.earlier and page.author_counts["restricted"] == 0
    page = queries.item_page(Member.objects.get(pk=ana.pk), row)
    assert page.earlier and page.author_counts["restricted"] == 1


def test_a_pack_names_youth_spaces_to_nobody_who_does_not_moderate_them(ana, bo) -> None:
    said = ["overrides.space quiet-room 16-17: none → True", "bands.adult.toxicity.hold: 1 → 2"]
    PolicyPack.objects.create(version="2", text="", by=ana, why="quiet-room", changes=said)
    assert queries.packs(ana)[0].changes == said
    shown = queries.packs(bo)[0]
    assert (shown.changes, shown.why) == (said[1:], "")


@pytest.mark.parametrize("who", ["bo", "ana"])
def test_a_second_look_beyond_the_wall_is_as_if_missing(who, make_post, ana, bo, noor, client):
    row = row_of(make_post(RUDE, Band.YOUNGER))
    decision = decide(noor, row, "approve")
    look = SecondLook.objects.create(decision=decision, band=row.band, author=row.author)
    client.force_login({"bo": bo, "ana": ana}[who])
    there = client.post(f"/moderation/second-looks/{look.pk}/", {"may_stay": "yes"})
    missing = client.post("/moderation/second-looks/987654/", {"may_stay": "yes"})
    assert missing.status_code == 404
    assert there.status_code == (302 if who == "ana" else 404)


def test_drills_and_shifts_that_are_not_there_are_answered(ana, noor, bo, client) -> None:
    drill = actions.raise_alarm("imminent", Band.YOUNGER)
    client.force_login(bo)
    for number in (drill.pk, 987_654):
        assert client.post(f"/moderation/rota/drill/{number}/").status_code == 404
    client.force_login(noor)
    for path in ("end", "cover"):
        assert client.post(f"/moderation/rota/987654/{path}/").status_code == 404


def test_a_call_does_not_leave_for_somebody_who_is_not_cleared_any_more(noor) -> None:
    actions.raise_alarm("imminent", Band.YOUNGER)
    assert AlarmCall.objects.filter(member=noor, sent_at=None).exists()
    end_clearances(noor)
    pager.deliver(timezone.now() + timedelta(hours=1))
    assert not mail.outbox


def test_ones_own_old_words_are_kept_without_where_they_stood(make_post, client) -> None:
    kit = make_member("Kit", Band.OLDER)
    post = make_post(RUDE, Band.OLDER, body="My own words.", author=kit)
    kit = grown(kit)
    client.force_login(kit)
    page = client.get("/me/held/").content.decode()
    assert "My own words." in page and "Stairs" not in page
    item = client.get(f"/me/held/{row_of(post).pk}/").content.decode()
    assert "My own words." in item and post.get_absolute_url() not in item
    assert client.get(f"/posts/{post.pk}/fragment/").status_code == 404
    assert Post.objects.filter(pk=post.pk).exists()
