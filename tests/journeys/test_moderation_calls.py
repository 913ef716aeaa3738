"""Somebody in a call is reported from the page of the session, and a moderator decides by keyboard;
many things at once wait for a second person.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import follow, row_with

pytestmark = pytest.mark.journey

GROUP = "Tuesday evening: living with back pain"
WORDS = "She laughed at Ines and kept on when Grace asked her to stop."


def test_somebody_in_a_call_is_reported_and_spoken_to(people, axe, no_overflow):
    tobias, ruth, ana = (people(name) for name in ("tobias", "ruth", "ana"))
    tobias.goto("/groups/")
    follow(tobias, GROUP)
    tobias.get_by_text("Past meetings").click()
    tobias.locator("details[open] .session-list a").first.click()
    follow(tobias, "Report this call, or somebody in it")
    axe(tobias)
    no_overflow(tobias)
    tobias.locator(".report-people li", has_text="Ruth").get_by_role(
        "link", name="Breaks a guideline"
    ).click()
    tobias.get_by_label("Unkind, bullying or hateful").check()
    tobias.get_by_role("button", name="Send the report").click()
    expect(tobias.get_by_role("alert").first).to_contain_text("what happened")
    axe(tobias)
    tobias.get_by_label(re.compile("What happened")).fill(WORDS)
    tobias.get_by_role("button", name="Send the report").click()
    expect(tobias.get_by_text("we got your report")).to_be_visible()

    ana.goto("/moderation/")
    row = row_with(ana, "How Ruth was in the call")
    expect(row).to_have_count(1)
    row.get_by_role("link").click()
    desk = ana.locator(".desk")
    expect(desk).to_contain_text(WORDS)
    desk.locator(".meeting-people summary").click()
    expect(desk.locator(".meeting-people")).to_contain_text("Tobias")
    axe(ana)
    no_overflow(ana)
    ana.keyboard.press("c")
    expect(ana.get_by_text("You hold this until")).to_be_visible()
    ana.keyboard.press("2")
    expect(ana.locator(".bar-preview")).to_contain_text("You are still in the group.")
    axe(ana)
    no_overflow(ana)
    ana.keyboard.press("Enter")
    expect(desk).to_contain_text("Done: you talked to them.")

    ruth.goto("/notices/")
    told = ruth.locator("article", has_text="A moderator writes to you about a call").first
    told.get_by_role("link", name="Open").click()
    expect(ruth.get_by_role("heading", name="Ask for another look")).to_be_visible()
    expect(ruth.get_by_text(WORDS)).to_have_count(0)
    axe(ruth)
    tobias.goto("/notices/")
    expect(tobias.get_by_text("Your report led to a change").first).to_be_visible()


def test_what_somebody_wrote_lately_is_looked_at_before_it_goes(people, axe, no_overflow):
    ana = people("ana")
    ana.goto("/moderation/")
    ana.locator(".q-row a").first.click()
    ana.get_by_role("link", name="Take down what they wrote lately").click()
    follow(ana, "30 days")
    expect(ana.get_by_role("heading", level=1)).to_contain_text("wrote lately")
    axe(ana)
    no_overflow(ana)
