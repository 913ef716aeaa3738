"""A moderator triages what was held and reported, in real browsers, with a colleague beside
them.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import (
    SOON,
    abusive,
    listening,
    open_conversation,
    post_with,
    row_with,
    say,
)

pytestmark = pytest.mark.journey


def test_abuse_is_held_claimed_and_decided_by_keyboard(people, axe, no_overflow):
    kofi, rosa, ana, bo = (people(name) for name in ("kofi", "rosa", "ana", "bo"))
    for moderator in (ana, bo):
        listening(moderator)
        moderator.evaluate("window.notReloaded = true")
    open_conversation(rosa)
    open_conversation(kofi)
    mark, words = abusive()
    say(kofi, words)

    own = post_with(kofi, mark)
    expect(own).to_contain_text("Waiting for a moderator", timeout=SOON)
    expect(own).to_contain_text("worthless idiot")
    axe(kofi)

    row = row_with(ana, mark)
    expect(row).to_have_count(1, timeout=SOON)
    expect(row).to_contain_text("Kofi")
    expect(row.locator(".due")).to_contain_text("left")
    assert ana.evaluate("window.notReloaded") is True
    expect(post_with(rosa, mark)).to_have_count(0)
    axe(ana)

    # From here on without a mouse.
    for _ in range(ana.locator(".q-row").count()):
        opened = ana.locator(".q-row.is-open")
        before = opened.get_attribute("id") if opened.count() else None
        ana.keyboard.press("j")
        ana.wait_for_timeout(50)
        expect(opened).to_have_count(1)
        expect(opened).not_to_have_attribute("id", before or "")
        if mark in opened.inner_text():
            break
    expect(ana.locator(".desk")).to_contain_text(mark)
    expect(ana.locator(".desk mark").first).to_be_visible()
    bo.goto(ana.url)
    expect(bo.locator("html[data-live=online]")).to_have_count(1, timeout=SOON)
    ana.keyboard.press("c")
    expect(ana.get_by_text("You hold this until")).to_be_visible()
    expect(bo.get_by_text("Ana is looking at this since")).to_be_visible(timeout=SOON)
    axe(ana)
    no_overflow(ana)
    ana.keyboard.press("4")
    expect(ana.locator(".bar-preview")).to_contain_text("A moderator took down what you wrote")
    axe(ana)
    ana.keyboard.press("Enter")
    expect(ana.locator(".desk")).to_contain_text("Done: you removed it.")
    expect(row_with(ana, mark)).to_have_count(0)
    expect(bo.locator(".desk")).to_contain_text("Ana removed it", timeout=SOON)
    expect(row_with(bo, mark)).to_have_count(0)
    axe(bo)

    expect(own).to_contain_text("took this down", timeout=SOON)
    kofi.goto("/notices/")
    notice = kofi.locator("article", has_text="A moderator took down what you wrote").first
    expect(notice).to_contain_text("Your words are kept for you.")
    notice.get_by_role("link", name="Open").click()
    expect(kofi.get_by_text("worthless idiot")).to_be_visible()
    expect(kofi.get_by_role("heading", name="Ask for another look")).to_be_visible()
    axe(kofi)
    no_overflow(kofi)
    rosa.reload()
    expect(post_with(rosa, mark)).to_have_count(0)

    ana.goto("/moderation/log/")
    expect(ana.locator("tr", has_text="reviewable.decided").first).to_contain_text("action: remove")
    axe(ana)
    no_overflow(ana)


def test_two_moderators_never_decide_the_same_thing(people):
    kofi, ana, bo = (people(name) for name in ("kofi", "ana", "bo"))
    open_conversation(kofi)
    mark, words = abusive()
    say(kofi, words)
    expect(post_with(kofi, mark)).to_contain_text("Waiting for a moderator", timeout=SOON)
    ana.goto("/moderation/")
    row_with(ana, mark).get_by_role("link").click()
    expect(ana.locator(".desk")).to_contain_text(mark)
    bo.goto(ana.url)
    # Bo's page hears of nothing any more: the server alone has to stop him.
    bo.evaluate("() => { document.querySelector('[data-queue]').removeAttribute('data-queue') }")
    bo.get_by_role("button", name="Claim it").click()
    expect(bo.get_by_text("You hold this until")).to_be_visible()
    expect(ana.get_by_text("Bo is looking at this since")).to_be_visible(timeout=SOON)

    lease = bo.locator(".bar [name=lease_token]").input_value()
    version = bo.locator(".bar [name=version]").input_value()
    bo.get_by_role("button", name="Give it back").click()
    ana.get_by_role("button", name="Claim it").click(timeout=SOON)
    expect(ana.get_by_text("You hold this until")).to_be_visible()
    ana.locator(".bar-approve").click()
    ana.get_by_role("button", name=re.compile("^Confirm")).click()
    expect(ana.locator(".desk")).to_contain_text("Done: you published it.")

    answer = bo.evaluate(DECIDE, [lease, version])
    assert answer["status"] == 409
    assert "Nothing was changed." in answer["text"] and "Ana published it at" in answer["text"]
    expect(post_with(kofi, mark)).not_to_contain_text("Waiting for a moderator", timeout=SOON)


def test_news_that_comes_late_leaves_a_half_made_decision_alone(people):
    kofi, ana, bo = (people(name) for name in ("kofi", "ana", "bo"))
    open_conversation(kofi)
    mark, words = abusive()
    say(kofi, words)
    expect(post_with(kofi, mark)).to_contain_text("Waiting for a moderator", timeout=SOON)
    ana.goto("/moderation/")
    row_with(ana, mark).get_by_role("link").click()
    expect(ana.locator(".desk")).to_contain_text(mark)
    late = []
    ana.route(
        "**/moderation/*/",
        lambda route: (
            late.append(route)
            if "alongside-refresh" in route.request.headers
            else route.continue_()
        ),
    )
    bo.goto(ana.url)
    bo.get_by_role("button", name="Claim it").click()
    bo.get_by_role("button", name="Give it back").click()
    expect(bo.get_by_role("button", name="Claim it")).to_be_visible()
    ana.get_by_role("button", name="Claim it").click()
    expect(ana.get_by_text("You hold this until")).to_be_visible()
    ana.locator(".bar-approve").click()
    ana.get_by_label(re.compile("A line of your own")).fill("Half a sentence")

    assert late, "Bo's claim was never heard"
    for route in late:
        with ana.expect_response(lambda answer: "/moderation/" in answer.url):
            route.continue_()
    expect(
        ana.get_by_text("This changed while you were reading")
        .or_(ana.get_by_role("link", name="Show it as it is now"))
        .first
    ).to_be_visible()
    expect(ana.get_by_label(re.compile("A line of your own"))).to_have_value("Half a sentence")
    ana.get_by_role("button", name=re.compile("^Confirm")).click()
    expect(ana.locator(".desk")).to_contain_text("Done: you published it.")


def test_a_slip_is_taken_back_and_a_hard_item_is_handed_on_by_keyboard(people, axe, no_overflow):
    kofi, ana, bo = (people(name) for name in ("kofi", "ana", "bo"))
    open_conversation(kofi)
    mark, words = abusive()
    say(kofi, words)
    expect(post_with(kofi, mark)).to_contain_text("Waiting for a moderator", timeout=SOON)
    listening(ana)
    row_with(ana, mark).get_by_role("link").click()
    expect(ana.locator(".desk")).to_contain_text(mark)
    bo.goto(ana.url)
    expect(bo.locator("[data-viewers]")).to_have_text("Ana is viewing this", timeout=SOON)
    expect(ana.locator("[data-viewers]")).to_have_text("Bo is viewing this", timeout=SOON)

    ana.keyboard.press("c")
    expect(ana.get_by_text("You hold this until")).to_be_visible()
    ana.keyboard.press("1")
    ana.keyboard.press("Enter")
    expect(ana.locator(".desk")).to_contain_text("Done: you published it.")
    axe(ana)
    ana.keyboard.press("u")
    expect(ana.locator(".desk")).to_contain_text("Taken back. You hold it again.")
    expect(post_with(kofi, mark)).to_contain_text("Waiting for a moderator", timeout=SOON)

    ana.keyboard.press("s")
    expect(ana.get_by_label("I know somebody in it")).to_be_focused()
    axe(ana)
    no_overflow(ana)
    ana.keyboard.press("ArrowDown")
    ana.keyboard.press("Enter")
    expect(ana.locator(".desk")).to_contain_text("Somebody else will look at it.")
    expect(bo.locator(".desk")).to_contain_text(
        "Ana skipped it: “It is too close to home today”", timeout=SOON
    )
    bo.keyboard.press("c")
    expect(bo.get_by_text("You hold this until")).to_be_visible()
    bo.keyboard.press("4")
    bo.keyboard.press("Enter")
    expect(bo.locator(".desk")).to_contain_text("Done: you removed it.")


DECIDE = """async ([lease_token, version]) => {
  const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams(
    {lease_token, version, action: "remove", reason_code: "guideline_unkind",
                                csrfmiddlewaretoken: csrf});
  const answer = await fetch(`${location.pathname}decide/`, {method: "POST", body});
  return {status: answer.status, text: await answer.text()};
}"""


def test_the_queue_on_a_phone_shows_one_pane_and_hides_grave_words(people, axe, no_overflow):
    ana = people("ana", viewport={"width": 320, "height": 700}, color_scheme="dark")
    ana.goto("/moderation/")
    axe(ana)
    no_overflow(ana)
    grave = ana.locator(".q-row[data-tier=P0]").first
    expect(grave).to_contain_text("Words hidden until you open it")
    grave.get_by_role("link").click()
    expect(ana.locator(".queue-list")).to_be_hidden()
    words = ana.locator("[data-veil] .prose").first
    expect(words).to_be_hidden()
    ana.keyboard.press("o")
    expect(words).to_be_visible()
    ana.keyboard.press("o")
    expect(words).to_be_hidden()
    ana.locator("#desk").get_by_text("Show the words").click()
    expect(words).to_be_visible()
    axe(ana)
    no_overflow(ana)
    ana.get_by_role("link", name="Back to the list").click()
    expect(ana.locator(".queue-list")).to_be_visible()
