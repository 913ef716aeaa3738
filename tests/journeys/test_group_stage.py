"""Who is seen how large, and who comes forward: the room's own rules, asked in a browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import NASTY
from tests.journeys.test_group_call import come_in, go_to_room, let_in, people

__all__ = ["people"]

pytestmark = pytest.mark.journey

PLANS = """async (sizes) => {
  const {plan, planBeside} = await import("/static/groups/layout.js");
  const counts = [...Array(13).keys()].map(n => n + 2);
  return sizes.flatMap(([width, height]) => counts.flatMap(count => [plan, planBeside].map(way =>
    ({way: way.name, count, width, height, ...way(count, width, height, 8)}))));
}"""
ORDER = """async () => {
  const {Order} = await import("/static/groups/order.js");
  const order = new Order(), said = [], ids = [..."abcdefgh"];
  const say = (limit, wanted) => said.push(order.arrange(limit, wanted, ["a"]).join(""));
  order.keep(ids);
  say(4, []);
  order.heard(["b"], 1);
  say(4, ["b"]);
  order.heard(["g"], 2);
  say(4, ["g"]);
  say(4, []);
  say(4, ["e", "f", "h"]);
  say(4, ["b", "c", "d"]);
  order.keep(ids.filter(id => id !== "c"));
  say(4, []);
  order.keep([...ids.filter(id => id !== "c"), "z"]);
  say(12, []);
  return said;
}"""
# Ten more people than there are, as the node would name them.
CROWD = """() => {
  const client = document.querySelector("[data-room]").roomClient;
  const crowd = [...Array(10).keys()].map(n => ({
    id: `crowd${n}`, member: 900 + n, name: `Guest ${n}`, role: "participant",
    about: {initials: `G${n}`, hue: 30 * n},
    mic: true, camera: true, hand: false, connected: true}));
  const participants = [client.participants.find(one => one.id === client.me.id), ...crowd];
  client.participants = participants;
  client.dispatchEvent(new CustomEvent("participants", {detail: {participants}}));
}"""
SAY = """([type, detail]) => document.querySelector("[data-room]").roomClient
  .dispatchEvent(new CustomEvent(type, {detail}))"""
# What the page last wished of the node.
WISHES = """() => {
  const client = document.querySelector("[data-room]").roomClient;
  const ask = client.wantPictures.bind(client);
  client.wantPictures = (...wish) => { window.wish = wish; ask(...wish); };
}"""
PLACE_IS_KEPT_MS = 30_000
# Nothing of who is not shown, and the small picture of who is shown no larger than that.
WISHES_FIT = """() => {
  const tiles = [...document.querySelectorAll(".faces .tile:not([data-self])")];
  const shown = tile => tile.clientWidth <= 160 ? "small" : undefined;
  const most = tile => tile.matches("[data-offstage]") ? "none" : shown(tile);
  return tiles.every(tile => window.wish[2][tile.dataset.person] === most(tile));
}"""
# How good the line is says the test alone, and not the measurement of every fifth second.
UNMEASURED = """() => {
  const client = document.querySelector("[data-room]").roomClient;
  client.dispatchEvent = event => (event.type === "stats" && !event.detail.told)
    || EventTarget.prototype.dispatchEvent.call(client, event);
}"""
# A browser that writes down on the device what it hears: what the test says to it.
LISTENS = """() => {
  window.heard = [];
  window.SpeechRecognition = class {
    processLocally = false;
    static async available(how) { return how.processLocally ? "available" : "unavailable"; }
    start(track) { window.heard.push(this); this.track = track; }
    abort() { window.heard = window.heard.filter(one => one !== this); this.onend?.(); }
  };
  const local = {value: false, writable: true};
  Object.defineProperty(SpeechRecognition.prototype, "processLocally", local);
}"""
HEARS = """words => {
  const result = Object.assign([{transcript: words}], {isFinal: true});
  window.heard[0].onresult({resultIndex: 0, results: [result]});
}"""
# A camera whose system can blur.
BLURS = """() => {
  const state = new WeakMap(), made = MediaStreamTrack.prototype, settings = made.getSettings;
  made.getCapabilities = function () { return {backgroundBlur: [true, false]}; };
  made.getSettings = function () {
    return {...settings.call(this), backgroundBlur: state.get(this) ?? false};
  };
  made.applyConstraints = async function ({backgroundBlur}) {
    state.set(this, backgroundBlur?.exact ?? false);
  };
}"""


@pytest.fixture
def plain(browser: Browser, server) -> Page:
    page = browser.new_context(base_url=server.url).new_page()
    page.goto("/")
    return page


def fits(found: dict[str, Any]) -> bool:
    """The stage, a spotlight and the row of names stay within the screen."""
    tile, gap = found["tile"], 8
    beside = found.get("large")
    shown = found["limit"] - (1 if beside else 0)
    columns = max(1, int((found["width"] + gap) // (tile["width"] + gap)))
    rows = -(-shown // columns)
    height = rows * tile["height"] + (rows - 1) * gap
    height += beside["height"] + 2 * gap if beside else 0
    height += 64 + 2 * gap if found["isMany"] else 0
    return tile["width"] > 0 and tile["height"] > 0 and height <= found["height"] + 1


def test_two_to_fourteen_fit_every_screen(plain: Page) -> None:
    phones, desktops = [(304, 380), (374, 560), (374, 640), (820, 230)], [(1248, 640), (1408, 740)]
    sizes = [*phones, (1060, 640), *desktops]
    plans = plain.evaluate(PLANS, sizes)
    assert not [found for found in plans if not fits(found)]
    alike = [found for found in plans if found["way"] == "plan" and found["count"] <= 12]
    # On a phone upright no face becomes a thumbnail.
    phone = [found["tile"] for found in alike if found["width"] == 374]
    assert all(min(tile["width"], tile["height"]) >= 140 for tile in phone)
    # On a desktop all twelve are there.
    desktop = [found for found in alike if found["width"] >= 1248]
    assert all(p["limit"] == p["count"] for p in desktop)


def test_two_change_places_and_nobody_else_moves(plain: Page) -> None:
    assert plain.evaluate(ORDER) == [
        "abcdefgh",
        "abcdefgh",  # heard, and seen already
        "abcgefdh",  # from the row, in place of one who never spoke
        "abcgefdh",  # silence moves nobody
        "afehcbdg",  # who spoke longest ago goes first, oneself never
        "adcbehfg",
        "adebhfg",  # whose place becomes free is followed by the first of the row
        "adebhfgz",
    ]


def test_a_full_room_on_a_phone(people, axe, no_overflow) -> None:
    grace: Page = people("grace", viewport={"width": 390, "height": 844})
    go_to_room(grace)
    come_in(grace, "Listen and type", "Open the room")
    expect(grace.locator(".call")).to_be_visible()
    # Somebody of an earlier journey may still have a place, and their going would end the crowd.
    expect(grace.locator(".faces .tile")).to_have_count(1, timeout=PLACE_IS_KEPT_MS)
    # A banner about the line would make the faces smaller.
    grace.evaluate(UNMEASURED)
    grace.evaluate(WISHES)
    grace.evaluate(CROWD)
    row = grace.locator(".faces .tile[data-offstage]")
    stage = grace.locator(".faces .tile:not([data-offstage])")
    expect(row).not_to_have_count(0)
    hidden = row.count()
    assert hidden + stage.count() == 11
    grace.wait_for_function(WISHES_FIT)
    no_overflow(grace)
    axe(grace)

    # Whoever speaks comes forward, in the place of one other person.
    before = stage.evaluate_all("tiles => tiles.map(tile => tile.dataset.person)")
    grace.evaluate(SAY, ["speaking", {"ids": ["crowd9"]}])
    expect(grace.locator(".tile[data-person=crowd9]")).not_to_have_attribute("data-offstage", "")
    after = stage.evaluate_all("tiles => tiles.map(tile => tile.dataset.person)")
    assert len(set(before) - set(after)) == 1
    assert sum(one != two for one, two in zip(before, after, strict=True)) == 1
    grace.wait_for_function(WISHES_FIT)

    # All at once, small, and by keyboard.
    grace.get_by_role("button", name="Show all").press("Enter")
    expect(row).to_have_count(0)
    assert set(grace.evaluate("wish[2]").values()) == {"small"}
    grace.get_by_role("button", name="Larger").press("Enter")

    # What the network does not bear is said on the tile.
    views = {f"crowd{n}": "none" if n == 1 else "full" for n in range(10)}
    client = "document.querySelector('[data-room]').roomClient"
    grace.evaluate(f"views => Object.assign({client}.views, views)", views)
    grace.evaluate(SAY, ["views", {"views": views, "why": "network"}])
    paused = grace.locator(".tile[data-person=crowd1]")
    expect(paused).to_contain_text("Picture paused to save your connection")
    expect(grace.locator(".tile-paused:visible")).to_have_count(1)
    axe(grace)

    # A weak line is said with what helps, one step at a time.
    for _ in range(2):
        grace.evaluate(SAY, ["stats", {"quality": "poor", "told": True}])
    banner = grace.locator("[data-banner]")
    expect(banner).to_contain_text("Your connection is weak")
    axe(grace)
    banner.get_by_role("button", name="Use less data").click()
    expect(banner).to_be_hidden()
    assert grace.evaluate("wish[0]") == "small"

    # An adult of a youth room goes away: said in words.
    media = {"open": True, "pausing": True, "message": ""}
    grace.evaluate(SAY, ["room", {"room": {"locked": False, "media": media}}])
    expect(banner).to_contain_text("In about a minute, sound and pictures pause")
    grace.evaluate(SAY, ["room", {"room": {"locked": False, "media": {**media, "pausing": False}}}])
    expect(banner).to_be_hidden()

    # The bar stays in reach beside an open panel, and the choice is kept for the next time.
    grace.get_by_role("button", name="More", exact=True).click()
    expect(grace.get_by_role("radio", name="Less data")).to_be_checked()
    grace.get_by_role("radio", name="Sound only").check()
    assert grace.evaluate("wish[0]") == "none"
    grace.get_by_role("button", name="Leave").click()
    grace.get_by_role("link", name="Go back in").click()
    expect(grace.get_by_text("Use less data")).to_be_visible()
    expect(grace.locator("[name=much-ready][value=sound]")).to_be_checked()


def test_captions_and_blur_are_each_persons_own_choice(people, axe) -> None:
    grace: Page = people("grace")
    ines: Page = people("ines", viewport={"width": 390, "height": 844})
    grace.add_init_script(f"({LISTENS})(); ({BLURS})()")
    ines.add_init_script("delete window.SpeechRecognition; delete window.webkitSpeechRecognition")
    go_to_room(grace)
    expect(grace.get_by_text("Blur what is behind me").first).to_be_hidden()
    grace.get_by_role("radio", name="Camera and microphone").check()
    blur = grace.locator(".ready [data-blur]")
    blur.check()
    expect(grace.locator("[data-announce]")).to_contain_text("What is behind you is blurred")
    axe(grace)
    come_in(grace, "Camera and microphone", "Open the room")
    expect(grace.locator(".call")).to_be_visible()
    go_to_room(ines)
    come_in(ines, "Listen and type")
    let_in(grace, "Ines", ines)

    # Nothing is shared, and nothing listens, until somebody says so.
    grace.get_by_role("button", name="More", exact=True).click()
    share = grace.get_by_role("checkbox", name="Share what I say in writing")
    expect(share).not_to_be_checked()
    expect(grace.locator(".more [data-blur]")).to_be_checked()
    assert grace.evaluate("heard.length") == 0
    share.check()
    axe(grace)
    assert grace.evaluate("heard.map(one => [one.processLocally, one.track.kind])") == [
        [True, "audio"]
    ]
    # The first words wait until the screening has read its model.
    with grace.expect_response("**/room/caption/", timeout=45_000):
        grace.evaluate(HEARS, "This is not for Ines yet")

    # Only who wants captions sees them; nobody is offered what their browser cannot do.
    ines.get_by_role("button", name="More", exact=True).click()
    assert ines.get_by_role("checkbox", name="Share what I say in writing").count() == 0
    ines.get_by_role("checkbox", name="Show captions").check()
    ines.keyboard.press("Escape")
    grace.evaluate(HEARS, "Good evening to you all")
    captions = ines.get_by_role("list", name="Captions")
    expect(captions).to_have_text("Grace: Good evening to you all")
    axe(ines)
    grace.evaluate(HEARS, NASTY)
    expect(grace.locator("[data-toast]")).to_contain_text("not shown as captions")
    expect(captions.get_by_text(NASTY)).to_have_count(0)

    # A microphone that is off is not listened to.
    grace.get_by_role("button", name="Mute", exact=True).click()
    grace.wait_for_function("() => heard.length === 0")
