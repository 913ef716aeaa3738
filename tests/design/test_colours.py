"""Everybody can read what is written, in light and in dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.design.colour import colours, contrast, luminance

ROOT = Path(__file__).resolve().parents[2]
GROUNDS = ("ground", "surface", "surface-2")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent-ink") for ground in GROUNDS),
    *((f"{tone}-ink", ground) for tone in ("care", "danger", "ok", "warn") for ground in GROUNDS),
    *((f"{tone}-ink", f"{tone}-soft") for tone in ("accent", "care", "danger", "ok", "warn")),
    *(("ink", f"{tone}-soft") for tone in ("accent", "care", "danger", "ok", "warn")),
    ("ink-faint", "ground"),
    ("ink-faint", "surface"),
    ("on-accent", "accent"),
    ("on-care", "care-fill"),
    ("on-care", "care"),
    ("on-danger", "danger"),
    ("ink", "mark"),
]
PARTS = [
    *(("line-strong", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in GROUNDS),
    *(("accent", ground) for ground in GROUNDS),
    *(("danger", ground) for ground in GROUNDS),
]
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def test_black_on_white_is_the_strongest_contrast_there_is():
    assert contrast(luminance(0, 0, 0), luminance(100, 0, 0)) == pytest.approx(21, abs=0.01)


@THEMES
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_what_it_is_written_on(ink, ground, theme):
    found = colours(ROOT, theme)
    assert contrast(found[ink], found[ground]) >= 4.5


@THEMES
@pytest.mark.parametrize(("part", "ground"), PARTS)
def test_edges_of_controls_and_the_focus_can_be_seen(part, ground, theme):
    found = colours(ROOT, theme)
    assert contrast(found[part], found[ground]) >= 3.0
