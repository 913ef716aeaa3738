"""An editor mends a resource in the page editor and publishes it; a reader sees the change."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from community.resources.actions import equip_editor
from community.resources.seeding import seed_pages
from tests.factories import PASSWORD, make_member

pytestmark = pytest.mark.journey
EMAIL = "elif@test.example"
OPENING = "Here is a loop that many of us know."
ADDED = " It caught me twice this spring."
POLICY = "Content Security Policy"


@pytest.fixture
def site(live_server) -> str:
    editor = make_member("Elif", roles=("editor",), email=EMAIL, password=PASSWORD)
    equip_editor(editor)
    seed_pages(editor)
    return live_server.url


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/login/?next=/resources/pacing/")
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/resources/pacing/")


def refusals(page: Page) -> list[str]:
    """What the browser refuses because of the content policy, as it happens."""
    seen: list[str] = []
    page.on("console", lambda line: seen.append(line.text) if POLICY in line.text else None)
    return seen


def test_an_editor_mends_a_text_and_publishes_it(site: str, browser: Browser) -> None:
    desk = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    refused = refusals(desk)
    sign_in(desk, site)
    desk.get_by_role("link", name="Edit this page").click()
    desk.get_by_role("link", name="New Draft").or_(
        desk.get_by_role("button", name="New Draft")
    ).first.click()

    expect(desk.locator("[contenteditable=true]")).to_contain_text(OPENING, timeout=30_000)
    desk.get_by_text(OPENING).click()
    desk.keyboard.press("End")
    with desk.expect_response(lambda answer: "edit-plugin" in answer.url and answer.ok):
        desk.keyboard.type(ADDED)
        desk.get_by_role("heading", level=1).click()

    reader = browser.new_context().new_page()
    refused_to_reader = refusals(reader)
    reader.goto(f"{site}/resources/pacing/")
    expect(reader.get_by_text(OPENING)).to_be_visible()
    expect(reader.get_by_text(ADDED)).to_have_count(0)

    desk.get_by_text("Publish", exact=True).last.click()
    desk.wait_for_url("**/resources/pacing/")
    reader.reload()
    expect(reader.get_by_text(OPENING + ADDED)).to_be_visible()
    assert refused == []
    assert refused_to_reader == []
