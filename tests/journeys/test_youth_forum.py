"""A youth posts in a forum that only their age band can reach, in a real browser."""

from __future__ import annotations

import json
import re
import time
import uuid
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import steps
from tests.journeys.steps import follow, fresh_words, say

pytestmark = pytest.mark.journey
CONVERSATION = "Do your friends get it? Mine sort of do"
SOON = 15_000


def open_page(browser: Browser, server, **options) -> Page:
    return browser.new_context(base_url=server.url, **options).new_page()


def open_conversation(page: Page, title: str = CONVERSATION) -> None:
    steps.open_conversation(page, title, "Just talk")


def status(page: Page):
    return page.locator("[data-status]")


def posts(page: Page, words: str):
    return page.locator(".post", has_text=words)


def test_a_youth_joins_and_starts_a_conversation_in_their_own_band(
    server, browser, axe, no_overflow
):
    page = open_page(browser, server, viewport={"width": 390, "height": 800})
    page.goto("/accounts/signup/")
    for part, value in zip(("Day", "Month", "Year"), (3, 4, date.today().year - 17), strict=True):
        page.get_by_label(part, exact=True).fill(str(value))
    axe(page)
    page.get_by_role("button", name="Go on").click()
    name = f"Kit {uuid.uuid4().hex[:4]}"
    email = f"{uuid.uuid4().hex[:10]}@test.example"
    page.get_by_label("Display name").fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill("three plain words")
    page.get_by_label("I have read this").check()
    axe(page)
    page.get_by_role("button", name="Join", exact=True).click()

    code = code_from_outbox(browser, server, email)
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(re.compile("/today/"))
    page.goto("/conversations/")
    expect(page.get_by_role("link", name="Just talk")).to_be_visible()
    for beyond in ("Everyday life", "Good days, bad days"):
        expect(page.get_by_text(beyond)).to_have_count(0)
    axe(page)
    no_overflow(page)

    page.get_by_role("link", name="Just talk").click()
    page.get_by_role("link", name=re.compile("Start a conversation|Finish your draft")).click()
    expect(page.get_by_text("Only people aged 16–17 and the team can see this.")).to_be_visible()
    page.get_by_label("Title").fill("Drawing when your hands hurt")
    page.get_by_label("What would you like to say?").fill("I use a **thick** pencil. You?")
    axe(page)
    no_overflow(page)
    page.get_by_role("button", name="Start the conversation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drawing when your hands hurt")
    expect(page.locator(".post strong")).to_have_text("thick")
    axe(page)
    no_overflow(page)


def code_from_outbox(browser: Browser, server, email: str) -> str:
    page = open_page(browser, server)
    page.goto("/outbox/")
    letter = page.locator("article", has_text=email).first.inner_text()
    page.context.close()
    found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,5})\s*$", letter, re.MULTILINE)
    assert found, letter
    return found[1]


def test_another_youth_sees_the_reply_appear(server, browser, login, axe, no_overflow):
    juno, sam = open_page(browser, server), open_page(browser, server)
    login(juno, "juno")
    login(sam, "sam")
    for page in (juno, sam):
        open_conversation(page)
    expect(sam.locator("[data-presence]")).to_have_text("2 here now", timeout=SOON)

    words = f"Mine **do** on good days {fresh_words()}"
    juno.get_by_label("Your reply").press_sequentially(words[:12], delay=20)
    expect(sam.get_by_text("Juno is writing…")).to_be_visible(timeout=SOON)
    sam.evaluate("window.notReloaded = true")
    say(juno, words)
    shown = posts(sam, words[-6:])
    expect(shown).to_have_count(1, timeout=SOON)
    expect(shown.locator("strong")).to_have_text("do")
    expect(sam.get_by_text("Juno is writing…")).to_have_count(0)
    assert sam.evaluate("window.notReloaded") is True

    shown.get_by_role("button", name="Same here").click()
    expect(posts(juno, words[-6:]).locator(".said")).to_contain_text("Sam", timeout=SOON)
    expect(shown.get_by_role("button", name="Same here")).to_have_attribute("aria-pressed", "true")
    expect(posts(juno, words[-6:])).to_have_count(1)
    for page in (juno, sam):
        axe(page)
        no_overflow(page)


