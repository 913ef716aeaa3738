"""Crisis, contact and medicine that no rule has words for, and figures of speech that a rule
took at their word."""

import numpy as np
import pytest

from moderation.screening import Context, screen
from moderation.screening.detectors import Contact, Crisis, Medical, Reading
from moderation.screening.engine import SISTER_SCORES, Engine, Sisters, Unavailable
from moderation.screening.labels import CRISIS, SISTERS

PLAIN = "a sentence about the weather"


def codes(detector, text, **scores):
    scores = {name.replace("_", ".", 1): value for name, value in scores.items()}
    return [finding.code for finding in detector.read(Reading.of(text, scores))]


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ({"crisis": 0.39, "crisis_risk": 0.39}, []),
        ({"crisis": 0.41, "crisis_distress": 0.41}, ["crisis.distress"]),
        ({"crisis": 0.9, "crisis_worry": 0.8}, ["crisis.worry"]),
        ({"crisis": 0.9, "crisis_risk": 0.8}, ["crisis.risk"]),
        ({"crisis": 0.9, "crisis_intent": 0.6, "crisis_risk": 0.3}, ["crisis.intent"]),
        # Not sure enough of an intent: the next grade below.
        ({"crisis": 0.9, "crisis_intent": 0.45, "crisis_risk": 0.4}, ["crisis.risk"]),
    ],
)
def test_the_head_gives_the_grade(scores, found):
    assert codes(Crisis(care=0.4, intent=0.5), PLAIN, **scores) == found


def test_a_weak_sign_brings_the_help_card_and_no_case():
    crisis = Crisis(care=0.1, intent=0.3, case=0.3)
    assert codes(crisis, PLAIN, crisis=0.2, crisis_risk=0.2) == ["crisis.distress"]
    assert codes(crisis, PLAIN, crisis=0.35, crisis_risk=0.3) == ["crisis.risk"]


def test_a_figure_of_speech_is_overruled_but_never_a_plan():
    crisis = Crisis(care=0.4, intent=0.5, doubt=0.03)
    assert "crisis.distress" in codes(crisis, "I can't go on like this any more", crisis=0.2)
    assert codes(crisis, "I can't go on like this any more", crisis=0.01) == []
    assert "crisis.plan" in codes(crisis, "I wrote my goodbye letters", crisis=0.01)


def test_a_plan_is_a_figure_of_speech_only_where_the_head_is_as_good_as_certain():
    crisis = Crisis(care=0.4, intent=0.5, doubt=0.3, sure=0.02)
    words = "I wrote my goodbye letters"
    assert "crisis.plan" in codes(crisis, words, crisis=0.03)
    assert codes(crisis, words, crisis=0.01) == []
    assert "crisis.pact" in codes(crisis, "let's kill ourselves together", crisis=0.001)


def test_who_tells_of_being_told_to_die_is_cared_for_and_not_held():
    crisis = Crisis(care=0.4, doubt=0.3, sure=0.02, told=0.35)
    words = "she goes go kill urself, in front of the class"
    assert codes(crisis, words, crisis=0.03, abuse=0.2) == ["crisis.told"]
    assert codes(crisis, words, crisis=0.001, abuse=0.2) == ["crisis.told"]
    assert codes(crisis, words, crisis=0.03, abuse=0.7) == ["crisis.encourage"]
    assert codes(crisis, words) == ["crisis.encourage"]


def test_ordinary_talk_of_numbers_is_no_plea_where_the_head_is_sure_and_details_still_count():
    contact = Contact(0.5, doubt=0.3)
    words = "my number of good days is up"
    assert codes(contact, words, contact=0.05) == []
    assert codes(contact, words, contact=0.4) == ["contact.elsewhere"]
    assert codes(contact, words) == ["contact.elsewhere"]
    assert codes(contact, "mail rosa@example.org", contact=0.01) == ["contact.email"]


def test_without_a_model_the_rules_stand_alone():
    assert "crisis.distress" in codes(Crisis(care=0.4, doubt=0.03), "I can't go on like this")


@pytest.mark.parametrize(("detector", "name"), [(Contact, "contact"), (Medical, "medical")])
def test_a_head_speaks_where_no_rule_does(detector, name):
    assert codes(detector(0.5), PLAIN, **{name: 0.6}) == [f"{name}.likely"]
    assert codes(detector(0.5), PLAIN, **{name: 0.4}) == []


def test_rules_name_the_kind_of_contact():
    found = codes(Contact(0.5), "mail rosa@example.org please", contact=0.99)
    assert "contact.email" in found and "contact.likely" not in found


@pytest.mark.parametrize(("band", "outcome"), [("adult", "publish"), ("16-17", "hold")])
def test_youth_are_kept_from_contact_sooner_than_adults(scoring, band, outcome):
    scoring(contact=0.37)
    assert screen(PLAIN, Context(band)).outcome == outcome


def test_care_is_no_reason_to_hold(scoring):
    scoring(crisis=0.9, **{"crisis.risk": 0.8})
    verdict = screen(PLAIN, Context("16-17"))
    assert (verdict.outcome, verdict.care, verdict.tier) == ("review", True, "P2")


def test_who_asks_for_help_does_not_wait_for_a_guess(scoring):
    scoring(contact=0.3, medical=0.3, crisis=0.9, **{"crisis.risk": 0.8})
    verdict = screen(PLAIN, Context("16-17"))
    assert (verdict.outcome, verdict.care) == ("review", True)
    assert [reason.code for reason in verdict.reasons] == ["crisis.risk"]


def test_the_heads_are_read_as_they_were_trained(tmp_path):
    names, width = list(SISTERS), 3
    weights = [[0.0] * width for _ in names]
    weights[names.index("crisis.risk")][0] = 9.0
    weights[names.index("contact")][1] = 9.0
    path = tmp_path / "sisters.json"
    path.write_text(
        f'{{"names": {names}, "weights": {weights}, "biases": {[0.0] * len(names)}}}'.replace(
            "'", '"'
        )
    )
    found = Sisters(path).scores(np.eye(3, dtype=np.float32))
    risk, contact, none = (dict(zip(SISTER_SCORES, row, strict=True)) for row in found)
    assert risk["crisis"] > 0.99 and risk["crisis.risk"] > 0.99 and risk["contact"] == 0.5
    assert contact["contact"] > 0.99
    assert none["crisis"] == pytest.approx(1 - 1 / len(CRISIS))


def test_beside_another_model_its_own_labels_say_what_is_toxic(monkeypatch):
    class Fixed:
        version = "fixed"

        def __init__(self, **scores):
            self.found = scores

        def scores(self, texts):
            return [self.found for _ in texts]

    both = (Fixed(toxicity=0.2), Fixed(toxicity=0.9, abuse=0.9, contact=0.7))
    fresh = Engine()
    monkeypatch.setattr(fresh, "_models", both)
    assert fresh.score("a text").scores == {"toxicity": 0.2, "contact": 0.7}


def test_heads_of_another_version_are_refused(tmp_path):
    (tmp_path / "sisters.json").write_text('{"names": ["crisis"], "weights": [[1]], "biases": [0]}')
    with pytest.raises(ValueError, match="not those of this version"):
        Sisters(tmp_path / "sisters.json")


def test_a_model_that_is_not_there_leaves_the_rules(monkeypatch):
    def missing():
        raise Unavailable("gone")

    class Gone:
        def score(self, text, timeout_s=None):
            missing()

    monkeypatch.setattr("moderation.screening.pipeline.engine", Gone)
    verdict = screen("I have the pills here, I wrote my goodbye letters", Context("adult"))
    assert verdict.degraded and verdict.care and verdict.tier == "P0"
