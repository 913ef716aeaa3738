"""A 14-year-old and a guardian, from sign-up to the first post to the yes that is taken back; and
somebody who turns 18. In real browsers.
"""

from __future__ import annotations

import re
import time
import uuid
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import follow, fresh_words
from tests.journeys.test_youth_forum import code_from_outbox, open_page

pytestmark = pytest.mark.journey
SECRET = "plum tree in rain"
AT_ONCE_MS = 2_000
PHONE = {"width": 390, "height": 800}


def answer_gate(page: Page, age: int, country: str, code: str = "") -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("Country").select_option(label=country)
    birth(page, age)
    if code:
        page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()


def birth(page: Page, age: int) -> None:
    for part, value in zip(("Day", "Month", "Year"), (1, 1, date.today().year - age), strict=True):
        page.get_by_label(part, exact=True).fill(str(value))


def make_account(page: Page, browser: Browser, server, name: str) -> None:
    email = f"{uuid.uuid4().hex[:10]}@test.example"
    page.get_by_label("Display name").fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill("three plain words")
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Join", exact=True).click()
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(
        code_from_outbox(browser, server, email)
    )
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(re.compile("/today/"))


def start_conversation(page: Page, title: str, words: str) -> None:
    page.goto("/conversations/")
    page.locator("main a[href^='/conversations/']").first.click()
    page.get_by_role("link", name=re.compile("Start a conversation|Finish your draft")).click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("What would you like to say?").fill(words)
    page.get_by_role("button", name="Start the conversation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def link_from_outbox(browser: Browser, server, to: str, begins: str) -> str:
    page = open_page(browser, server)
    page.goto("/outbox/")
    letter = page.locator("article", has_text=to).first.inner_text()
    page.context.close()
    found = re.search(rf"{begins}\S+", letter)
    assert found, letter
    return found[0]


def test_a_guardian_s_yes_opens_the_door_and_its_end_closes_open_pages(
    server, browser, axe, no_overflow
):
    young, guardian = open_page(browser, server, viewport=PHONE), open_page(browser, server)
    address = f"{uuid.uuid4().hex[:10]}@home.example"
    answer_gate(young, 14, "Germany")
    expect(young.get_by_role("heading", level=1)).to_have_text("Somebody has to say yes first")
    axe(young)
    no_overflow(young)
    young.get_by_label("Their e-mail").fill(address)
    young.get_by_role("button", name="Write to them").click()
    expect(young.get_by_role("heading", level=1)).to_have_text("We wrote to them")

    guardian.goto(link_from_outbox(browser, server, address, "/guardian/asked/"))
    axe(guardian)
    no_overflow(guardian)
    birth(guardian, 14)
    guardian.get_by_label("I am an adult").check()
    guardian.get_by_label("Yes, the young person may take part").check()
    for off in ("Yes, researchers may use it", "Yes, it may teach the filter"):
        expect(guardian.get_by_label(off)).not_to_be_checked()
    guardian.get_by_label("A passphrase for your page").fill(SECRET)
    guardian.get_by_role("button", name="I agree").click()
    code = guardian.locator(".join-code").inner_text()

    answer_gate(young, 14, "Germany", code)
    expect(young.get_by_role("heading", level=1)).to_have_text("Your account")
    axe(young)
    no_overflow(young)
    make_account(young, browser, server, f"Lumi {uuid.uuid4().hex[:4]}")
    mark = fresh_words()
    start_conversation(young, "New here", f"I painted a {mark} today")
    expect(young.locator("main")).to_contain_text("Waiting for a moderator")
    young.locator("html[data-live=online]").wait_for(state="attached")

    guardian.goto(link_from_outbox(browser, server, address, r"/guardian/(?!asked)"))
    expect(guardian.locator("main")).not_to_contain_text("You said yes")
    guardian.get_by_label("Your passphrase").fill(SECRET)
    guardian.get_by_role("button", name="Open my page").click()
    expect(guardian.locator("main")).to_contain_text("You said yes")
    for private in (mark, "Lumi", "New here"):
        assert private not in guardian.content()
    axe(guardian)
    no_overflow(guardian)
    guardian.get_by_text("Take it back", exact=True).click()
    young.evaluate(WHEN_CLOSED)
    began = time.time() * 1000
    guardian.get_by_role("button", name="Yes, close the account now").click()
    young.locator("html[data-live=closed]").wait_for(state="attached", timeout=10_000)
    assert young.evaluate("window.closedAt") - began <= AT_ONCE_MS
    young.reload()
    expect(young.get_by_role("heading", level=1)).to_have_text("Your account is paused")
    axe(young)
    no_overflow(young)
    young.goto("/conversations/")
    expect(young.get_by_role("heading", level=1)).to_have_text("Your account is paused")
    young.goto("/help/")
    expect(young.get_by_role("heading", level=1)).to_have_text("Get help now")

    guardian.get_by_role("button", name="Say yes again").click()
    expect(guardian.locator("main")).to_contain_text("You said yes")
    young.goto("/conversations/")
    expect(young.get_by_role("heading", level=1)).not_to_have_text("Your account is paused")


WHEN_CLOSED = """() => {
  window.closedAt = 0;
  new MutationObserver(() => {
    if (document.documentElement.dataset.live === "closed") window.closedAt = Date.now();
  }).observe(document.documentElement, {attributes: true});
}"""


def test_turning_18_closes_the_old_spaces_and_the_guide_opens_the_next(
    server, browser, axe, no_overflow
):
    page = open_page(browser, server, viewport=PHONE)
    answer_gate(page, 17, "United Kingdom")
    name = f"Remy {uuid.uuid4().hex[:4]}"
    make_account(page, browser, server, name)
    title = f"My last year and a {fresh_words()}"
    start_conversation(page, title, "Does it get easier?")
    place = page.url

    server.manage("shell", "-c", TURN_18.format(name=name))
    page.goto("/conversations/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Time for your next spaces")
    axe(page)
    no_overflow(page)
    page.get_by_role("button", name="Open my new spaces").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what should happen")
    page.get_by_label("It stays, without my name").check()
    page.get_by_label("I have read this").check()
    page.get_by_label("Yes, I want to take part").check()
    page.get_by_role("button", name="Open my new spaces").click()
    page.wait_for_url(re.compile("/today/"))

    answer = page.goto(place)
    assert answer and answer.status == 404
    page.goto("/conversations/")
    expect(page.get_by_role("link", name="Nights and rest")).to_be_visible()
    expect(page.get_by_text("Just talk")).to_have_count(0)


def test_who_stayed_reads_a_former_member(server, browser, login):
    """After the guide of the test before, in the space that was left."""
    juno = open_page(browser, server)
    login(juno, "juno")
    juno.goto("/conversations/")
    juno.locator("main a[href^='/conversations/']").first.click()
    row = juno.locator(".thread-row", has_text="My last year and a").first
    expect(row).to_contain_text("A former member")
    expect(row).not_to_contain_text("Remy")
    follow(juno, re.compile("My last year and a"))
    expect(juno.locator(".post").first).to_contain_text("A former member")


TURN_18 = """
from datetime import date
from community.members.models import Member
Member.objects.filter(display_name="{name}").update(
    date_of_birth=date(date.today().year - 19, 1, 1))
"""
