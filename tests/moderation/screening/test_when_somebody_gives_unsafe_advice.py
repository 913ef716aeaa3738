"""Trade, doses, stopping, cures; and the plain talk about one's own treatment."""

import pytest

from moderation.screening import Context, screen
from moderation.screening.detectors import Medical, Reading


def codes(text):
    return [finding.code for finding in Medical().read(Reading.of(text))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("anyone selling tramadol?", "medical.trade"),
        ("I've got spare codeine if anyone needs it", "medical.trade"),
        ("can I buy your leftover oxy", "medical.trade"),
        ("where can I get pregabalin without a prescription", "medical.trade"),
        ("happy to post you some of my old patches", "medical.trade"),
        ("just take 800mg of ibuprofen every two hours", "medical.dosing"),
        ("you should double your dose", "medical.dosing"),
        ("you can take six tablets at once, it's fine", "medical.dosing"),
        ("you should stop taking your meds, they're poison", "medical.stop"),
        ("just bin your antidepressants", "medical.stop"),
        ("you don't need those pills", "medical.stop"),
        ("this oil cures fibromyalgia in two weeks", "medical.cure"),
        ("guaranteed cure, message me", "medical.cure"),
    ],
)
def test_is_noticed(text, code):
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "I take 300 mg of gabapentin at night",
        "my doctor told me to double my dose for a week",
        "please don't stop your meds without asking your doctor",
        "never double your dose",
        "I stopped taking naproxen because of my stomach",
        "I'm sick of people selling me miracle cures",
        "there is no cure, but pacing helps",
        "the pharmacy will post my tablets",
        "has anyone got experience with duloxetine?",
        "my gp told me I should stop the codeine",
    ],
)
def test_ones_own_treatment_can_be_spoken_of(text):
    assert codes(text) == []


def test_it_waits_for_a_moderator_in_every_band(scoring):
    for band in ("adult", "16-17"):
        verdict = screen("anyone selling tramadol?", Context(band))
        assert (verdict.outcome, verdict.tier, verdict.care) == ("hold", "P2", False)
