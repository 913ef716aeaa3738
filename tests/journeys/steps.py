"""Steps that several journeys share."""

from __future__ import annotations

import random

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

PATIENCE_MS = 10_000
HOW = [
    "amber", "blue", "brown", "calm", "clean", "early", "fresh", "golden",
    "green", "grey", "late", "light", "mellow", "neat", "new", "old", "pale",
    "plain", "quiet", "round", "short", "silver", "small", "soft", "still", "sunny",
    "tall", "tidy", "warm", "wide", "white", "yellow",
]  # fmt: skip
WHAT = [
    "apple", "bakery", "basket", "bench", "bicycle", "blanket", "bridge", "button",
    "candle", "carpet", "chair", "cherry", "cloud", "cup", "curtain", "door", "drawer",
    "garden", "guitar", "harbour", "jacket", "kettle", "ladder", "lamp", "lemon", "letter",
    "market", "meadow", "mirror", "orchard", "pencil", "piano", "pillow", "postcard",
    "radio", "river", "saucer", "scarf", "shelf", "spoon", "table", "teapot", "tram",
    "umbrella", "window",
]  # fmt: skip
_dice = random.Random()
_pairs = [f"{how} {what}" for how in HOW for what in WHAT]
_dice.shuffle(_pairs)


def fresh_words() -> str:
    """Two plain words that no other test uses together. Codes such as 3f2a look like disguised
    words, and the filter lets them wait among youth now and then."""
    return _pairs.pop()


def follow(page: Page, name: str) -> None:
    """Follows a link as a person does: whoever sees that nothing happens presses again."""
    before = page.url
    for _ in range(3):
        page.get_by_role("link", name=name).click()
        try:
            page.wait_for_url(lambda url: url != before, timeout=PATIENCE_MS)
        except TooLate:
            continue
        return
    raise AssertionError(f"the link “{name}” on {before} leads nowhere")
