"""Members join a live peer group by video, in real browsers with made-up cameras."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import NASTY, fresh_words

pytestmark = pytest.mark.journey

SOON = 15_000
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
CLIENT = 'document.querySelector("[data-room]").roomClient'
MEDIA = """async () => {
  const client = document.querySelector("[data-room]").roomClient;
  const found = {frames: {}, sound: {}, remote: [], local: []};
  for (const item of ((await client.report()) ?? new Map()).values()) {
    const arrives = item.type === "inbound-rtp";
    if (arrives && item.kind === "video") found.frames[item.ssrc] = item.framesDecoded ?? 0;
    if (arrives && item.kind === "audio") found.sound[item.ssrc] = item.totalSamplesReceived ?? 0;
    if (item.type === "remote-candidate") found.remote.push(`${item.candidateType} ${item.port}`);
    if (item.type === "local-candidate") found.local.push(`${item.candidateType} ${item.port}`);
  }
  return found;
}"""


@pytest.fixture
def people(server, browser: Browser, login) -> Iterator[Callable[..., Page]]:
    """Opens a browser of their own for each person."""
    contexts = []

    def open_for(name: str, **options) -> Page:
        options.setdefault("viewport", DESKTOP)
        context = browser.new_context(
            base_url=server.url, permissions=["camera", "microphone"], **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SOON)
        login(page, name)
        return page

    yield open_for
    for context in contexts:
        context.close()


def go_to_room(page: Page) -> None:
    page.goto("/groups/")
    page.locator("#next-join").click()


def come_in(page: Page, way: str, button: str = "Ask to come in") -> None:
    page.get_by_role("radio", name=re.compile(f"^{way}")).check()
    if way != "Listen and type":
        expect(page.locator("[data-level]")).to_be_visible()
    page.get_by_role("button", name=button).click()


def open_room(grace: Page) -> None:
    go_to_room(grace)
    come_in(grace, "Camera and microphone", "Open the room")
    expect(grace.locator(".call")).to_be_visible()


def accept_agreement(page: Page) -> None:
    page.get_by_label("I have read this and I agree").check()
    page.get_by_role("button", name="Accept and go on").click()


def let_in(grace: Page, name: str, page: Page) -> None:
    """Somebody who was let in before, in the same session, needs no second time."""
    page.wait_for_selector("[data-stage=lobby], [data-stage=call]")
    if page.locator(".lobby").is_visible():
        if not grace.locator("#host-panel").is_visible():
            grace.get_by_role("button", name=re.compile("^People")).click()
        grace.get_by_role("button", name=f"Let {name} in").click()
    expect(page.locator(".call")).to_be_visible()


def tile(page: Page, name: str):
    return page.locator(".faces .tile", has=page.get_by_text(name, exact=True))


def person_row(grace: Page, name: str):
    return grace.locator("[data-here] .person-row", has_text=name)


def everything_grows(pages: list[Page], videos: list[int], within_s: float = 40) -> None:
    """Every stream that each page receives decodes on and on."""
    deadline = time.monotonic() + within_s
    before = [page.evaluate(MEDIA) for page in pages]
    while True:
        pages[0].wait_for_timeout(700)
        after = [page.evaluate(MEDIA) for page in pages]
        grown = [
            [ssrc for ssrc, frames in now["frames"].items() if frames > then["frames"].get(ssrc, 0)]
            for then, now in zip(before, after, strict=True)
        ]
        if [len(streams) for streams in grown] == videos:
            return
        assert time.monotonic() < deadline, "\n".join(map(str, (*before, *after)))
        before = after


def test_three_people_in_one_call(people, server, axe, no_overflow):
    grace, rosa, tobias = people("grace"), people("rosa", viewport=PHONE), people("tobias")

    # Grace opens the room; Rosa reads the agreement first, Tobias has accepted it before.
    open_room(grace)
    go_to_room(rosa)
    expect(rosa).to_have_url(re.compile("/agreement/"))
    axe(rosa)
    accept_agreement(rosa)
    expect(rosa.get_by_text("This is how others will see you.")).to_be_visible()
    axe(rosa)
    come_in(rosa, "Camera and microphone")
    expect(rosa.get_by_text("will let you in")).to_be_visible()
    go_to_room(tobias)
    come_in(tobias, "Camera and microphone")
    expect(tobias.get_by_text("will let you in")).to_be_visible()
    axe(tobias)

    # A private word is there at the door too.
    tobias.get_by_role("button", name="I need a word").press("Enter")
    expect(tobias.locator(".lobby [role=status]")).to_contain_text("Your facilitators know")
    axe(tobias)
    grace.get_by_role("button", name=re.compile("^People")).click()
    expect(grace.locator("[data-signals]")).to_contain_text(
        "Tobias asks for a word. They are not in the room."
    )

    # Both wait until she lets them in, one by one.
    grace.get_by_role("button", name="Let Rosa in").click()
    expect(rosa.locator(".call")).to_be_visible()
    expect(tobias.locator(".lobby")).to_be_visible()
    grace.get_by_role("button", name="Let Tobias in").click()
    expect(tobias.locator(".call")).to_be_visible()

    # Everybody sees and hears the other two, through the node alone.
    everybody = [grace, rosa, tobias]
    everything_grows(everybody, videos=[2, 2, 2])
    # While sound and pictures flow, nothing of them is on a disk or on its way there.
    looked = re.search(r"^No media: (\d+) processes", server.manage("verify_no_media"))
    assert looked and int(looked[1]) >= 2
    seen = [page.evaluate(MEDIA) for page in everybody]
    assert all(len(page["sound"]) >= 2 and min(page["sound"].values()) > 0 for page in seen)
    browsers = {candidate for page in seen for candidate in page["local"]}
    for page in seen:
        assert page["remote"]
        assert not browsers & set(page["remote"]), "a browser was told where another one is"
    for page in everybody:
        expect(page.locator(".faces .tile[data-camera]")).to_have_count(3)
        axe(page)
    no_overflow(rosa)

    # Microphone and camera off, hand up: others see it and hear it said.
    rosa.get_by_role("button", name="Mute", exact=True).click()
    expect(tile(tobias, "Rosa")).to_have_attribute("data-muted", "")
    rosa.get_by_role("button", name="Camera off").click()
    expect(tile(tobias, "Rosa")).not_to_have_attribute("data-camera", "")
    expect(tile(tobias, "Rosa").locator(".tile-initials")).to_be_visible()
    everything_grows(everybody, videos=[1, 2, 1])
    rosa.get_by_role("button", name="Raise hand").click()
    expect(tobias.locator("[data-announce]")).to_contain_text("Rosa raised a hand")
    expect(tile(grace, "Rosa")).to_have_attribute("data-hand", "")

    # The facilitator mutes; the person can turn the microphone on again.
    person_row(grace, "Tobias").locator("summary").click()
    grace.get_by_role("button", name="Mute Tobias").click()
    expect(tobias.locator("[data-toast]")).to_contain_text("turned your microphone off")
    tobias.get_by_role("button", name="Unmute").click()
    expect(tile(rosa, "Tobias")).not_to_have_attribute("data-muted", "")

    # A private word reaches the facilitator and nobody else.
    rosa.get_by_role("button", name="I need a word").click()
    expect(rosa.locator("[data-toast]")).to_contain_text("Your facilitators know")
    expect(grace.locator("[data-signals]")).to_contain_text("Rosa asks for a word")
    assert "asks for a word" not in tobias.locator("body").inner_text()
    axe(grace)

    # Removed: out within two seconds, and the door stays closed.
    person_row(grace, "Tobias").locator("summary").click()
    grace.get_by_role("button", name="Remove Tobias").click()
    grace.get_by_label("Why? Only the team sees this.").fill("Shouting")
    axe(grace)
    pressed = time.monotonic()
    grace.get_by_role("button", name="Remove", exact=True).click()
    tobias.wait_for_url("**/goodbye/**")
    assert time.monotonic() - pressed <= 4
    expect(tobias.get_by_role("heading", level=1)).to_have_text("You are no longer in the room")
    axe(tobias)
    expect(tile(rosa, "Tobias")).to_have_count(0)
    room = grace.url
    tobias.goto(room)
    expect(tobias.get_by_text("You cannot come back today")).to_be_visible()

    # Rosa leaves, and is told when the group meets next.
    rosa.get_by_role("button", name="Leave").click()
    expect(rosa.get_by_role("heading", name="You have left the room")).to_be_visible()
    expect(rosa.get_by_role("heading", name="See you again")).to_be_visible()
    axe(rosa)
    no_overflow(rosa)
    expect(tile(grace, "Rosa")).to_have_count(0)


def test_the_chat_is_screened_before_anybody_else_sees_it(people, axe):
    grace, ines = people("grace"), people("ines", viewport=PHONE)
    open_room(grace)
    go_to_room(ines)
    come_in(ines, "Listen and type")
    let_in(grace, "Ines", ines)

    ines.get_by_role("button", name="Chat").click()
    mark = fresh_words()
    ines.get_by_label("Your message").fill(f"Hello {mark}, I am only listening today")
    ines.keyboard.press("Enter")
    expect(grace.locator("[data-unread]")).to_be_visible()
    grace.get_by_role("button", name=re.compile("^Chat")).click()
    expect(grace.get_by_text(f"Hello {mark}")).to_be_visible()

    nasty = f"{mark} {NASTY}"
    ines.get_by_label("Your message").fill(nasty)
    ines.get_by_role("button", name="Send").click()
    held = ines.locator(".line", has_text=nasty)
    expect(held).to_contain_text("Waiting for a moderator")
    axe(ines)
    ines.get_by_label("Your message").fill(f"Sorry {mark}, that was not fair")
    ines.get_by_role("button", name="Send").click()
    expect(grace.get_by_text(f"Sorry {mark}")).to_be_visible()
    expect(grace.get_by_text(nasty)).to_have_count(0)
    axe(grace)

    # A reload keeps the conversation, the held line for its author alone.
    for page, button in ((grace, "Open the room"), (ines, "Ask to come in")):
        page.reload()
        come_in(page, "Listen and type", button)
        expect(page.locator(".call")).to_be_visible()
    expect(grace.locator(".line", has_text=f"Sorry {mark}")).to_have_count(1)
    expect(grace.locator(".line", has_text=nasty)).to_have_count(0)
    expect(ines.locator(".line", has_text=nasty)).to_have_count(1)


def test_a_page_that_loses_its_connection_comes_back_to_its_place(people):
    grace, marta = people("grace"), people("marta")
    open_room(grace)
    go_to_room(marta)
    come_in(marta, "Microphone only")
    let_in(grace, "Marta", marta)
    marta.context.set_offline(True)
    marta.evaluate("performance.now()")
    expect(marta.locator("[data-connection]")).to_contain_text("Connection lost", timeout=40_000)
    marta.context.set_offline(False)
    expect(marta.locator("[data-connection]")).to_contain_text("Connected", timeout=20_000)
    expect(marta.locator(".call")).to_be_visible()
    expect(tile(marta, "Grace")).to_have_count(1)


def test_by_keyboard_alone_on_the_narrowest_phone(people, no_overflow):
    ruth = people("ruth", viewport={"width": 320, "height": 640}, color_scheme="dark")
    ruth.goto("/groups/")
    no_overflow(ruth)
    ruth.locator("#next-join").focus()
    ruth.keyboard.press("Enter")
    expect(ruth.get_by_text("How would you like to be here?")).to_be_visible()
    no_overflow(ruth)
    tab_to(ruth, "input[name=way]")
    ruth.keyboard.press("ArrowUp")
    expect(ruth.get_by_role("radio", name=re.compile("^Microphone only"))).to_be_checked()
    expect(ruth.locator("[data-level]")).to_be_visible()
    tab_to(ruth, "[data-enter]")
    ruth.keyboard.press("Enter")
    expect(ruth.locator("#lobby-title")).to_be_focused()
    no_overflow(ruth)
    tab_to(ruth, "[data-leave]")
    ruth.keyboard.press("Enter")
    expect(ruth.get_by_role("heading", name="You have left the room")).to_be_visible()


def test_panels_and_the_bar_work_by_keyboard(people, axe, no_overflow):
    grace = people("grace", viewport={"width": 320, "height": 640}, color_scheme="dark")
    open_room(grace)
    no_overflow(grace)
    tab_to(grace, "[data-mic]")
    grace.keyboard.press("Enter")
    expect(grace.get_by_role("button", name="Unmute")).to_be_focused()
    assert grace.evaluate(f"{CLIENT}.mic") is False
    tab_to(grace, "[data-open-panel=host]")
    grace.keyboard.press("Enter")
    expect(grace.get_by_role("heading", name="At the door")).to_be_visible()
    no_overflow(grace)
    axe(grace)
    grace.keyboard.press("Escape")
    expect(grace.locator("[data-open-panel=host]")).to_be_focused()
    tab_to(grace, "[data-open-panel=chat]", back=True)
    grace.keyboard.press("Enter")
    expect(grace.get_by_label("Your message")).to_be_focused()
    axe(grace)
    grace.keyboard.press("Escape")
    expect(grace.locator("[data-open-panel=chat]")).to_be_focused()


def test_a_blocked_camera_is_explained_and_stops_nobody(people, axe):
    kofi = people("kofi", viewport=PHONE)
    kofi.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => {"
        " throw new DOMException('no', 'NotAllowedError'); };"
    )
    go_to_room(kofi)
    accept_agreement(kofi)
    kofi.get_by_role("radio", name=re.compile("^Camera and microphone")).check()
    problems = kofi.locator("[data-problems]")
    expect(problems).to_contain_text("Your browser blocks the camera")
    expect(problems).to_contain_text("Your browser blocks the microphone")
    axe(kofi)
    kofi.get_by_role("button", name="Ask to come in").click()
    expect(kofi.locator(".lobby")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_groups_in_both_themes(people, axe, no_overflow, theme):
    tobias = people("tobias", viewport={"width": 320, "height": 640}, color_scheme=theme)
    tobias.goto("/groups/")
    axe(tobias)
    no_overflow(tobias)
    tobias.locator(".group-card a").first.click()
    expect(tobias.get_by_role("heading", name="Who runs it")).to_be_visible()
    axe(tobias)
    no_overflow(tobias)
    tobias.get_by_role("link", name="Read the comfort agreement").click()
    axe(tobias)
    no_overflow(tobias)
    tobias.go_back()
    tobias.locator(".session-list a").first.click()
    axe(tobias)
    no_overflow(tobias)


def tab_to(page: Page, selector: str, back: bool = False) -> None:
    """Moves the focus as a person does, and fails when the thing cannot be reached."""
    for _ in range(60):
        if page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")
