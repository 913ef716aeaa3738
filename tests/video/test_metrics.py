"""An operator's monitoring sees how calls fare, and nothing of who is in them."""

from __future__ import annotations

import re
import struct

import pytest

from tests.video.makers import Wire, rtp
from tests.video.sockets import host_and_guest
from video import metrics, rtcp
from video.node import node


def read(text):
    return {
        name: float(value)
        for name, value in re.findall(r"^alongside_video_(\S+) (\S+)$", text, re.M)
    }


@pytest.mark.asyncio
async def test_what_a_call_is_made_of_is_counted(policy):
    before = read(metrics.metrics())
    await host_and_guest()
    here = node()
    switch = here.rooms["r"].switch
    switch.let_flow("x", "audio", True)
    publisher = switch.publish("x", Wire(), {"audio": 5})
    switch.watch(98, Wire(), [5])
    switch.watch(99, Wire(), [5])
    for number in (1, 2, 3, 5):
        publisher.receive(rtp(5, number, "audio"))
    here.figures.look(here.rooms.values())
    after = read(metrics.metrics())
    steps = {name: after[name] - before[name] for name in after if "total" in name}
    assert steps == {
        "packets_received_total": 4,
        "packets_lost_total": 1,
        "packets_sent_total": 8,
        "packets_sent_again_total": 0,
    }
    assert (after["rooms"], after["participants"]) == (1, 2)
    for lost, highest in ((0, 100), (25, 200)):
        missed = struct.pack("!LLLLLL", 5, lost, highest, 0, 0, 0)
        switch.take_rtcp(98, None, rtcp.write_receiver_report([missed]))
    switch.networks[98].limit = 1e5
    here.figures.look(here.rooms.values())
    (room,) = here.heart.card().each
    assert (room.name, room.people, room.missed_share, room.held_back) == ("r", 2, 0.25, 1)
    here.figures.look(here.rooms.values())
    assert here.heart.card().each[0].missed_share == 0
    assert "M1" not in metrics.metrics()


def test_metrics_stand_beside_those_of_screening(client, settings, db):
    settings.METRICS_TOKEN = "a token"
    answer = client.get("/metrics/", headers={"Authorization": "Bearer a token"})
    assert b"alongside_video_wait_seconds" in answer.content
    assert b"alongside_screened_total" in answer.content
