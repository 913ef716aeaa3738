"""Contrast of the colours that tokens.css names, by the formula of WCAG 2."""

from __future__ import annotations

import math
import re
from pathlib import Path

TOKENS = Path("community/static/css/tokens.css")
NUMBER = r"([\d.]+)"
OKLCH = re.compile(rf"oklch\({NUMBER}% {NUMBER} {NUMBER}\)")
DECLARED = re.compile(
    r"--([\w-]+):\s*(light-dark\(oklch\([^)]*\), oklch\([^)]*\)\)|oklch\([^)]*\));"
)


def colours(root: Path, theme: str) -> dict[str, float]:
    """Relative luminance of each opaque colour token in the `light` or `dark` theme."""
    found = {}
    for name, value in DECLARED.findall((root / TOKENS).read_text(encoding="utf-8")):
        both = OKLCH.findall(value)
        parts = both[-1] if theme == "dark" else both[0]
        found[name] = luminance(*map(float, parts))
    return found


def contrast(one: float, other: float) -> float:
    lighter, darker = max(one, other), min(one, other)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(lightness_percent: float, chroma: float, hue_degrees: float) -> float:
    lightness, hue = lightness_percent / 100, math.radians(hue_degrees)
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
