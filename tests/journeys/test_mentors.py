"""A mentor and those whom they look after, in real browsers: from the list to another mentor."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import follow

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture
def somebody(server, browser: Browser, login):
    def come(name: str) -> Page:
        page = browser.new_context(base_url=server.url).new_page()
        login(page, name)
        return page

    return come


def test_who_waits_gets_a_mentor_and_leaves_them_without_a_reason(somebody, axe, no_overflow):
    noor, grace, dev = somebody("noor"), somebody("grace"), somebody("dev")

    noor.goto("/mentoring/")
    axe(noor)
    no_overflow(noor)
    waits = noor.get_by_role("listitem").filter(has_text="Dev")
    waits.get_by_label("Mentor for Dev").select_option("Grace")
    waits.get_by_role("button", name="Bring them together").click()
    expect(noor.get_by_text("They know now.")).to_be_visible()

    dev.goto("/me/")
    follow(dev, "Mentor")
    expect(dev.get_by_role("heading", name="Your mentor")).to_be_visible()
    expect(dev.get_by_role("link", name="Grace")).to_be_visible()
    axe(dev)
    no_overflow(dev)

    grace.goto("/mentor/caseload/")
    expect(grace.get_by_role("link", name="Dev")).to_be_visible()
    axe(grace)
    no_overflow(grace)

    dev.get_by_role("button", name="Ask for another mentor").click()
    expect(dev.get_by_role("heading", name="You are waiting for a mentor")).to_be_visible()
    grace.reload()
    expect(grace.get_by_role("link", name="Dev")).to_have_count(0)


def test_an_application_is_taken_on_and_what_was_typed_stays(somebody, axe, no_overflow):
    ruth, noor = somebody("ruth"), somebody("noor")
    ruth.goto("/mentor/apply/")
    axe(ruth)
    no_overflow(ruth)
    ruth.get_by_label("Why would you like to be a mentor?").fill("Thirty years of practice.")
    ruth.get_by_role("button", name="Send it").click()
    expect(ruth.get_by_label("Why would you like to be a mentor?")).to_have_value(
        "Thirty years of practice."
    )
    ruth.get_by_label("What can you offer, and how much time?").fill("Tea and patience.")
    ruth.get_by_role("checkbox").check()
    ruth.get_by_role("button", name="Send it").click()
    expect(ruth.get_by_role("heading", name="Your application")).to_be_visible()

    noor.goto("/mentoring/")
    follow(noor, "Ruth")
    expect(noor.get_by_text("Tea and patience.")).to_be_visible()
    axe(noor)
    no_overflow(noor)
    noor.get_by_role("button", name="This is done, go on").click()
    expect(noor.get_by_text("Written down, and they have been told.")).to_be_visible()
    ruth.reload()
    expect(ruth.get_by_text("Now: Asking for references.")).to_be_visible()
    follow(noor, "Peer mentors")
    noor.get_by_role("link", name="Grace", exact=True).click()
    expect(noor.get_by_role("heading", name="Notes of supervision")).to_be_visible()
    axe(noor)
    no_overflow(noor)
