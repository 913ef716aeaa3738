"""Sound and pictures go on where packets are lost, late and out of order."""

from __future__ import annotations

import pytest

from tests.lossy import LossyNetwork, Weather
from tests.servers import free_udp_ports
from tests.video.test_call import Person, free_port, serving
from video import conf

pytestmark = pytest.mark.journey

# In each direction, so that what one person says to another goes through it twice.
LOSS, JITTER_S, SEED = 0.05, 0.05, 20261126
BEHIND = "127.0.0.1"
PORTS = 24
PEOPLE = ("Rosa", "Kofi", "Ines")
# The page looks at its network every five seconds.
SETTLED_S, WATCHED_S = 7, 30
MOST_FROZEN, MOST_CONCEALED = 0.02, 0.05
LEAST_FRAMES_PER_S = 8
PATIENCE = "connections.at(-1).getReceivers().map(one => one.jitterBufferTarget)"
STATS = """async () => {
  const found = {};
  for (const item of ((await client.report()) ?? new Map()).values()) {
    if (item.type !== "inbound-rtp") continue;
    const both = {seconds: item.timestamp / 1000, received: item.packetsReceived,
      lost: item.packetsLost, nacks: item.nackCount};
    found[`${item.kind} ${item.ssrc}`] = item.kind === "video" ? {
      ...both, frames: item.framesDecoded ?? 0, plis: item.pliCount,
      freezes: item.freezeCount, frozen: item.totalFreezesDuration,
    } : {
      ...both, samples: item.totalSamplesReceived, concealed: item.concealedSamples,
      silent: item.silentConcealedSamples, events: item.concealmentEvents,
    };
  }
  return found;
}"""


@pytest.fixture
def weather():
    return Weather(0.0, 0.0, SEED)


@pytest.fixture
def site(tmp_path, weather):
    """A server whose media is reached through a bad network alone."""
    shown, ports = conf.bind_addresses()[0], free_udp_ports(PORTS)
    network = LossyNetwork(shown, BEHIND, ports, weather)
    network.start()
    settings = {
        "VIDEO_PUBLIC_IP": shown,
        "VIDEO_BIND": BEHIND,
        "VIDEO_UDP_PORTS": f"{ports.start}-{ports.stop - 1}",
    }
    try:
        with serving(free_port(), tmp_path / "log", **settings) as url:
            yield url
    finally:
        network.stop()


def steps(before, after):
    """What happened to each stream in between."""
    return {
        name: {key: value - before[name][key] for key, value in now.items() if value is not None}
        for name, now in after.items()
        if name in before
    }


def test_a_call_over_a_bad_network(chromium, site, weather):
    people = [
        Person(chromium, site, "storm", 1 + number, name, role="host")
        for number, name in enumerate(PEOPLE)
    ]
    for one in people:
        for other in PEOPLE:
            if other != one.name:
                one.grows(f"{other}:video", "frames", within=20)

    assert not any(people[0].run(PATIENCE))
    weather.loss, weather.jitter_s = LOSS, JITTER_S
    people[0].page.wait_for_timeout(1000 * SETTLED_S)
    before = [one.run(STATS) for one in people]
    people[0].page.wait_for_timeout(1000 * WATCHED_S)
    after = [one.run(STATS) for one in people]
    assert all(people[0].run(PATIENCE))
    for one in people:
        one.context.close()

    assert weather.lost > 0.8 * LOSS * weather.passed
    for one, then, now in zip(people, before, after, strict=True):
        plays_on(one.name, steps(then, now))


def plays_on(whose, streams):
    """Everybody else is seen and heard nearly all the time. What is concealed counts as a whole,
    with what was silent.
    """
    arrives = {name: one for name, one in streams.items() if one["received"]}
    pictures = {name: one for name, one in arrives.items() if "frames" in one}
    sounds = {name: one for name, one in arrives.items() if "samples" in one}
    moving = [one for one in pictures.values() if one["frames"] >= LEAST_FRAMES_PER_S * WATCHED_S]
    assert (len(moving), len(sounds)) == (len(PEOPLE) - 1, len(PEOPLE) - 1), (whose, streams)
    for name, one in pictures.items():
        share = one["frozen"] / one["seconds"]
        print(f"{whose}, {name}: frozen {share:.2%}, {one['freezes']} times")
        assert share < MOST_FROZEN, (whose, name, one)
    for name, one in sounds.items():
        share = one["concealed"] / one["samples"]
        print(f"{whose}, {name}: concealed {share:.2%}")
        assert share < MOST_CONCEALED, (whose, name, one)
