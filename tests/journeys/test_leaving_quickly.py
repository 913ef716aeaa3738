"""Leaving quickly, and devices that others use: whoever comes after finds nothing."""

from __future__ import annotations

import base64
import re

import pytest
from playwright.sync_api import Error, Page, expect

from tests.journeys.test_guardian import PHONE
from tests.journeys.test_youth_forum import open_page

pytestmark = pytest.mark.journey
ELSEWHERE = "https://www.wikipedia.org/"
ANOTHER_SITE = "<!doctype html><title>Elsewhere</title><h1>Something quite different</h1>"
STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}])"
OURS = re.compile("alongside|conversation|juno|notices", re.IGNORECASE)


def with_another_site(page: Page) -> None:
    """Nothing leaves the machine: the place that people are led to is answered here, also when the
    server leads there.
    """
    line = page.context.new_cdp_session(page)
    line.on(
        "Fetch.requestPaused",
        lambda asked: line.send(
            "Fetch.fulfillRequest",
            {
                "requestId": asked["requestId"],
                "responseCode": 200,
                "responseHeaders": [{"name": "Content-Type", "value": "text/html"}],
                "body": base64.b64encode(ANOTHER_SITE.encode()).decode(),
            },
        ),
    )
    line.send("Fetch.enable", {"patterns": [{"urlPattern": f"{ELSEWHERE}*"}]})


def is_elsewhere(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Something quite different")
    assert page.url == ELSEWHERE
    assert not OURS.search(page.content())


def walk(page: Page) -> None:
    """A visit with pages of every kind behind it."""
    for path in ("/help/", "/today/", "/conversations/", "/notices/", "/me/"):
        page.goto(path)


def back(page: Page) -> None:
    try:
        page.go_back(wait_until="commit")
    except Error as error:
        # One way on took the place of the other.
        if "interrupted" not in str(error) and "ERR_ABORTED" not in str(error):
            raise


@pytest.mark.parametrize("how", ["button", "keys"])
def test_going_back_after_leaving_leads_elsewhere(how, server, browser, login, axe, no_overflow):
    page = open_page(browser, server, viewport=PHONE)
    with_another_site(page)
    login(page, "juno")
    walk(page)
    axe(page)
    no_overflow(page)
    page.evaluate("localStorage.setItem('draft', 'half a thought')")
    if how == "button":
        page.get_by_role("button", name="Leave quickly").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    is_elsewhere(page)
    for _ in range(3):
        back(page)
        is_elsewhere(page)

    # Somebody else opens the site in the same browser: a visit that is meant begins anew.
    page.goto("/help/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
    assert page.evaluate("localStorage.length") == 0
    page.goto("/today/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_an_adult_turns_the_button_on_and_uses_it(server, browser, login, axe, no_overflow):
    page = open_page(browser, server, viewport=PHONE)
    with_another_site(page)
    login(page, "halim")
    page.goto("/me/safety/")
    expect(page.get_by_role("button", name="Leave quickly")).to_have_count(0)
    page.get_by_role("button", name="Show the button on each page").click()
    expect(page.get_by_role("button", name="Leave quickly")).to_be_visible()
    axe(page)
    no_overflow(page)
    walk(page)
    page.get_by_role("button", name="Leave quickly").click()
    is_elsewhere(page)
    back(page)
    is_elsewhere(page)


def test_on_a_shared_device_nothing_is_kept_and_the_visit_ends_with_the_browser(
    server, browser, axe, no_overflow
):
    page = open_page(browser, server, viewport=PHONE)
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill("halim@demo.example")
    page.get_by_label("Password").fill("alongside-demo")
    page.get_by_label("Other people use this device too").check()
    axe(page)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/today/"))
    session = next(one for one in page.context.cookies() if one["name"] == "sessionid")
    assert session["expires"] == -1, "it ends with the browser"

    page.goto("/conversations/")
    page.locator("main a[href^='/conversations/']").first.click()
    page.locator(".thread-row a").first.click()
    reply = page.get_by_label("Your reply")
    reply.fill("Nobody else should find this")
    expect(page.locator("[data-status]")).not_to_be_empty()
    assert "Nobody else should find this" not in page.evaluate(STORED)
    page.goto("/me/safety/")
    expect(page.locator("main")).to_contain_text("On for this visit")
    axe(page)
    no_overflow(page)

    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/today/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    for place in ("conversations", "safety", "draft"):
        assert place not in page.evaluate(STORED)
