"""The texts themselves: long enough, plain enough, labelled, and free of words we do not use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from community.members.bands import YOUTH, Band
from community.resources import seeds
from community.resources.labels import Evidence, Framework, Topic
from tests.resources.reading import grade

RESOURCES = list(seeds.resources())
PAGES = seeds.pages()
SHUNNED = re.compile(
    r"\bpatients?\b|\bsuffer|committed suicide|non-compliant|blacklist|shadowban"
    r"|\d+ ?(mg|milligram|ml|tablets?|pills?)\b",
    re.IGNORECASE,
)


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", re.sub(r"</(p|li|h\d|td|th)>", "\n", html))


@pytest.mark.parametrize("seed", RESOURCES, ids=lambda seed: seed.slug)
def test_a_resource_is_whole(seed: seeds.Seed) -> None:
    text, label = plain(seed.slots["body"]), seed.label
    assert label is not None
    assert 600 <= len(text.split()) <= 1000
    assert label.evidence in Evidence.values
    assert label.framework in Framework.values
    assert label.topic in Topic.values
    assert label.bands
    assert label.next_review > label.reviewed_on
    assert label.evidence == Evidence.NONE or label.sources


@pytest.mark.parametrize("seed", RESOURCES + PAGES, ids=lambda seed: seed.slug)
def test_a_text_is_plain(seed: seeds.Seed) -> None:
    text = plain(" ".join(seed.slots.values()))
    for_youth = seed.label is None or bool(seed.label.bands & YOUTH)
    assert grade(text) <= (6 if for_youth else 8)
    assert not SHUNNED.search(text), SHUNNED.search(text)


def test_there_is_enough_for_everybody() -> None:
    labels = [seed.label for seed in RESOURCES if seed.label]
    assert len(labels) >= 12
    assert sum(label.bands <= YOUTH for label in labels) >= 3
    for band in Band:
        assert sum(band in label.bands for label in labels) >= 8


def test_the_measure_of_reading_tells_easy_from_hard() -> None:
    easy = "The cat sat on the mat. It was warm. The cat was glad."
    hard = (
        "Multidisciplinary biopsychosocial interventions necessitate comprehensive, individualised "
        "assessment of predisposing vulnerabilities and concomitant psychological comorbidities."
    )
    assert grade(easy) < 3
    assert grade(hard) > 14


def test_a_text_without_a_head_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bare.md"
    path.write_text("Just words\n")
    with pytest.raises(ValueError, match=r"bare\.md"):
        seeds.read(path)
