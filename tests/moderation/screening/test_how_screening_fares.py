"""What operators and moderators are told when the filter works badly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from community.members.bands import Band
from moderation.models import Reviewable
from moderation.queries.queue import DEGRADED_SHOWN
from moderation.screening import Context, pipeline, screen
from moderation.screening.health import Health
from tests.factories import make_member
from tests.moderation.conftest import RUDE, row_of

BANNER = "The filter is not working"


@pytest.fixture
def health(monkeypatch):
    fresh = Health()
    monkeypatch.setattr(pipeline, "health", fresh)
    return fresh


def test_texts_failures_and_times_are_counted(health, scoring):
    def fail():
        raise TimeoutError

    screen("a kind word", Context("adult"))
    scoring(toxicity=0.99)
    screen("an unkind word", Context("adult"))
    scoring(before=fail)
    screen("a word that takes too long", Context("16-17"))
    report = health.report()
    assert report.outcomes == {"publish": 1, "hold": 2}
    assert report.failures == {"TimeoutError": 1}
    assert 0 < report.p50_s <= report.p95_s < 1


@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        ("", "", 404),
        ("", "Bearer ", 404),
        ("sesame", "", 404),
        ("sesame", "Bearer wrong", 404),
        ("sesame", "Bearer sesame", 200),
    ],
)
def test_metrics_show_only_to_who_has_the_token(client, settings, db, token, sent, status):
    settings.METRICS_TOKEN = token
    answer = client.get("/metrics/", headers={"Authorization": sent})
    assert answer.status_code == status
    if status == 200:
        assert "alongside_screening_seconds" in answer.content.decode()


@pytest.mark.parametrize(
    ("degraded", "ago", "told"),
    [
        (True, timedelta(minutes=1), True),
        (True, DEGRADED_SHOWN + timedelta(minutes=1), False),
        (False, timedelta(minutes=1), False),
    ],
)
def test_moderators_are_told_while_the_filter_fails(client, make_post, degraded, ago, told):
    row = row_of(make_post(RUDE, band=Band.ADULT))
    Reviewable.objects.filter(pk=row.pk).update(degraded=degraded, opened_at=timezone.now() - ago)
    client.force_login(make_member(roles=("moderator",)))
    page = client.get("/moderation/").content.decode()
    banner = page[page.index("data-degraded-banner") :].split(">", 1)[0]
    assert ("hidden" not in banner) is told
    assert BANNER in page
