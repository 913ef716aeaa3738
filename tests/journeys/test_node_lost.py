"""A call goes on when its media node dies, is emptied, or is told to end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.front import Front
from tests.journeys.test_group_call import (
    accept_agreement,
    come_in,
    everything_grows,
    go_to_room,
    let_in,
    open_room,
    people,
)
from tests.servers import Server, redis_server

__all__ = ["people"]

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

AFTER_A_DEATH_S = 10
AFTER_A_MOVE_S = 5
# Notes in the page for how long at most not everybody was seen and heard, and who had to knock.
WATCH = """(others) => {
  const client = document.querySelector("[data-room]").roomClient;
  const watch = window.watch = {
    lastGood: performance.now(), longestMs: 0, lobbies: 0, goodInARow: 0, comings: 0,
  };
  client.addEventListener("admitted", () => { watch.comings += 1; watch.goodInARow = 0; });
  client.addEventListener("lobby", () => { watch.lobbies += 1; });
  let before = new Map();
  setInterval(async () => {
    const now = new Map();
    const growing = {audio: 0, video: 0};
    for (const item of ((await client.report()) ?? new Map()).values()) {
      if (item.type !== "inbound-rtp") continue;
      const count = (item.kind === "video" ? item.framesDecoded : item.packetsReceived) ?? 0;
      now.set(item.ssrc, count);
      growing[item.kind] += count > (before.get(item.ssrc) ?? 0);
    }
    before = now;
    const good = growing.video >= others && growing.audio >= others;
    watch.goodInARow = good ? watch.goodInARow + 1 : 0;
    if (!good) return;
    watch.longestMs = Math.max(watch.longestMs, performance.now() - watch.lastGood);
    watch.lastGood = performance.now();
  }, 200);
}"""
START_AFRESH = """() => {
  Object.assign(watch, {longestMs: 0, lastGood: performance.now(), comings: 0});
}"""


@dataclass
class Pair:
    """Two processes that share a database and a directory, behind one address."""

    a: Server
    b: Server
    url: str

    def nodes(self) -> str:
        return self.a.manage("video_nodes")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Pair]:
    with redis_server(tmp_path) as redis_url:
        shared = {"REDIS_URL": redis_url, "VIDEO_BIND": "127.0.0.1"}
        a, b = (Server(tmp_path, VIDEO_NODE=name, **shared) for name in "ab")
        a.prepare()
        front = Front({"a": a, "b": b})
        front.start()
        try:
            for one in (a, b):
                one.start()
            yield Pair(a, b, front.url)
        finally:
            for one in (a, b):
                one.stop()
            front.stop()


def all_are_seen(pages: list[Page], within_s: float = 20) -> None:
    deadline = time.monotonic() + within_s
    while not all(page.evaluate("watch.goodInARow > 3") for page in pages):
        assert time.monotonic() < deadline, [page.evaluate("watch") for page in pages]
        pages[0].wait_for_timeout(100)


def everybody_is_back(pages: list[Page], within_s: float) -> list[float]:
    """For how many seconds each page was without somebody, when all have all again."""
    deadline = time.monotonic() + 3 * within_s
    while not all(page.evaluate("watch.comings > 0 && watch.goodInARow >= 5") for page in pages):
        assert time.monotonic() < deadline, [page.evaluate("watch") for page in pages]
        pages[0].wait_for_timeout(100)
    return [round(page.evaluate("watch.longestMs") / 1000, 1) for page in pages]


def test_a_call_survives_its_node(people, server):
    grace, rosa, tobias = everybody = [people(name) for name in ("grace", "rosa", "tobias")]
    open_room(grace)
    go_to_room(rosa)
    accept_agreement(rosa)
    come_in(rosa, "Camera and microphone")
    let_in(grace, "Rosa", rosa)
    go_to_room(tobias)
    come_in(tobias, "Camera and microphone")
    let_in(grace, "Tobias", tobias)
    everything_grows(everybody, videos=[2, 2, 2])
    for page in everybody:
        page.evaluate(WATCH, 2)
    all_are_seen(everybody)

    def goes_on(within_s: float, what: str) -> None:
        away = everybody_is_back(everybody, within_s)
        print(f"{what}: {away} s without somebody")
        assert max(away) <= within_s, (what, away)
        for page in everybody:
            assert page.evaluate("watch.lobbies") == 0
            expect(page.locator(".faces .tile[data-camera]")).to_have_count(3)
            page.evaluate(START_AFRESH)

    # Killed, as by a power cut.
    for page in everybody:
        page.evaluate(START_AFRESH)
    server.a.kill()
    goes_on(AFTER_A_DEATH_S, "killed")
    assert "3" in line_of(server.nodes(), "b")

    # The process is back and idle; the other one is emptied for an upgrade.
    server.a.start()
    assert "is empty" in server.a.manage("video_nodes", "drain", "b")
    goes_on(AFTER_A_MOVE_S, "drained")
    assert "draining" in line_of(server.nodes(), "b")
    server.a.manage("video_nodes", "undrain", "b")

    # Told to end, without having been emptied first.
    server.a.stop()
    goes_on(AFTER_A_MOVE_S, "ended")


def line_of(listing: str, node: str) -> str:
    return next(line for line in listing.splitlines() if line.split()[0] == node)
