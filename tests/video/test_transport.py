"""The media sockets: what arrives there comes from anybody."""

import asyncio
import random
import socket

import pytest

from tests.video.test_sdp import ANSWER
from video.sdp import Section, read_answer, write_offer
from video.transport import Peer

pytestmark = pytest.mark.asyncio


def peer():
    lost = []
    made = Peer(lambda p: None, lambda p: None, lambda: None, lambda: lost.append(1))
    made.lost_for_test = lost
    return made


async def test_random_datagrams_are_survived(settings):
    settings.VIDEO_BIND = ["127.0.0.1"]
    errors = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: errors.append(context))
    one = peer()
    local = await one.gather()
    one.connect(read_answer(ANSWER))
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    chance = random.Random(5)
    for first in [None, *range(0, 256, 3)]:
        size = chance.randrange(1, 200)
        data = b"" if first is None else bytes([first]) + chance.randbytes(size)
        sender.sendto(data, ("127.0.0.1", local.candidates[0].port))
        await asyncio.sleep(0)
    await asyncio.sleep(0.1)
    assert not one.is_closed
    await one.close()
    assert errors == []


async def test_sending_without_a_connection_does_nothing(settings):
    settings.VIDEO_BIND = ["127.0.0.1"]
    one = peer()
    await one.gather()
    one.send_rtp(b"\x80" * 20)
    one.send_rtcp(b"\x80" * 20)
    one.forget(5)
    await one.close()
    await one.close()
    one.send_rtp(b"\x80" * 20)
    assert one.sent == 0


async def test_the_port_range_and_the_public_address_are_kept_to(settings):
    settings.VIDEO_BIND = ["127.0.0.1"]
    settings.VIDEO_UDP_PORTS = "42000-42009"
    settings.VIDEO_PUBLIC_IP = "203.0.113.5"
    one = peer()
    local = await one.gather()
    (candidate,) = local.candidates
    assert candidate.host == "203.0.113.5" and 42000 <= candidate.port <= 42009
    assert "127.0.0.1" not in write_offer(local, [Section("audio", "recvonly")], 1).split("m=")[1]
    await one.close()


async def test_no_address_to_listen_on_is_said(settings):
    settings.VIDEO_BIND = ["203.0.113.77"]
    one = peer()
    with pytest.raises(ConnectionError):
        await one.gather()
    await one.close()


async def test_sockets_are_free_after_the_end(settings):
    settings.VIDEO_BIND = ["127.0.0.1"]
    one = peer()
    local = await one.gather()
    await one.close()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as again:
        again.bind(("127.0.0.1", local.candidates[0].port))
