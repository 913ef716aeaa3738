"""A small forum with a space for each band, and a filter whose answer a test chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cms.api import create_page
from django.utils import timezone

from community.members.bands import Band
from community.resources.labels import Evidence, Framework, Topic
from community.resources.models import Resource
from forums import actions, verdicts
from forums.actions import Words
from forums.models import Post, Space, Thread
from moderation.screening import Context, Verdict
from tests.factories import make_member

PUBLISH = Verdict(
    outcome="publish",
    care=False,
    tier=None,
    score=0.01,
    reasons=(),
    signals={},
    model="test",
    policy="test",
    degraded=False,
)
REVIEW = replace(PUBLISH, outcome="review", tier="P3", score=0.6)
HOLD = replace(PUBLISH, outcome="hold", tier="P3", score=0.9)
CARE = replace(HOLD, care=True, tier="P0")

Screen = Callable[[str, Context], Verdict]


class Filter:
    """Says what the test wants; remembers what it was asked."""

    def __init__(self) -> None:
        self.answer = PUBLISH
        self.asked: list[tuple[str, Context]] = []
        self.rule: Callable[[str, Context], Verdict] | None = None

    def __call__(self, text: str, context: Context) -> Verdict:
        self.asked.append((text, context))
        return self.rule(text, context) if self.rule else self.answer


@pytest.fixture(autouse=True)
def screening(monkeypatch: pytest.MonkeyPatch) -> Filter:
    filter_ = Filter()
    monkeypatch.setattr(verdicts, "screen", filter_)
    return filter_


@pytest.fixture
def adults(db: Any) -> Space:
    return make_space("adults-talk", Band.ADULT)


@pytest.fixture
def older(db: Any) -> Space:
    return make_space("older-talk", Band.OLDER)


@pytest.fixture
def younger(db: Any) -> Space:
    return make_space("younger-talk", Band.YOUNGER)


def make_space(slug: str, band: Band) -> Space:
    return Space.objects.create(slug=slug, name=slug.replace("-", " ").title(), band=band)


def make_thread(
    space: Space, title: str = "Stairs", body: str = "How do you do it?", author: Any = None
) -> Thread:
    author = author or make_member(band=space.age_band)
    sent = actions.start_conversation(author, space, Words(body, title=title))
    return sent.post.thread


def make_reply(thread: Thread, body: str = "Slowly.", author: Any = None) -> Post:
    author = author or make_member(band=thread.space.age_band)
    return actions.reply(author, thread, Words(body)).post


@pytest.fixture
def resource(db: Any) -> Resource:
    """A live page of the resources, written for adults."""
    page = create_page("Pacing", "resources/resource.html", "en")
    today = timezone.localdate()
    return Resource.objects.create(
        extended_object=page,
        title="Pacing",
        slug="pacing",
        summary="Do a little less than you could.",
        topic=Topic.values[0],
        for_adults=True,
        minutes=4,
        evidence=Evidence.values[0],
        evidence_note="Studied in small trials.",
        framework=Framework.values[0],
        reviewed_on=today,
        next_review=today + timedelta(days=300),
        is_live=True,
        path="/resources/pacing/",
    )
