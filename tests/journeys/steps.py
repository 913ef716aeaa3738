"""Steps that several journeys share."""

from __future__ import annotations

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

PATIENCE_MS = 10_000


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
