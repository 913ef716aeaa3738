"""Take a break: for a while nothing calls. What waits is found on the way back."""

from __future__ import annotations

from collections.abc import Mapping

LENGTHS: Mapping[int, str] = {
    1: "One day",
    3: "Three days",
    7: "A week",
    14: "Two weeks",
    30: "A month",
}
