"""A case of worry, a cry for help that climbs, and an appeal, each in the browsers of all whom it
concerns.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import (
    SOON,
    abusive,
    fresh_words,
    open_conversation,
    post_with,
    row_with,
    say,
)

pytestmark = pytest.mark.journey

PHONE = {"width": 390, "height": 844}


def test_a_member_is_worried_and_the_lead_answers(people, axe, no_overflow):
    """On a phone, and the lead hears of it on whatever page they are."""
    ruth, noor = people("ruth", viewport=PHONE), people("noor", viewport=PHONE)
    open_conversation(ruth, "Cancelled on my best friend again", "Flares and hard days")
    post = ruth.locator(".post", has_text="Dev").first
    post.locator("summary", has_text="Report").click()
    axe(ruth)
    post.get_by_role("link", name="I’m worried about this person").click()
    expect(ruth.get_by_role("heading", name="I’m worried about this person")).to_be_visible()
    no_overflow(ruth)
    mark = fresh_words()
    ruth.get_by_label(re.compile("Anything that helps")).fill(f"He sounds low {mark}")
    ruth.get_by_role("button", name="Tell the team").click()
    expect(ruth.get_by_text("Thank you for looking out for somebody").first).to_be_visible()
    axe(ruth)

    noor.goto("/moderation/cases/")
    axe(noor)
    no_overflow(noor)
    noor.get_by_role("link", name=re.compile("^Dev")).click()
    expect(noor.get_by_text(mark)).to_be_visible()
    if noor.get_by_role("button", name="I am on it").count():
        noor.get_by_label("What happened").fill("Writing to him now")
        noor.get_by_role("button", name="I am on it").click()
        expect(noor.get_by_text("Writing to him now")).to_be_visible()
    expect(noor.get_by_text("Acknowledged").first).to_be_visible()
    axe(noor)
    no_overflow(noor)


def test_uncleared_moderators_never_meet_youth(people):
    ana, bo = people("ana"), people("bo")
    ana.goto("/moderation/?band=13-15")
    link = ana.locator(".q-row a").first.get_attribute("href")
    bo.goto("/moderation/")
    expect(bo.locator(".q-row[data-band='13-15'], .q-row[data-band='16-17']")).to_have_count(0)
    answer = bo.goto(link)
    assert answer and answer.status == 404


def test_a_cry_for_help_climbs_through_the_rota_until_somebody_answers(
    server, people, axe, no_overflow
):
    """The clock is controlled: the alarm is moved into the past, and the clock ticks once."""
    noor, rosa, milo = (people(name) for name in ("noor", "rosa", "milo"))
    noor.goto("/moderation/rota/")
    axe(noor)
    no_overflow(noor)
    open_conversation(rosa)
    mark = fresh_words()
    say(rosa, f"I have the tablets ready and tonight I will end my life. Goodbye {mark}")
    expect(
        rosa.get_by_text("You matter to us").or_(rosa.locator(".help-card")).first
    ).to_be_visible(timeout=SOON)
    noor.goto("/notices/")
    expect(noor.locator("article", has_text="Somebody may be at risk").first).to_be_visible()

    server.manage(
        "shell", "-c",
        "from datetime import timedelta; from moderation.models import Alarm\n"
        "for one in Alarm.objects.filter(ended_at=None, case__member__display_name='Rosa'):\n"
        "    one.raised_at -= timedelta(minutes=16); one.next_at = one.raised_at; one.save()\n",
    )  # fmt: skip
    server.manage("clock", "--once")
    # Each process works out at most every half minute who is there.
    for _ in range(20):
        rosa.goto("/today/")
        if rosa.locator(".care-strip").count():
            break
        rosa.wait_for_timeout(2000)
    expect(rosa.locator(".care-strip")).to_contain_text("Our team cannot answer quickly")
    axe(rosa)
    no_overflow(rosa)
    milo.goto("/today/")
    expect(milo.locator(".care-strip")).to_have_count(0)

    noor.goto("/moderation/cases/")
    noor.get_by_role("link", name=re.compile("^Rosa")).click()
    axe(noor)
    no_overflow(noor)
    noor.get_by_label("What happened").fill(f"Writing to her {mark}")
    noor.get_by_role("button", name="I am on it").click()
    expect(noor.get_by_text(f"Writing to her {mark}")).to_be_visible()
    noor.get_by_label("Read what was written").check()
    expect(noor.locator("#checklist")).to_contain_text("Noor,")
    noor.get_by_text("Who was called").click()
    expect(noor.locator("details[open]")).to_contain_text("e-mail")
    rosa.goto("/today/")
    expect(rosa.locator(".care-strip")).to_have_count(0)


def test_a_second_person_signs_and_an_appeal_puts_everything_right(people, axe, no_overflow):
    dev, ana, bo, noor = (people(name) for name in ("dev", "ana", "bo", "noor"))
    open_conversation(dev)
    mark, words = abusive()
    say(dev, words)
    expect(post_with(dev, mark)).to_contain_text("Waiting for a moderator", timeout=SOON)
    ana.goto("/moderation/")
    row_with(ana, mark).get_by_role("link").click()
    expect(ana.locator(".desk")).to_contain_text(mark)
    ana.keyboard.press("c")
    expect(ana.get_by_text("You hold this until")).to_be_visible()
    ana.keyboard.press("4")
    ana.get_by_label("And for Dev").select_option("ban")
    expect(ana.locator(".bar-preview")).to_contain_text("Your account takes a break")
    axe(ana)
    no_overflow(ana)
    ana.get_by_role("button", name=re.compile("^Confirm")).click()
    expect(ana.locator(".desk")).to_contain_text("Done: you removed it.")
    dev.goto("/today/")
    expect(dev.locator("main")).to_contain_text("taking a break")

    bo.goto("/moderation/proposals/")
    axe(bo)
    no_overflow(bo)
    bo.get_by_role("link", name=re.compile("Close the account for good: Dev")).click()
    axe(bo)
    bo.get_by_label("A line for your colleague").fill("A first time: a break is enough.")
    bo.get_by_role("button", name="I do not agree").click()
    expect(bo.locator("main")).to_contain_text("Declined")
    dev.goto("/notices/")
    expect(dev.get_by_text("Your break has ended early")).to_be_visible()

    notice = dev.locator("article", has_text="A moderator took down what you wrote").first
    notice.get_by_role("link", name="Open").click()
    dev.get_by_label("What should we look at again?").fill("I quoted my brother.")
    dev.get_by_role("button", name="Ask for another look").click()
    expect(dev.get_by_text("Another person looks at it").first).to_be_visible()
    noor.goto("/moderation/")
    row_with(noor, mark).get_by_role("link").click()
    expect(noor.locator(".desk")).to_contain_text("asks for another look")
    noor.keyboard.press("c")
    expect(noor.locator("[data-bar]")).to_be_visible()
    noor.keyboard.press("3")
    noor.get_by_label(re.compile("^Your answer or question")).fill("Whose words were they?")
    noor.get_by_role("button", name="Send the answer").click()
    expect(noor.locator(".desk")).to_contain_text("Asked.")
    dev.reload()
    expect(dev.locator("main")).to_contain_text("Whose words were they?")
    dev.get_by_label("Your answer").fill("His, word for word.")
    dev.get_by_role("button", name="Send").click()
    axe(dev)
    no_overflow(dev)
    noor.reload()
    expect(noor.locator(".appeal")).to_contain_text("His, word for word.")
    noor.keyboard.press("c")
    expect(noor.locator("[data-bar]")).to_be_visible()
    noor.keyboard.press("1")
    noor.get_by_label(re.compile("^Your answer or question")).fill("Thank you. You are right.")
    noor.get_by_role("button", name="Send the answer").click()
    expect(noor.locator(".desk")).to_contain_text("reversed")
    dev.goto("/notices/")
    expect(dev.get_by_text("This was put right").first).to_be_visible()
    expect(dev.get_by_text("You were right: your words are back")).to_be_visible()
    axe(dev)
    no_overflow(dev)
