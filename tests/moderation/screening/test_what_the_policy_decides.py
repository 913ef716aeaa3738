"""Thresholds by band, pre-moderation, failures, and what a pack must say."""

import asyncio
import json
import threading
import time

import pytest
import yaml

from moderation.screening import Context, Verdict, ascreen, screen
from moderation.screening.engine import Unavailable
from moderation.screening.policy import PACK, PolicyError, current, read

TEXT = "a sentence about the weather"


@pytest.mark.parametrize(
    ("band", "score", "outcome"),
    [
        ("adult", 0.49, "publish"),
        ("adult", 0.50, "review"),
        ("adult", 0.80, "hold"),
        ("16-17", 0.29, "publish"),
        ("16-17", 0.30, "review"),
        ("16-17", 0.50, "hold"),
        ("13-15", 0.01, "hold"),
    ],
)
def test_each_band_has_its_thresholds(scoring, band, score, outcome):
    scoring(toxicity=score)
    assert screen(TEXT, Context(band)).outcome == outcome


def test_an_unknown_band_is_treated_as_the_youngest(scoring):
    assert screen(TEXT, Context("12")).outcome == "hold"


def test_the_score_of_the_youngest_only_orders(scoring):
    scoring(toxicity=0.2)
    verdict = screen(TEXT, Context("13-15"))
    assert (verdict.tier, verdict.score, verdict.care) == ("P3", 0.2, False)
    assert [reason.code for reason in verdict.reasons] == ["premoderation"]


def test_swearing_alone_is_not_abuse(scoring):
    scoring(obscene=0.99, toxicity=0.1)
    assert screen(TEXT, Context("16-17")).outcome == "publish"


def test_what_our_own_model_calls_abuse_decides_before_what_others_call_toxic(scoring):
    scoring(toxicity=0.95, insult=0.9, abuse=0.1)
    assert screen("whatever", Context("adult")).outcome == "publish"
    scoring(toxicity=0.05, abuse=0.85)
    assert screen("whatever", Context("adult")).outcome == "hold"


def test_a_threat_is_looked_at_first(scoring):
    scoring(toxicity=0.9, threat=0.8, insult=0.9)
    verdict = screen(TEXT, Context("adult"))
    assert verdict.tier == "P1"
    assert [reason.code for reason in verdict.reasons] == ["toxicity.threat", "toxicity.insult"]


def fail():
    raise Unavailable("no model")


def hang():
    time.sleep(0.5)


@pytest.mark.parametrize("trouble", [fail, hang])
@pytest.mark.parametrize(
    ("band", "outcome"), [("adult", "review"), ("16-17", "hold"), ("13-15", "hold")]
)
def test_without_a_model_youth_wait_and_adults_are_read_after(
    scoring, monkeypatch, trouble, band, outcome
):
    monkeypatch.setattr("moderation.screening.pipeline.timeout_s", lambda: 0.1)
    scoring(before=trouble)
    verdict = screen(TEXT, Context(band))
    assert (verdict.outcome, verdict.degraded, verdict.model) == (outcome, True, "none")
    assert "degraded" in [reason.code for reason in verdict.reasons]


def test_care_works_without_a_model(scoring):
    scoring(before=fail)
    assert screen("I want to die", Context("adult")).care


def test_nothing_raises_even_without_a_policy(scoring, monkeypatch):
    def broken_pack():
        raise PolicyError("unreadable")

    monkeypatch.setattr("moderation.screening.pipeline.current", broken_pack)
    assert screen(TEXT, Context("16-17")).outcome == "hold"
    assert screen(TEXT, Context("adult")).outcome == "review"


def test_the_event_loop_goes_on_meanwhile(scoring):
    went_on = threading.Event()
    scoring(before=lambda: went_on.wait(5))

    async def both():
        reading = asyncio.create_task(ascreen(TEXT, Context("adult")))
        for _ in range(5):
            await asyncio.sleep(0.01)
        went_on.set()
        return await reading

    assert asyncio.run(both()).outcome == "publish"


def test_a_verdict_survives_json(scoring):
    scoring(toxicity=0.9)
    verdict = screen("call 07700 900123 if you want to die", Context("16-17"))
    assert Verdict.from_dict(json.loads(json.dumps(verdict.as_dict()))) == verdict
    assert verdict.policy == current().version


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"bands": {}}, "bands must be"),
        ({"counted": ["rudeness"]}, "labels must be"),
        ({"surprise": 1}, "surprise"),
        ({"youth_tiers": {"contact.pigeon": "P1"}}, "not in findings"),
        ({"version": ""}, "version"),
    ],
)
def test_a_pack_that_is_wrong_is_refused_with_the_reason(tmp_path, change, complaint):
    pack = yaml.safe_load(PACK.read_text())
    path = tmp_path / "policy.yaml"
    path.write_text(yaml.safe_dump({**pack, **change}))
    with pytest.raises(PolicyError, match=complaint):
        read(path)


def test_a_pack_may_not_publish_youth_without_a_filter(tmp_path):
    pack = yaml.safe_load(PACK.read_text())
    pack["bands"]["16-17"]["on_failure"] = "review"
    path = tmp_path / "policy.yaml"
    path.write_text(yaml.safe_dump(pack))
    with pytest.raises(PolicyError, match="youth must be held"):
        read(path)


STRICTER = {"review": 0.20, "hold": 0.30}


@pytest.mark.parametrize(
    ("override", "context", "score", "outcome"),
    [
        ({"space": "flares"}, Context("adult", "flares"), 0.35, "hold"),
        ({"space": "flares"}, Context("adult", "sleep"), 0.35, "publish"),
        ({"band": "16-17"}, Context("16-17"), 0.25, "review"),
        ({"band": "16-17"}, Context("adult"), 0.25, "publish"),
        ({"language": "de"}, Context("adult", language="de"), 0.25, "review"),
        ({"language": "de"}, Context("adult"), 0.25, "publish"),
        ({"model": "ordered"}, Context("adult"), 0.25, "review"),
        ({"model": "another"}, Context("adult"), 0.25, "publish"),
        ({"space": "flares", "band": "adult"}, Context("16-17", "flares"), 0.25, "publish"),
    ],
)
def test_thresholds_hang_on_space_band_language_and_model(
    scoring, tmp_path, monkeypatch, override, context, score, outcome
):
    pack = yaml.safe_load(PACK.read_text())
    path = tmp_path / "policy.yaml"
    path.write_text(yaml.safe_dump({**pack, "overrides": [{**override, "toxicity": STRICTER}]}))
    monkeypatch.setattr("moderation.screening.pipeline.current", lambda: read(path))
    scoring(toxicity=score)
    assert screen(TEXT, context).outcome == outcome


@pytest.mark.parametrize(
    ("override", "complaint"),
    [
        ({"space": "flares", "toxicity": {"review": 0.4, "hold": 0.5}}, "looser"),
        ({"band": "13-15", "toxicity": {"review": 0.3, "hold": 0.6}}, "looser"),
        ({"band": "12", "toxicity": STRICTER}, "unknown band"),
        ({"toxicity": {"review": 0.3, "hold": 0.2}}, "review must not"),
    ],
)
def test_an_override_may_not_loosen_what_protects_youth(tmp_path, override, complaint):
    pack = yaml.safe_load(PACK.read_text())
    path = tmp_path / "policy.yaml"
    path.write_text(yaml.safe_dump({**pack, "overrides": [override]}))
    with pytest.raises(PolicyError, match=complaint):
        read(path)
