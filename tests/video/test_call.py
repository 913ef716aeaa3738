"""A call in real browsers, through a real daphne: three people with Chromium's fake devices."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(port, said, **settings):
    """A running server with the media plane alone; its URL. `said` is the file it writes to."""
    url = f"http://127.0.0.1:{port}"
    daphne = [sys.executable, "-m", "community.serve", "-b", "127.0.0.1", "-p", str(port)]
    kept = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    environment = kept | settings
    with said.open("w") as log:
        server = subprocess.Popen(
            [*daphne, "tests.video.server:application"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(lambda: answers(url), "the server", 30)
            yield url
        finally:
            server.kill()
            server.wait(20)
    assert "Traceback" not in said.read_text(), said.read_text()[-4000:]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serving(free_port(), tmp_path_factory.mktemp("daphne") / "log") as url:
        yield url


@pytest.fixture
def browser(chromium):
    return chromium


def answers(url):
    try:
        return urllib.request.urlopen(url, timeout=2).status == 200
    except OSError:
        return False


def ask(url):
    return urllib.request.urlopen(url, timeout=5).read().decode()


def wait_for(check, what, within=10.0):
    """What the check returns, as soon as it is true."""
    until = time.monotonic() + within
    while True:
        result = check()
        if result:
            return result
        assert time.monotonic() < until, f"{what} did not come within {within} s"
        time.sleep(0.1)


class Person:
    """Somebody with a page open."""

    def __init__(self, browser, site, room, member, name, role="participant", media=True):
        self.context = browser.new_context()
        self.page = self.context.new_page()
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        query = f"room={room}&member={member}&name={name}&role={role}&media={int(media)}"
        self.page.goto(f"{site}/?{query}")
        self.name, self.member, self.site = name, member, site

    def run(self, script):
        return self.page.evaluate(script)

    def wait_state(self, state, within=10.0):
        wait_for(lambda: self.run("window.client?.state") == state, f"{self.name} {state}", within)

    @property
    def id(self):
        return self.run("client.me.id")

    def events(self, name):
        return [detail for kind, _, detail in self.run("window.seen") if kind == name]

    def inbound(self, key):
        empty = {"frames": 0, "packets": 0, "keyframes": 0, "lost": 0, "freezes": 0}
        return self.run("inbound()").get(key, empty)

    def grows(self, key, figure, within=8.0):
        before = self.inbound(key)[figure]
        what = f"{self.name} getting {figure} of {key} ({self.events('views')})"
        wait_for(lambda: self.inbound(key)[figure] > before + 5, what, within)

    def stands_still(self, key, figure):
        """After a moment for what is under way, nothing more comes."""
        time.sleep(0.7)
        before = self.inbound(key)[figure]
        time.sleep(1.5)
        assert self.inbound(key)[figure] == before, f"{self.name} still gets {key}"


@contextmanager
def people(*everybody):
    try:
        yield everybody
        for person in everybody:
            assert person.errors == []
    finally:
        for person in everybody:
            person.context.close()


def admitted(host, *guests):
    for guest in guests:
        guest.wait_state("lobby")
    host.wait_state("admitted")
    wait_for(lambda: len(host.run("client.waiting")) == len(guests), "the lobby")
    host.run("client.admitAll()")
    for guest in guests:
        guest.wait_state("admitted")


def test_everybody_sees_and_hears_everybody_through_the_node(site, browser):
    room = "three"
    with people(
        Person(browser, site, room, 1, "Grace", "host"), Person(browser, site, room, 2, "Rosa")
    ) as (grace, rosa):
        rosa.wait_state("lobby")
        assert rosa.run("client.report()") is None
        assert "Grace" not in json.dumps(rosa.run("window.seen"))
        admitted(grace, rosa)
        grace.grows("Rosa:video", "frames")

        with people(Person(browser, site, room, 3, "Tobias", media=False)) as (tobias,):
            admitted(grace, tobias)
            wait_for(lambda: tobias.inbound("Grace:video")["frames"] > 0, "a picture", 3)
            first = max(t for kind, t, _ in tobias.run("window.seen") if kind == "admitted")
            assert tobias.run("performance.now()") - first < 3000

            # Joined to listen and type; camera and microphone come later, without joining anew.
            tobias.run("client.chat('Hello from bed')")
            wait_for(lambda: grace.events("chat"), "the chat line")
            assert "Hello from bed" in grace.events("chat")[0]["line"]["html"]
            tobias.run("client.setCamera(true)")
            tobias.run("client.setMic(true)")

            everybody = (grace, rosa, tobias)
            for viewer in everybody:
                for other in everybody:
                    if other is not viewer:
                        viewer.grows(f"{other.name}:video", "frames")
                        viewer.grows(f"{other.name}:audio", "packets")
                        assert viewer.inbound(f"{other.name}:video")["lost"] == 0

            # Fetched while all are in: the only far ends are the node's own sockets.
            nodes = set(json.loads(ask(f"{site}/addresses")))
            for viewer in everybody:
                far = set(viewer.run("candidates()"))
                assert far and far <= nodes, f"{viewer.name} sees {far - nodes}"

            # Chromium's made-up microphone beeps.
            wait_for(
                lambda: any(rosa.id in said["ids"] for said in grace.events("speaking")),
                "Rosa shown as speaking",
            )

            tobias.run("client.setCamera(false)")
            wait_for(
                lambda: not rosa.run("client.participants.find(p => p.name === 'Tobias').camera"),
                "camera off",
            )
            rosa.stands_still("Tobias:video", "packets")
            assert tobias.run("client.local.getVideoTracks().length") == 0


def test_a_host_mutes_closes_a_camera_and_removes(site, browser):
    room = "host"
    with people(
        Person(browser, site, room, 1, "Grace", "host", media=False),
        Person(browser, site, room, 2, "Rosa"),
    ) as (grace, rosa):
        admitted(grace, rosa)
        grace.grows("Rosa:audio", "packets")
        grace.run(f"client.mute('{rosa.id}')")
        wait_for(lambda: rosa.events("muted"), "the word to Rosa", 2)
        grace.stands_still("Rosa:audio", "packets")
        assert rosa.run("client.mic") is False
        rosa.run("client.setMic(true)")
        grace.grows("Rosa:audio", "packets")

        grace.grows("Rosa:video", "frames")
        grace.run(f"client.closeCamera('{rosa.id}')")
        grace.stands_still("Rosa:video", "packets")
        rosa.run("client.setCamera(true)")
        grace.grows("Rosa:video", "frames")

        # A page that goes on sending all the same is not heard.
        grace.run(f"client.mute('{rosa.id}')")
        wait_for(lambda: len(rosa.events("muted")) == 3, "the word to Rosa", 2)
        rosa.run("sendAnyway()")
        sent = rosa.run("sent()")
        wait_for(lambda: rosa.run("sent()") > sent + 20, "packets from Rosa")
        grace.stands_still("Rosa:audio", "packets")

        grace.run(f"client.remove('{rosa.id}')")
        rosa.wait_state("closed", 2)
        assert rosa.events("removed")
        assert rosa.run("client.local.getTracks().length") == 0
        wait_for(lambda: grace.events("streamended"), "the end of the stream", 2)
        with people(Person(browser, site, room, 2, "Rosa", media=False)) as (again,):
            again.wait_state("closed")
            assert "cannot come back" in again.events("refused")[0]["message"]


def test_a_lost_socket_costs_nothing_and_lost_access_everything(site, browser):
    room = "lost"
    with people(
        Person(browser, site, room, 1, "Grace", "host"), Person(browser, site, room, 5, "Rosa")
    ) as (grace, rosa):
        admitted(grace, rosa)
        rosa.grows("Grace:video", "frames")
        place = rosa.id
        ask(f"{site}/cut?member=5")
        wait_for(lambda: rosa.events("reconnecting"), "the loss", 2)
        rosa.wait_state("admitted", 5)
        assert rosa.id == place
        assert rosa.events("admitted")[-1]["resumed"] is True
        assert not rosa.events("streamended")
        rosa.grows("Grace:video", "frames")
        grace.grows("Rosa:video", "frames")

        # What a host turned off meanwhile stays off until Rosa turns it on.
        ask(f"{site}/cut?member=5")
        grace.run(f"client.mute('{place}')")
        wait_for(lambda: len(rosa.events("admitted")) == 3, "the way back", 5)
        assert rosa.run("client.mic") is False
        grace.stands_still("Rosa:audio", "packets")
        rosa.run("client.setMic(true)")
        grace.grows("Rosa:audio", "packets")

        # The media connection itself breaks: a new one takes its place.
        connections = rosa.run("connections.length")
        ask(f"{site}/break?member=5")
        wait_for(lambda: rosa.run("connections.length") > connections, "a new connection", 5)
        rosa.grows("Grace:video", "frames")
        grace.grows("Rosa:video", "frames")
        assert rosa.id == place

        ask(f"{site}/refuse?member=5")
        rosa.wait_state("closed", 2)
        assert "no longer" in rosa.events("refused")[0]["message"]
        wait_for(lambda: grace.events("streamended"), "the end of the stream", 2)


def test_a_youth_room_carries_nothing_until_the_second_adult(site, browser):
    room = "youth-1"
    with people(
        Person(browser, site, room, 1, "Grace", "host"), Person(browser, site, room, 2, "Juno")
    ) as (grace, juno):
        admitted(grace, juno)
        wait_for(lambda: grace.events("media"), "the connection")
        juno.stands_still("Grace:video", "packets")
        assert juno.inbound("Grace:video")["packets"] == 0
        assert juno.inbound("Grace:audio")["packets"] == 0
        assert juno.run("client.room.media.open") is False
        with people(Person(browser, site, room, 3, "Owen", "host", media=False)):
            juno.grows("Grace:video", "frames")
            juno.grows("Grace:audio", "packets")
        wait_for(lambda: not juno.run("client.room.media.open"), "the pause", 3)
        juno.stands_still("Grace:audio", "packets")


def test_people_come_back_by_themselves_when_the_node_was_killed(browser, tmp_path):
    port = free_port()
    with ExitStack() as first:
        url = first.enter_context(serving(port, tmp_path / "first"))
        grace = Person(browser, url, "again", 1, "Grace", "host")
        rosa = Person(browser, url, "again", 2, "Rosa")
        with people(grace, rosa):
            admitted(grace, rosa)
            rosa.grows("Grace:video", "frames")
            first.close()
            rosa.wait_state("reconnecting")
            with serving(port, tmp_path / "second"):
                grace.wait_state("admitted")
                # Who was admitted is known to the node that died; the facilitator lets them in
                # again.
                rosa.wait_state("lobby")
                wait_for(lambda: grace.run("client.waiting.length"), "Rosa in the lobby")
                grace.run("client.admitAll()")
                rosa.wait_state("admitted")
                rosa.grows("Grace:video", "frames")
                grace.grows("Rosa:audio", "packets")
