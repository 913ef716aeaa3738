"""Every page, for every kind of person: sound, readable, narrow, by keyboard, in both themes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

OPEN = ("/", "/help/", "/guidelines/", "/safety/", "/about/", "/privacy/", "/resources/")
MEMBER = ("/today/", "/conversations/", "/groups/", "/resources/", "/notices/", "/me/",
          "/me/held/", "/me/consent/", "/mentor/", "/search/?q=sleep", "/help/")  # fmt: skip
STAFF = (*MEMBER, "/moderation/", "/moderation/decided/", "/moderation/insights/",
         "/moderation/log/", "/moderation/wellbeing/", "/moderation/rota/", "/moderation/policy/",
         "/moderation/proposals/", "/moderation/second-looks/", "/moderation/thresholds/",
         "/moderation/thresholds/?place=adult&review=0.30&hold=0.50")  # fmt: skip
# The first link of each of these pages leads to a page of a kind of its own.
DEEPER = {
    "/conversations/": "main a[href^='/conversations/']",
    "/groups/": "main a[href^='/groups/']:not([href='/groups/next/'])",
    "/resources/": "main a[href^='/resources/']",
    "/mentoring/": "main a[href^='/mentoring/mentors/']",
}
PEOPLE = {
    "visitor": (
        *OPEN,
        "/guardian/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
    ),
    "milo": MEMBER,
    "juno": MEMBER,
    "rosa": (*MEMBER, "/mentor/apply/"),
    "grace": (*MEMBER, "/mentor/caseload/"),
    "ana": STAFF,
    "bo": STAFF,
    "noor": (
        *STAFF,
        "/moderation/cases/",
        "/moderation/wellbeing/team/",
        "/moderation/team/",
        "/moderation/without-guardian/",
        "/mentoring/",
    ),
    "elif": MEMBER,
    "olu": (*MEMBER, "/calls/"),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_is_sound(name, server, browser: Browser, login, axe, no_overflow):
    page = browser.new_context(base_url=server.url).new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    if name != "visitor":
        login(page, name)
    wrong: list[str] = []
    for path in PEOPLE[name]:
        check(page, path, axe, no_overflow, wrong)
        beyond = page.locator(DEEPER.get(path, "no-such-element"))
        if name != "visitor" and beyond.count():
            check(page, str(beyond.first.get_attribute("href")), axe, no_overflow, wrong)
    wrong += [f"console: {line}" for line in said]
    assert not wrong, "\n".join(wrong)


def check(page: Page, path: str, axe, no_overflow, wrong: list[str]) -> None:
    answer = page.goto(path)
    assert answer
    if answer.status != 200:
        wrong.append(f"{path} answers {answer.status}")
        return
    for one in (axe, no_overflow):
        try:
            one(page)
        except AssertionError as problem:
            wrong.append(str(problem))
    if page.locator("h1").count() != 1:
        wrong.append(f"{path} has {page.locator('h1').count()} main headings")


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/help/"])
def test_a_visitor_skips_to_the_main_part_by_keyboard(path, server, browser):
    page = browser.new_context(base_url=server.url).new_page()
    skips(page, path)


@pytest.mark.parametrize("path", ["/today/", "/conversations/", "/groups/", "/me/", "/notices/"])
def test_a_member_skips_to_the_main_part_by_keyboard(path, server, browser, login):
    page = browser.new_context(base_url=server.url).new_page()
    login(page, "rosa")
    skips(page, path)


def skips(page: Page, path: str) -> None:
    page.goto(path)
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name=re.compile("^Skip to"))
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize("name", ["rosa", "juno", "grace", "elif"])
def test_whoever_is_no_moderator_never_reads_the_log(name, server, browser, login):
    page = browser.new_context(base_url=server.url).new_page()
    login(page, name)
    answer = page.goto("/moderation/log/")
    assert answer
    assert answer.status in {403, 404}
