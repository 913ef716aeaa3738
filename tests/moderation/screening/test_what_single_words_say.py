"""The second opinion of the words alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.screening.places import HERE
from moderation.screening.words import QUESTIONS, SLOTS, Stretch, Words, slots, together

PLAIN = Stretch()
TOXICITY, ABUSE, CRISIS = (QUESTIONS.index(one) for one in ("toxicity", "abuse", "crisis"))


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(HERE / "checkpoint" / "words.npz")


def test_blunt_words_score_above_kind_ones(words):
    blunt, kind = words.logits(["you are a stupid worthless idiot", "thank you, that helped me"])
    for question in (TOXICITY, ABUSE):
        assert blunt[question] > 2 > -2 > kind[question]


def test_despair_is_told_from_a_figure_of_speech(words):
    despair, figure = words.logits(["i want to die and never wake up", "this queue is killing me"])
    assert despair[CRISIS] > 0 > figure[CRISIS]


@given(st.text(max_size=300))
def test_any_text_has_logits_and_fills_known_slots(words, text):
    filled = slots(text)
    assert len(set(filled.tolist())) == len(filled)
    assert not len(filled) or (filled.min() >= 0 and filled.max() < SLOTS)
    (found,) = words.logits([text])
    assert found.shape == (len(QUESTIONS),) and np.isfinite(found).all()


def test_capitals_and_spaces_change_nothing():
    assert slots("Kind  WORDS, truly").tolist() == slots("kind words , truly").tolist()


def test_both_opinions_weigh():
    alone = {"toxicity": 0.5, "abuse": 0.5, "crisis": 0.5, "contact": 0.5, "medical": 0.5}
    assert together(alone, None, PLAIN) == alone
    found = together(alone, [2.0, -2.0, 0.0, 2.0, -2.0], PLAIN)
    assert found == pytest.approx(
        {"toxicity": 0.832, "abuse": 0.168, "crisis": 0.5, "contact": 0.832, "medical": 0.168},
        abs=0.001,
    )


def test_grades_of_crisis_rise_and_fall_with_it():
    alone = {"toxicity": 0.1, "abuse": 0.1, "crisis": 0.4, "contact": 0.1, "medical": 0.1}
    alone |= {"crisis.distress": 0.3, "crisis.intent": 0.1}
    found = together(alone, [0.0, 0.0, 3.0, 0.0, 0.0], PLAIN)
    assert found["crisis"] > 0.85
    assert found["crisis.distress"] + found["crisis.intent"] == pytest.approx(found["crisis"])
    assert found["crisis.distress"] == pytest.approx(3 * found["crisis.intent"])


def test_the_clearest_abuse_rises_steeply_and_the_order_stays():
    stretch = Stretch(by=0.5, move=-0.5, steep=4.0)
    scores = [
        together({"abuse": one}, None, stretch)["abuse"] for one in (0.01, 0.3, 0.73, 0.9, 0.999)
    ]
    assert scores == sorted(scores)
    assert scores[2] == pytest.approx(0.5, abs=0.01) and scores[3] > 0.9


def test_certainty_is_no_error():
    found = together({"toxicity": 1.0}, [-9.0], PLAIN)["toxicity"]
    assert 0.0 < found < 1.0


def test_weights_of_another_shape_are_refused(tmp_path):
    path = tmp_path / "words.npz"
    np.savez(path, weights=np.zeros((8, 5), dtype=np.int8), units=np.ones(5), biases=np.zeros(5))
    with pytest.raises(ValueError, match="not those of this version"):
        Words(path)


def test_a_toxic_tail_of_a_long_text_is_not_lost_in_it(model):
    calm = "We went to the shop and then home again for tea. " * 60
    tail = "You are a stupid worthless idiot, shut your ugly mouth."
    long, short = (model.scores([text])[0]["abuse"] for text in (calm + tail, calm))
    assert long > 0.5 > short


KIND = [
    "you always manage to make me feel less alone",
    "i love reading your updates every week",
    "who helped you set up that desk, it looks comfy",
    "have you tried ringing the specialist nurse line?",
    "u give such good advice",
    "you never let anyone feel left out",
    "your poem was beautiful, i read it twice",
    "you look so happy with your new dog",
    "good for you, that took courage",
    "you should be really proud of today",
]
OUT_OF_PLACE = ["silver ladder", "quiet kettle", "a1f3", "green Tuesday"]


@pytest.mark.parametrize("text", KIND)
def test_kind_words_to_somebody_do_not_wait_anywhere(model, text):
    assert model.scores([text])[0]["abuse"] < 0.5


@pytest.mark.parametrize("beside", OUT_OF_PLACE)
def test_words_out_of_place_do_not_hide_plain_abuse(model, beside):
    abuse = "Shut up, you stupid pathetic idiot, you make me sick"
    for text in (f"{beside} {abuse}", f"{abuse} {beside}"):
        assert model.scores([text])[0]["abuse"] >= 0.5, text
