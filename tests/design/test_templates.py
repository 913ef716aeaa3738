"""What the content policy would block is not written, and what is named exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("community", "forums", "groups", "moderation", "video", "templates")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script in the page": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*json)", re.IGNORECASE),
    "a script in an attribute": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[\w:-]*)\s*=", re.IGNORECASE),
    "a script in an address": re.compile(r"javascript:", re.IGNORECASE),
}
ICONS = (
    re.compile(r'icon\.html" with name="([\w-]+)"'),
    re.compile(r'\bicon="([\w-]+)"'),
    re.compile(r"sprite\.svg(?:' %})?#([\w-]+)"),
)


def files(*endings: str) -> list[Path]:
    found = [p for part in SOURCES for end in endings for p in (ROOT / part).rglob(f"*{end}")]
    assert found
    return sorted(found)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("reason", FORBIDDEN)
def test_no_page_carries(reason):
    bad = [str(p.relative_to(ROOT)) for p in files(".html") if FORBIDDEN[reason].search(text(p))]
    assert not bad


def test_every_icon_that_is_named_is_in_the_sprite():
    sprite = text(ROOT / "community/static/icons/sprite.svg")
    there = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    named = {
        name: path.name
        for path in files(".html", ".js", ".py")
        for pattern in ICONS
        for name in pattern.findall(text(path))
    }
    assert len(named) > 10
    assert {name: where for name, where in named.items() if name not in there} == {}


def test_every_value_that_a_style_uses_is_given_somewhere():
    styles = {path: COMMENT.sub("", text(path)) for path in files(".css")}
    given = {name for style in styles.values() for name in re.findall(r"(--[\w-]+)\s*:", style)}
    given |= {n for p in files(".js") for n in re.findall(r'setProperty\(\s*"(--[\w-]+)"', text(p))}
    missing = {
        f"{path.name}: {name}"
        for path, style in styles.items()
        for name in re.findall(r"var\(\s*(--[\w-]+)\s*\)", style)
        if name not in given
    }
    assert missing == set()


def test_app_styles_stay_in_their_layer():
    for path in files(".css"):
        if path.parent.name == "css":
            continue
        assert COMMENT.sub("", text(path)).strip().startswith("@layer app"), path.name