def test_a_reply_below_what_is_read_makes_no_jump(server, browser, login):
    juno = open_page(browser, server)
    sam = open_page(browser, server, viewport={"width": 390, "height": 600})
    login(juno, "juno")
    login(sam, "sam")
    for page in (juno, sam):
        open_conversation(page, "Playlist for when you can't sleep")
    expect(sam.locator("[data-presence]")).to_have_text("2 here now", timeout=SOON)
    sam.evaluate("scrollTo(0, 0)")
    mark = fresh_words()
    say(juno, f"I drew a {mark} today")
    expect(sam.get_by_role("link", name="1 new")).to_be_visible(timeout=SOON)
    assert sam.evaluate("scrollY") == 0
    sam.get_by_role("link", name="1 new").click()
    expect(posts(sam, mark)).to_be_in_viewport()
    expect(sam.get_by_role("link", name="1 new")).to_have_count(0)


def test_an_adult_finds_nothing_there(server, browser, login):
    juno, rosa = open_page(browser, server), open_page(browser, server)
    login(juno, "juno")
    open_conversation(juno)
    address = juno.url
    thread = juno.locator("[data-conversation]").get_attribute("data-conversation")
    post = juno.locator(".post").first.get_attribute("data-post")
    space = address.rsplit("/", 2)[0] + "/"

    login(rosa, "rosa")
    missing = f"{space[: space.rstrip('/').rfind('/')]}/no-such-space/"
    first_words = rosa.goto(missing) and rosa.locator("main").inner_text()
    for beyond in (address, space, f"{server.url}/posts/{post}/", f"{space}new/"):
        answer = rosa.goto(beyond)
        assert answer and answer.status == 404, beyond
        assert rosa.locator("main").inner_text() == first_words
    rosa.goto("/search/?q=friends")
    expect(rosa.get_by_text(CONVERSATION)).to_have_count(0)

    frames = rosa.evaluate(LISTEN, [f"thread:{thread}", "thread:98765432", "space:talk-16-17"])
    assert {json.loads(text)["type"] for text in frames} == {"gone"}, frames


LISTEN = """topics => new Promise(resolve => {
  const heard = [], live = new WebSocket(location.origin.replace("http", "ws") + "/ws/live/");
  live.onopen = () => topics.forEach(topic =>
    live.send(JSON.stringify({type: "subscribe", topic, after: 0})));
  live.onmessage = event => {
    const frame = JSON.parse(event.data);
    if (topics.includes(frame.topic)) heard.push(event.data);
  };
  setTimeout(() => resolve(heard), 2500);
})"""


def test_nothing_is_lost_while_the_line_is_down(server, browser, login):
    juno, sam = open_page(browser, server), open_page(browser, server)
    login(juno, "juno")
    login(sam, "sam")
    for page in (juno, sam):
        open_conversation(page)
    expect(sam.locator("[data-presence]")).to_have_text("2 here now", timeout=SOON)

    mark = fresh_words()
    juno.context.set_offline(True)
    say(juno, f"I read about a {mark} in the tunnel")
    expect(status(juno)).to_contain_text("Not sent yet — we will try again", timeout=SOON)
    expect(juno.get_by_label("Your reply")).to_have_value(f"I read about a {mark} in the tunnel")
    say(sam, f"Meanwhile my cat sleeps on the {mark}")
    expect(status(sam)).to_have_text("Sent.", timeout=SOON)
    expect(posts(juno, f"Meanwhile my cat sleeps on the {mark}")).to_have_count(0)

    juno.context.set_offline(False)
    expect(posts(sam, f"I read about a {mark} in the tunnel")).to_have_count(1, timeout=30_000)
    expect(posts(juno, f"Meanwhile my cat sleeps on the {mark}")).to_have_count(1, timeout=30_000)
    expect(posts(juno, f"I read about a {mark} in the tunnel")).to_have_count(1)
    juno.reload()
    expect(posts(juno, f"I read about a {mark} in the tunnel")).to_have_count(1)


