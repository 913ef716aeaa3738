"""The words' second opinion on toxicity."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.screening.engine import Engine
from moderation.screening.places import HERE
from moderation.screening.words import SLOTS, WORDS, Words, slots, together


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(HERE / "checkpoint" / "words.npz")


def test_blunt_words_score_above_kind_ones(words):
    blunt, kind = words.scores(["you are a stupid worthless idiot", "thank you, that helped me"])
    assert blunt > 0.9 > 0.1 > kind


@given(st.text(max_size=300))
def test_any_text_has_a_score_and_fills_known_slots(text):
    filled = slots(text)
    assert len(set(filled.tolist())) == len(filled)
    assert not len(filled) or (filled.min() >= 0 and filled.max() < SLOTS)
    (score,) = Words(HERE / "checkpoint" / "words.npz").scores([text])
    assert 0.0 <= score <= 1.0


def test_capitals_and_spaces_change_nothing():
    assert slots("Kind  WORDS, truly").tolist() == slots("kind words , truly").tolist()


def test_both_opinions_weigh():
    alone = {"toxicity": 0.5, "insult": 0.3}
    assert together(alone) == alone
    for said, expected in ((0.5, 0.5), (0.9, 0.853), (0.1, 0.147)):
        found = together({**alone, WORDS: said})
        assert found == {"toxicity": pytest.approx(expected, abs=0.001), "insult": 0.3}


def test_certainty_is_no_error():
    found = together({"toxicity": 1.0, WORDS: 0.0})["toxicity"]
    assert 0.0 < found < 1.0


def test_weights_of_another_shape_are_refused(tmp_path):
    path = tmp_path / "words.npz"
    np.savez(path, weights=np.zeros(8, dtype=np.int8), unit=np.float32(1), bias=np.float32(0))
    with pytest.raises(ValueError, match="not those of this version"):
        Words(path)


def test_what_is_served_weighs_both_and_names_no_words(monkeypatch):
    class Fixed:
        version = "fixed"

        def scores(self, texts):
            return [{"toxicity": 0.5, WORDS: 0.9} for _ in texts]

    fresh = Engine()
    monkeypatch.setattr(fresh, "_models", (Fixed(),))
    assert fresh.score("a text").scores == {"toxicity": pytest.approx(0.853, abs=0.001)}


def test_the_words_of_our_model_do_not_judge_beside_another(monkeypatch):
    class Fixed:
        version = "fixed"

        def __init__(self, **scores):
            self.found = scores

        def scores(self, texts):
            return [self.found for _ in texts]

    both = (Fixed(toxicity=0.2), Fixed(toxicity=0.9, abuse=0.9, contact=0.7, words=0.9))
    fresh = Engine()
    monkeypatch.setattr(fresh, "_models", both)
    assert fresh.score("a text").scores == {"toxicity": 0.2, "contact": 0.7}


def test_a_toxic_tail_of_a_long_text_is_read_by_itself(model):
    calm = "We went to the shop and then home again for tea. " * 60
    tail = "You are a stupid worthless idiot, shut your ugly mouth."
    long, short = (model.scores([text])[0][WORDS] for text in (calm + tail, calm))
    assert long > short
