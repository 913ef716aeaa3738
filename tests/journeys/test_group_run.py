"""Two facilitators run a session together; young people wait for the second adult."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_group_call import (
    come_in,
    go_to_room,
    let_in,
    open_room,
    people,
    person_row,
    tile,
)

__all__ = ["people"]

pytestmark = pytest.mark.journey
Opens = Callable[..., Page]


def menu(host: Page, name: str, action: str) -> None:
    if not host.locator("#host-panel").is_visible():
        host.get_by_role("button", name=re.compile("^People")).click()
    row = person_row(host, name)
    if row.locator("details").get_attribute("open") is None:
        row.locator("summary").click()
    row.get_by_role("button", name=action).click()


def test_two_facilitators_run_a_session(people: Opens, server, axe, no_overflow) -> None:
    grace, owen = people("grace"), people("owen")
    ines = people("ines", viewport={"width": 390, "height": 844})
    open_room(grace)
    go_to_room(owen)
    come_in(owen, "Listen and type", "Open the room")
    expect(owen.locator(".call")).to_be_visible()
    go_to_room(ines)
    come_in(ines, "Listen and type")
    let_in(grace, "Ines", ines)
    if not grace.locator("#host-panel").is_visible():
        grace.get_by_role("button", name=re.compile("^People")).click()

    # The plan: what is on now is the same for all.
    grace.get_by_role("button", name="Begin Arriving").click()
    for page in (owen, ines):
        expect(page.locator("[data-sheet]")).to_contain_text("Now: Arriving")
    no_overflow(ines)
    axe(ines)

    # A round: her turn, and she may pass it on without a word.
    grace.get_by_role("button", name="Start a round").click()
    expect(tile(owen, "Ines")).to_have_attribute("data-turn", "")
    ines.get_by_role("button", name="I pass it on").click()
    expect(grace.locator("[data-sheet]")).not_to_contain_text("has the turn")

    # Asked to speak: the microphone stays hers.
    menu(grace, "Ines", "Ask Ines to speak")
    question = ines.locator("[data-asked]")
    expect(question).to_contain_text("Grace asks whether you would like to say something")
    axe(ines)
    question.get_by_role("button", name="Turn my microphone on").click()
    expect(tile(grace, "Ines")).not_to_have_attribute("data-muted", "")

    # A question to all, and nobody sees who chose what.
    grace.get_by_text("Ask everybody something").click()
    grace.get_by_label("Question", exact=True).fill("A break?")
    grace.get_by_label("Two to five answers, one a line").fill("Yes\nNot yet")
    grace.get_by_role("button", name="Ask", exact=True).click()
    ines.get_by_role("button", name="Yes", exact=True).click()
    expect(owen.locator("[data-sheet]")).to_contain_text("1 answered")
    axe(grace)
    grace.get_by_role("button", name="Close the question").click()
    expect(ines.locator(".poll-answers li").first).to_have_text("Yes 1")

    # Large for everybody, a word that is kept nowhere, a note for the other facilitator alone.
    menu(grace, "Ines", "Show Ines large")
    expect(tile(owen, "Ines")).to_have_attribute("data-spotlight", "")
    ines.get_by_role("button", name="More", exact=True).click()
    axe(ines)
    ines.get_by_role("button", name="Same here").click()
    expect(tile(grace, "Ines").locator("[data-said]")).to_have_text("Same here")
    ines.keyboard.press("Escape")
    grace.get_by_text("Notes for the other facilitator").click()
    grace.locator("[data-note-form] textarea").fill("Ines is tired today")
    grace.locator("[data-note-form] button").click()
    owen.get_by_role("button", name=re.compile("^People")).click()
    expect(owen.locator("[data-notes]")).to_contain_text("Ines is tired today")
    assert "tired today" not in ines.locator("body").inner_text()

    # Grace hands over; the private word reaches Owen, and becomes a case because he says so.
    grace.get_by_role("button", name="Hand over to Owen").click()
    expect(owen.locator("[data-lead-words]")).to_have_text("You lead.")
    ines.get_by_role("button", name="I need a word").click()
    asked = owen.locator("[data-signal]", has_text="Ines asks for a word")
    asked.get_by_role("button", name="I will take care of it").click()
    asked.get_by_text("This needs more than a word").click()
    axe(owen)
    asked.get_by_role("button", name="I am worried").click()
    expect(grace.locator("[data-signals]")).to_contain_text("A case is open")

    # Out for a while, not for good.
    menu(owen, "Ines", "Remove Ines")
    owen.get_by_label("They can ask to come in again in ten minutes").check()
    owen.get_by_role("button", name="Remove", exact=True).click()
    ines.wait_for_url("**/goodbye/**")
    expect(ines.get_by_role("heading", level=1)).to_have_text("You are no longer in the room")
    expect(ines.get_by_text("You can ask to come in again from")).to_be_visible()
    axe(ines)
    ines.get_by_role("link", name="page of the session").click()
    expect(ines.locator("#door-button")).to_have_count(0)

    # Ten minutes later she waits at the door, although she was let in before.
    with sqlite3.connect(server.data / "alongside.sqlite3") as rows:
        rows.execute("UPDATE groups_removal SET until = created_at WHERE until IS NOT NULL")
    ines.reload()
    ines.locator("#door-button").click()
    come_in(ines, "Listen and type")
    expect(ines.locator(".lobby")).to_be_visible()
    let_in(owen, "Ines", ines)


def test_young_people_wait_for_the_second_adult(people: Opens, axe) -> None:
    grace, juno, owen = people("grace"), people("juno"), people("owen")
    grace.goto("/groups/")
    grace.get_by_role("link", name="Thursday room, 16–17").first.click()
    grace.get_by_role("link", name="Plan a meeting").click()
    soon = datetime.now(ZoneInfo("Europe/London")) + timedelta(minutes=3)
    grace.get_by_label("What is it about?").fill("An extra hour")
    grace.get_by_label("When does it start?").fill(f"{soon:%Y-%m-%dT%H:%M}")
    grace.get_by_role("button", name="Plan the meeting").click()
    page = grace.url
    grace.get_by_role("button", name="Open the room").click()
    come_in(grace, "Camera and microphone", "Open the room")
    expect(grace.locator("[data-banner]")).to_contain_text("Waiting for a second cleared adult")

    juno.goto(page)
    juno.get_by_role("link", name="Join", exact=True).click()
    come_in(juno, "Camera and microphone")
    let_in(grace, "Juno", juno)
    expect(juno.locator("[data-banner]")).to_be_visible()
    expect(tile(juno, "Grace")).not_to_have_attribute("data-camera", "")
    axe(juno)

    owen.goto(page)
    owen.locator("#door-button").click()
    come_in(owen, "Microphone only", "Open the room")
    expect(juno.locator("[data-banner]")).to_be_hidden()
    expect(tile(juno, "Grace")).to_have_attribute("data-camera", "", timeout=30_000)


def test_the_device_test_says_what_to_do(people: Opens, axe, no_overflow) -> None:
    kofi = people("kofi")
    kofi.goto("/groups/devices/")
    kofi.get_by_role("button", name="Test the camera").click()
    expect(kofi.get_by_text("Your camera works.")).to_have_count(2)
    kofi.get_by_role("button", name="Test the connection").click()
    expect(kofi.locator("[data-test=line] [data-words]")).to_contain_text("Your connection is")
    axe(kofi)
    no_overflow(kofi)
    kofi.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = async () => {"
        " throw new DOMException('no', 'NotAllowedError'); }; }"
    )
    kofi.get_by_role("button", name="Test the microphone").click()
    blocked = kofi.locator("[data-test=microphone]")
    expect(blocked).to_contain_text("Your browser blocks the microphone")
    expect(blocked.get_by_role("listitem").first).to_contain_text("Press the sign left of the")
    axe(kofi)
