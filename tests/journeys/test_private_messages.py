"""Two adults write to each other, because both want it; a moderator reads what is raised; youth
have no such place.
"""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import new_adult
from tests.journeys.steps import NASTY, follow
from tests.journeys.test_guardian import PHONE
from tests.journeys.test_youth_forum import open_page

pytestmark = pytest.mark.journey
SOON = 15_000


def adult(browser: Browser, server, name: str) -> tuple[Page, str]:
    """Somebody new, and the address of their page."""
    page, _ = new_adult(browser, server, f"{name} {uuid.uuid4().hex[:4]}")
    page.goto("/me/")
    number = page.locator("body").get_attribute("data-member")
    return page, f"/people/{number}/"


def opens_letterbox(page: Page) -> None:
    page.goto("/messages/")
    page.get_by_role("button", name="Turn private messages on").click()
    expect(page.get_by_role("heading", name="Others can ask to write to you")).to_be_visible()


def send(page: Page, words: str) -> None:
    page.locator("#composer textarea").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def message(page: Page, words: str):
    return page.locator(".message", has_text=words)


def test_two_adults_who_both_want_it(server, browser, login, axe, no_overflow):
    (wren, _), (bea, bea_page) = (adult(browser, server, name) for name in ("Wren", "Bea"))
    opens_letterbox(wren)
    axe(wren)
    no_overflow(wren)
    wren.goto(bea_page)
    expect(wren.get_by_role("link", name="Write a message")).to_have_count(0)
    opens_letterbox(bea)

    wren.reload()
    follow(wren, "Write a message")
    axe(wren)
    no_overflow(wren)
    mark = uuid.uuid4().hex[:6]
    send(wren, f"May I ask about your garden? {mark}")
    expect(wren.locator("main")).to_contain_text("They have your message")

    bea.goto("/messages/")
    expect(bea.get_by_role("heading", name="Would like to write to you")).to_be_visible()
    bea.locator(".thread-row a").first.click()
    axe(bea)
    no_overflow(bea)
    bea.get_by_role("button", name="Yes, answer").click()
    send(bea, f"Gladly {mark}")
    expect(message(bea, f"Gladly {mark}")).to_be_visible()
    wren.reload()
    expect(message(wren, f"Gladly {mark}")).to_be_visible()
    axe(wren)
    no_overflow(wren)

    is_screened(wren, bea, server, browser, login)
    is_reported(wren, bea, server, browser, login, axe)
    is_blocked(wren, bea, bea_page, axe, no_overflow)


def is_screened(wren: Page, bea: Page, server, browser: Browser, login) -> None:
    mark = uuid.uuid4().hex[:6]
    send(wren, f"{mark} {NASTY}")
    expect(message(wren, mark)).to_contain_text("Waiting for a moderator", timeout=SOON)
    bea.reload()
    expect(message(bea, mark)).to_have_count(0)
    ana = open_page(browser, server)
    login(ana, "ana")
    ana.goto("/moderation/")
    expect(ana.locator(".q-row", has_text=mark)).to_have_count(1)
    ana.context.close()


def is_reported(wren: Page, bea: Page, server, browser: Browser, login, axe) -> None:
    """What no filter sees: somebody who presses."""
    mark = uuid.uuid4().hex[:6]
    send(wren, f"You said you would answer me today {mark}")
    expect(message(wren, mark)).not_to_contain_text("Waiting for a moderator")
    bea.reload()
    # Two actions: open “Report”, and say what it is.
    message(bea, mark).locator("summary", has_text="Report").click()
    message(bea, mark).get_by_role("link", name=re.compile("Breaks a guideline")).click()
    dialog = bea.get_by_role("dialog")
    dialog.get_by_role("radio").first.check()
    axe(bea)
    dialog.get_by_role("button", name="Send the report").click()
    expect(dialog.get_by_role("status")).to_be_visible()
    ana = open_page(browser, server)
    login(ana, "ana")
    ana.goto("/moderation/")
    ana.locator(".q-row", has_text=mark).get_by_role("link").click()
    expect(ana.locator(".desk")).to_contain_text(mark)
    axe(ana)
    ana.context.close()


def is_blocked(wren: Page, bea: Page, bea_page: str, axe, no_overflow) -> None:
    bea.reload()
    follow(bea, "Block or mute")
    axe(bea)
    no_overflow(bea)
    bea.get_by_role("button", name="Block", exact=True).click()
    mark = uuid.uuid4().hex[:6]
    expect(bea).to_have_url(re.compile("/me/safety/"))
    wren.reload()
    send(wren, f"Are you there? {mark}")
    expect(message(wren, mark)).to_be_visible()
    bea.goto("/messages/")
    expect(bea.locator("main")).not_to_contain_text(mark)
    expect(bea.locator("main")).to_contain_text("You keep this person away")
    bea.goto("/notices/")
    assert mark not in bea.content()
    # Nothing tells the other one.
    wren.goto(bea_page)
    assert "block" not in wren.locator("main").inner_text().lower().replace("block or mute", "")


@pytest.mark.parametrize("name", ["juno", "milo"])
def test_youth_have_no_such_place(name, server, browser, login):
    page = open_page(browser, server, viewport=PHONE)
    login(page, name)
    page.goto("/me/")
    expect(page.get_by_role("link", name=re.compile("^Messages"))).to_have_count(0)
    there, nowhere = page.goto("/messages/"), page.goto("/no-such-page/")
    assert there and nowhere
    assert (there.status, nowhere.status) == (404, 404)
    page.goto("/conversations/")
    page.locator("main a[href^='/conversations/']").first.click()
    # Further up may be threads that nobody's name belongs to any more.
    page.locator(".thread-row h2 a").last.click()
    page.locator(".post a[href^='/people/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Write a message")).to_have_count(0)