def test_a_draft_is_there_on_another_device(server, browser, login):
    phone, laptop = open_page(browser, server), open_page(browser, server)
    login(phone, "priya")
    open_conversation(phone)
    words = f"I painted a {fresh_words()} today"
    phone.get_by_label("Your reply").fill(words)
    expect(status(phone)).to_have_text("Draft saved.", timeout=SOON)
    login(laptop, "priya")
    open_conversation(laptop)
    expect(laptop.get_by_label("Your reply")).to_have_value(words)


def test_the_youngest_wait_for_a_moderator_and_see_their_words(
    server, browser, login, axe, no_overflow
):
    ada = open_page(browser, server, viewport={"width": 320, "height": 700})
    login(ada, "ada")
    ada.goto("/conversations/")
    follow(ada, "School and friends")
    follow(ada, "Missed two weeks, going back Monday")
    expect(ada.locator(".composer.is-live")).to_have_count(1)
    mark = fresh_words()
    say(ada, f"I sat by a {mark} today")
    own = posts(ada, mark)
    expect(own).to_contain_text("Waiting for a moderator", timeout=SOON)
    expect(own).to_contain_text(re.compile("usually looks within .* (hours|hour|minutes)"))
    axe(ada)
    no_overflow(ada)
    zuri = open_page(browser, server)
    login(zuri, "zuri")
    zuri.goto(ada.url)
    expect(posts(zuri, mark)).to_have_count(0)


def test_works_with_the_keyboard_alone(server, browser, login):
    leo = open_page(browser, server)
    login(leo, "leo")
    open_conversation(leo)
    mark = fresh_words()
    leo.get_by_label("Your reply").focus()
    leo.keyboard.type(f"I draw a {mark} today")
    leo.keyboard.press("Control+Enter")
    expect(posts(leo, mark)).to_have_count(1, timeout=SOON)


def test_killing_the_server_loses_no_post_that_it_acknowledged(server, browser, login):
    page = open_page(browser, server)
    login(page, "leo")
    open_conversation(page)
    thread = page.locator("[data-conversation]").get_attribute("data-conversation")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    keys = [str(uuid.uuid4()) for _ in range(5)]
    page.evaluate(SEND, [thread, token, keys])
    deadline = time.monotonic() + 20
    while page.evaluate("window.acknowledged.length") < 2:
        assert time.monotonic() < deadline, "the server acknowledged nothing"
    server.kill()
    acknowledged = page.evaluate("window.acknowledged")
    server.start()

    again = page.evaluate(SEND_AGAIN, [thread, token, keys])
    page.reload()
    for key in keys:
        expect(posts(page, f"word {key}")).to_have_count(1)
    ids = dict(again)
    assert all(ids[key] == post for key, post in acknowledged), (acknowledged, again)


POST = """async ([thread, token, key]) => {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token);
  body.set("client_key", key);
  body.set("body", `word ${key}`);
  const answer = await fetch(`/threads/${thread}/posts/`,
    {method: "POST", body, headers: {Accept: "application/json"}});
  return (await answer.json()).id;
}"""
SEND = f"""([thread, token, keys]) => {{
  const post = {POST};
  window.acknowledged = [];
  (async () => {{
    for (const key of keys) window.acknowledged.push([key, await post([thread, token, key])]);
  }})().catch(() => {{}});
}}"""
SEND_AGAIN = f"""async ([thread, token, keys]) => {{
  const post = {POST}, sent = [];
  for (const key of keys) sent.push([key, await post([thread, token, key])]);
  return sent;
}}"""
