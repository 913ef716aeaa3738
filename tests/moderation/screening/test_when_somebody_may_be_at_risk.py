"""What members write when life is hard, and what only sounds like it."""

import pytest

from moderation.screening import Context, screen
from moderation.screening.detectors import Crisis, Reading


def grades(text):
    return [finding.code for finding in Crisis().read(Reading.of(text))]


IDIOMS = [
    "this pain is killing me",
    "my back is literally killing me today",
    "I need something to kill the pain",
    "I nearly died of embarrassment in physio",
    "my phone died in the waiting room",
    "I'm dying to know how it went",
    "that cake is to die for",
    "I hurt myself lifting the shopping",
    "I burnt myself cooking again",
    "We watched Suicide Squad in bed",
    "stabbing pains in my side again",
    "I'm not suicidal, just exhausted by the paperwork",
    "I don't want to wake up early for the clinic",
    "I keep beating myself up about missing group",
    "shooting pain all down my leg, I'm dead tired",
]
NEARLY = [
    "I used to self-harm at school, and I have been well for ten years",
    "haven't hurt myself since March and I'm proud",
    "They took a lot of blood about ten minutes ago",
    "asked my husband to lock the biscuits up, can't trust myself with the ginger ones",
    "wrote thank you letters to all my nurses, one for each",
    "I watched the Dignitas documentary",
    "I don't trust myself with knives, my grip is useless",
    "I prayed for the end of that assembly",
    "the stairs are not safe with my knees",
    "they took all of my stitches out just now",
    "two lines on my arm from the cuff again",
    "I'm not going to school tomorrow",
]
INTENT = [
    "I want to die",
    "i wanna die so bad",
    "I don't just feel low, I want to kill myself",
    "thinking about ending my life",
    "I'm suicidal again",
    "kms",
    "I w4nt to d1e",
    "i want to  k i l l  m y s e l f",
]
PLAINLY = [
    "four new cuts on my hip, I'm not proud of it",
    "my sister keeps my tablets now. i dont trust myself with them",
    "I am not safe with a month of them in the house",
    "praying not to wake up is how I end each day",
    "I see why people with this go to Switzerland",
    "i'm not coming back to school tomorrow or ever again",
]
GRAVE = [
    ("took a handful of them just now, I feel sleepy", "crisis.plan"),
    ("going to take every one of them when dad is asleep", "crisis.plan"),
    ("I've finished all the letters. There is one for my boys and one for Ann", "crisis.plan"),
    ("I'm going to end it all", "crisis.plan"),
    ("I've saved up enough pills to end it", "crisis.plan"),
    ("I took all my tablets an hour ago", "crisis.plan"),
    ("I've written my goodbye letters", "crisis.plan"),
    ("the rope is ready", "crisis.plan"),
    ("how many paracetamol would it take to kill you", "crisis.method"),
    ("what's the most painless way to die? best way to die?", "crisis.method"),
    ("let's both die together tonight, who wants to die together", "crisis.pact"),
    ("just kill yourself already", "crisis.encourage"),
    ("kys", "crisis.encourage"),
]
RISK = [
    "I used to self-harm and I want to self-harm again",
    "I wish I was dead",
    "I hope I don't wake up tomorrow",
    "everyone would be better off without me",
    "there's no point in living like this",
    "I don't want to be here anymore",
    "I cut myself again last night",
    "the thoughts of suicide are back",
    "I can't live like this anymore",
]
WORRY = [
    "my friend said she wants to kill herself and I don't know what to do",
    "I'm worried about my brother, he might hurt himself",
    "someone here posted that they want to die",
    "my sister is cutting herself",
]


@pytest.mark.parametrize("text", IDIOMS)
def test_an_idiom_raises_no_alarm(text):
    assert set(grades(text)) <= {"crisis.lookalike"}


@pytest.mark.parametrize("text", NEARLY)
def test_what_only_shares_words_with_a_sign_raises_no_alarm(text):
    assert not set(grades(text)) - {"crisis.lookalike"}


@pytest.mark.parametrize("heard", [0.0, 0.1, 0.9])
@pytest.mark.parametrize("text", PLAINLY)
def test_a_plain_sign_counts_whatever_the_model_hears(text, heard):
    scores = {"crisis": heard, "crisis.risk": heard}
    reading = Reading.of(text, scores)
    found = Crisis(care=0.7, intent=0.4, doubt=0.3, case=0.7, sure=0.02, told=0.3).read(reading)
    assert "crisis.risk" in {finding.code for finding in found}


@pytest.mark.parametrize("text", INTENT)
def test_a_wish_to_die_is_heard(text):
    assert "crisis.intent" in grades(text)


@pytest.mark.parametrize(("text", "grade"), GRAVE)
def test_a_plan_a_method_and_encouragement_are_told_apart(text, grade):
    assert grade in grades(text)


@pytest.mark.parametrize("text", RISK)
def test_risk_without_intent_is_heard(text):
    assert "crisis.risk" in grades(text)


@pytest.mark.parametrize("text", WORRY)
def test_worry_about_somebody_else_is_not_taken_for_ones_own(text):
    assert grades(text) == ["crisis.worry"]


def test_worry_does_not_hide_ones_own_wish():
    both = "My sister said she wants to die and honestly I want to die too"
    assert {"crisis.worry", "crisis.intent"} <= set(grades(both))


@pytest.mark.parametrize(
    "text", ["I feel so hopeless", "I can't go on like this", "I'm a burden to my family"]
)
def test_distress_is_met_with_care_and_not_with_a_hold(text, scoring):
    verdict = screen(text, Context("adult"))
    assert verdict.care and verdict.outcome == "review"


@pytest.mark.parametrize("text", INTENT)
def test_feelings_stay_up_for_adults_and_the_crisis_lead_is_called(text, scoring):
    verdict = screen(text, Context("adult"))
    assert (verdict.outcome, verdict.care, verdict.tier) == ("review", True, "P0")


@pytest.mark.parametrize(("text", "_grade"), GRAVE)
def test_plan_method_pact_and_encouragement_are_held_everywhere(text, _grade, scoring):
    for band in ("adult", "16-17", "13-15"):
        verdict = screen(text, Context(band))
        assert verdict.outcome == "hold" and verdict.care


def test_care_never_speaks_of_toxicity(scoring):
    verdict = screen("I want to die", Context("16-17"))
    assert [reason.detector for reason in verdict.reasons] == ["crisis"]


def test_an_idiom_is_published_without_a_reason(scoring):
    verdict = screen("this pain is killing me", Context("adult"))
    assert (verdict.outcome, verdict.care, verdict.reasons) == ("publish", False, ())
