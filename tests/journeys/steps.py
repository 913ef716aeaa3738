"""Steps that several journeys share."""

from __future__ import annotations

import random

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooLate

SOON = 15_000
PATIENCE_MS = 10_000
CONVERSATION = "Walked to the post box"
HOW = [
    "amber", "blue", "brown", "calm", "clean", "early", "fresh", "golden",
    "green", "grey", "late", "light", "mellow", "neat", "new", "old", "pale",
    "plain", "quiet", "round", "short", "silver", "small", "soft", "still", "sunny",
    "tall", "tidy", "warm", "wide", "white", "yellow",
]  # fmt: skip
WHAT = [
    "apple", "bakery", "basket", "bench", "bicycle", "blanket", "button",
    "candle", "carpet", "chair", "cherry", "cloud", "cup", "curtain", "door", "drawer",
    "garden", "guitar", "harbour", "jacket", "kettle", "ladder", "lamp", "lemon", "letter",
    "market", "meadow", "mirror", "orchard", "pencil", "piano", "pillow", "postcard",
    "radio", "river", "saucer", "scarf", "shelf", "spoon", "table", "teapot", "tram",
    "umbrella", "window",
]  # fmt: skip
_dice = random.Random()
# Held whatever two words stand before it.
NASTY = "You stupid worthless idiot, shut your ugly mouth, nobody wants you here"
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


def open_conversation(page: Page, title: str = CONVERSATION, space: str = "Small wins") -> None:
    page.goto("/conversations/")
    follow(page, space)
    follow(page, title)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".composer.is-live")).to_have_count(1)


def say(page: Page, words: str) -> None:
    page.get_by_label("Your reply").fill(words)
    page.get_by_role("button", name="Send reply").click()


def post_with(page: Page, mark: str):
    return page.locator(".post", has_text=mark)


def row_with(page: Page, mark: str):
    return page.locator(".q-row", has_text=mark)


def listening(page: Page) -> None:
    """The queue is live once its socket is."""
    page.goto("/moderation/")
    expect(page.locator("html[data-live=online]")).to_have_count(1, timeout=SOON)


def abusive() -> tuple[str, str]:
    mark = fresh_words()
    return mark, f"{mark} {NASTY}"
