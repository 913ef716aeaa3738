"""A random look at what nothing flagged, so that somebody notices what the filter misses."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from moderation.actions import sampling
from moderation.models import Reviewable
from moderation.screening.policy import PACK, PolicyError, current, read
from tests.factories import make_member
from tests.forums.conftest import PUBLISH
from tests.moderation.conftest import RUDE


@pytest.fixture
def draw(monkeypatch, settings):
    """`draw(0.001)`: what the dice show from now on."""
    settings.RANDOM_LOOKS = True

    def show(value):
        monkeypatch.setattr(sampling, "_dice", SimpleNamespace(random=lambda: value))

    return show


def test_a_drawn_post_is_looked_at_last_and_stays_up(make_post, draw):
    draw(0.001)
    post = make_post(PUBLISH)
    row = Reviewable.objects.get(object_id=post.pk)
    assert (row.tier, row.sources, row.reasons) == ("P4", ["sample"], [])
    assert row.sampled_share == current().sample_share(PUBLISH.score)
    assert post.state == "published"


def test_an_operator_can_switch_it_off(make_post, draw, settings):
    draw(0.0)
    settings.RANDOM_LOOKS = False
    make_post(PUBLISH)
    assert not Reviewable.objects.exists()


def test_most_posts_are_not_drawn(make_post, draw):
    draw(0.5)
    make_post(PUBLISH)
    assert not Reviewable.objects.exists()


def test_nearer_to_the_threshold_more_are_drawn(make_post, draw):
    draw(0.04)
    make_post(PUBLISH)
    assert not Reviewable.objects.exists()
    make_post(replace(PUBLISH, score=0.32))
    assert Reviewable.objects.get().sampled_share == 0.05


def test_what_was_flagged_anyway_is_not_drawn_again(make_post, draw):
    draw(0.0)
    row = Reviewable.objects.get(object_id=make_post(RUDE).pk)
    assert row.sources == ["screening"] and row.sampled_share is None


def test_the_author_of_a_drawn_post_hears_nothing(make_post, draw, client):
    draw(0.001)
    author = make_member()
    make_post(PUBLISH, author=author)
    assert not author.notices.exists()


def test_of_ordinary_posts_about_one_in_a_hundred_is_drawn():
    """Scores as the model gives them: nine in ten texts score below 0.30."""
    policy = current()
    shares = [policy.sample_share(score) for score in [0.2] * 92 + [0.32] * 6 + [0.42] * 2]
    assert 0.008 <= sum(shares) / len(shares) <= 0.013


@pytest.mark.parametrize(
    "strata", ["[{from: 0.1, share: 0.01}]", "[{from: 0.0, share: 0.1}, {from: 0.0, share: 0.2}]"]
)
def test_strata_must_cover_every_score_once(tmp_path, strata):
    text = PACK.read_text(encoding="utf-8")
    start = text.index("sampling:")
    end = text.index("# In youth spaces")
    path = tmp_path / "policy.yaml"
    path.write_text(f"{text[:start]}sampling: {strata}\n\n{text[end:]}", encoding="utf-8")
    with pytest.raises(PolicyError, match="sampling must start from 0"):
        read(path)
