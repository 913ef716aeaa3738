"""Sentences as members type them, which the model never learned from: how many are read rightly."""

import json
from collections import Counter

import pytest

from moderation.screening import evaluate, measures, screen
from moderation.screening.engine import Engine
from moderation.screening.training import own
from tests.moderation.screening.test_the_shipped_model import ROOT

HERE = ROOT / "tests" / "moderation" / "screening"
EXAMS = [HERE / f"{name}.jsonl" for name in ("exam", "exam_field", "exam_unseen")]
FIRST, FIELD, UNSEEN = (evaluate.questions(exam) for exam in EXAMS)
ASKED = [*FIRST, *FIELD, *UNSEEN]


@pytest.fixture(scope="module")
def graded(where):
    """Each question with its verdict, by the shipped model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("moderation.screening.engine.needed", lambda: (where,))
        fresh = Engine()
        patch.setattr("moderation.screening.pipeline.engine", lambda: fresh)
        return [(one, screen(one.text, one.context)) for one in ASKED]


# What the shipped model reaches: a better model raises these, and none lowers them. The last exam
# is by another hand than the training sentences and the other two; no sentence was written and no
# threshold chosen with it in view, so it has the goals themselves (docs/model-card.md).
REACHED = [
    (FIRST, "benign", evaluate.held, 0.0, 0.03),
    (FIRST, "toxic", evaluate.caught, 0.91, 1.0),
    (FIRST, "crisis", evaluate.cared, 0.95, 1.0),
    (FIRST, "lookalike", evaluate.cared, 0.0, 0.10),
    (FIRST, "contact", evaluate.by("contact"), 0.95, 1.0),
    (FIRST, "medical", evaluate.by("medical"), 0.85, 1.0),
    (FIELD, "benign", evaluate.held, 0.0, 0.035),
    (FIELD, "toxic", evaluate.caught, 0.90, 1.0),
    (FIELD, "crisis", evaluate.cared, 0.97, 1.0),
    (FIELD, "lookalike", evaluate.cared, 0.0, 0.10),
    (FIELD, "contact", evaluate.by("contact"), 0.95, 1.0),
    (FIELD, "medical", evaluate.by("medical"), 0.90, 1.0),
    (UNSEEN, "benign", evaluate.held, 0.0, 0.03),
    (UNSEEN, "toxic", evaluate.caught, 0.85, 1.0),
    (UNSEEN, "crisis", evaluate.cared, 0.90, 1.0),
    (UNSEEN, "lookalike", evaluate.cared, 0.0, 0.10),
    (UNSEEN, "contact", evaluate.by("contact"), 0.90, 1.0),
    (UNSEEN, "medical", evaluate.by("medical"), 0.80, 1.0),
]


@pytest.mark.parametrize(("exam", "kind", "test", "least", "most"), REACHED)
def test_most_of_them_are_read_rightly(graded, exam, kind, test, least, most):
    asked = set(map(id, exam))
    mine = [
        (one, test(verdict)) for one, verdict in graded if one.kind == kind and id(one) in asked
    ]
    share = sum(hit for _, hit in mine) / len(mine)
    wrong = [one.text for one, hit in mine if hit is (most < 1.0)]
    assert least <= share <= most, wrong


def test_nobody_in_crisis_is_held_for_toxicity(graded):
    """Care is no penalty: what holds a cry for help is a plan or a method, never its tone."""
    held = [
        one.text
        for one, verdict in graded
        if one.kind == "crisis"
        and evaluate.held(verdict)
        and not any(reason.detector == "crisis" for reason in verdict.reasons)
    ]
    assert held == []


def test_the_exam_covers_every_kind_for_adults_and_for_youth():
    kinds = Counter((one.kind, one.context.band) for one in ASKED)
    assert len(ASKED) >= 1440
    for kind in ("benign", "toxic", "crisis", "lookalike", "contact", "medical"):
        assert kinds[kind, "adult"] >= 5 and kinds[kind, "16-17"] >= 5, kind


def test_no_text_of_the_exam_was_learned_from():
    def key(text):
        return "".join(ch for ch in text.lower() if ch.isalnum())

    learned = {key(row.text) for row in own.sentences()}
    assert [one.text for one in ASKED if key(one.text) in learned] == []


def test_the_ids_of_the_exam_are_unique():
    lines = [line for exam in EXAMS for line in exam.read_text(encoding="utf-8").splitlines()]
    ids = [json.loads(line)["id"] for line in lines]
    assert len(ids) == len(set(ids))


def test_the_measures_are_those_of_the_books():
    assert measures.auc([True, False, True, False], [0.9, 0.1, 0.4, 0.6]) == 0.75
    assert measures.auc([True, False], [0.5, 0.5]) == 0.5
    assert measures.wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=5e-4)
    assert measures.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-4)
    assert measures.auc_interval(0.5, 50, 50) == pytest.approx((0.3864, 0.6136), abs=2e-3)


def test_figures_go_between_the_marks_of_the_card(tmp_path):
    card = tmp_path / "card.md"
    card.write_text("before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n")
    evaluate.write_card(card, [evaluate.Figure("what", "0.5", "≥ 0.4")])
    text = card.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n")
    assert "| what | 0.5 | ≥ 0.4 |" in text and "old" not in text


def test_a_card_without_a_place_for_figures_is_left_alone(tmp_path):
    card = tmp_path / "card.md"
    card.write_text("no marks")
    with pytest.raises(ValueError, match="no place for figures"):
        evaluate.write_card(card, [])
    assert card.read_text() == "no marks"
