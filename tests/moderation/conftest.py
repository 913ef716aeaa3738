"""Posts before moderators: real ones, with a filter whose answer a test chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from community.members.bands import Band
from community.members.models import Member
from forums import verdicts
from forums.models import Post, Space
from moderation import actions
from moderation.models import Reviewable
from moderation.screening import Reason, Verdict
from tests.factories import make_member
from tests.forums.conftest import HOLD, PUBLISH, Filter, make_reply, make_space, make_thread

KIND = "forums.post"
INSULT = Reason("toxicity.insult", "toxicity", 0.93, "Reads as an insult", ("useless",))
RUDE = replace(HOLD, reasons=(INSULT,), score=0.93, signals={"insult": 0.93})
INTENT = Reason("crisis.intent", "crisis", 0.97, "May be thinking of suicide", ("end it",))
DANGER: Verdict = replace(HOLD, care=True, tier="P0", reasons=(INTENT,), score=0.97)

MakePost = Callable[..., Post]


@pytest.fixture(autouse=True)
def screening(monkeypatch: pytest.MonkeyPatch) -> Filter:
    chosen = Filter()
    monkeypatch.setattr(verdicts, "screen", chosen)
    return chosen


@pytest.fixture
def make_post(db: Any, screening: Filter) -> MakePost:
    """Writes a post in a band, screened as told; a held one is in the queue."""
    spaces: dict[Band, Space] = {}

    def make(
        verdict: Verdict = PUBLISH,
        band: Band = Band.ADULT,
        body: str = "You are useless.",
        author: Member | None = None,
    ) -> Post:
        screening.answer = PUBLISH
        if band not in spaces:
            spaces[band] = make_space(f"{band}-talk", band)
        thread = make_thread(spaces[band], title="Stairs")
        screening.answer = verdict
        post = make_reply(thread, body, author or make_member(band=band))
        screening.answer = PUBLISH
        return Post.objects.get(pk=post.pk)

    return make


@pytest.fixture
def held(make_post: MakePost) -> Reviewable:
    """An insult in the adults' forum, held by the filter."""
    return row_of(make_post(RUDE))


@pytest.fixture
def ana(db: Any) -> Member:
    return make_member("Ana", roles=("moderator",), cleared=True)


@pytest.fixture
def bo(db: Any) -> Member:
    return make_member("Bo", roles=("moderator",))


@pytest.fixture
def noor(db: Any) -> Member:
    return make_member(
        "Noor", roles=("crisis_lead", "safeguarding_lead", "moderator"), cleared=True
    )


def row_of(post: Post) -> Reviewable:
    return Reviewable.objects.get(kind=KIND, object_id=post.pk)


def post_of(row: Reviewable) -> Post:
    return Post.objects.get(pk=row.object_id)


def decide(by: Member, row: Reviewable, action: str = "approve", **more: Any) -> Any:
    """Claims and decides at once."""
    claimed = actions.claim(by, row.pk)
    return actions.decide(
        by,
        row.pk,
        lease_token=claimed.lease_token,
        version=claimed.version,
        action=action,
        **more,
    )
