"""A moderator triages what was held and reported, in real browsers, with a colleague beside
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import follow, fresh_words

pytestmark = pytest.mark.journey

SOON = 15_000
CONVERSATION = "Walked to the post box"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def people(server, browser: Browser, login) -> Iterator[Callable[..., Page]]:
    """Opens a browser of their own for each person."""
    contexts = []

    def open_for(name: str, **options) -> Page:
        context = browser.new_context(base_url=server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SOON)
        login(page, name)
        return page

    yield open_for
    for context in contexts:
        context.close()


def open_conversation(page: Page, title: str = CONVERSATION, space: str = "Small wins") -> None:
    page.goto("/conversations/")
    follow(page, space)
    follow(page, title)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".composer.is-live")).to_have_count(1)


def say(page: Page, words: str) -> None:
    page.get_by_label("Your reply").fill(words)
    page.get_by_role("button", name="Send reply").click()


def post_with(page: Page, mark: str):
    return page.locator(".post", has_text=mark)


def row_with(page: Page, mark: str):
    return page.locator(".q-row", has_text=mark)


def listening(page: Page) -> None:
    """The queue is live once its socket is."""
    page.goto("/moderation/")
    expect(page.locator("html[data-live=online]")).to_have_count(1, timeout=SOON)


def abusive() -> tuple[str, str]:
    mark = fresh_words()
    return mark, f"{mark} Shut up, you stupid pathetic idiot, you make me sick"


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
    expect(own).to_contain_text("pathetic idiot")
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
    expect(kofi.get_by_text("pathetic idiot")).to_be_visible()
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
