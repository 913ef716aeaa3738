"""Sending over the socket that ICE opened."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys

import pytest

from video.eventloop import listen
from video.way import Way

pytestmark = pytest.mark.asyncio


class Heard(asyncio.DatagramProtocol):
    def __init__(self):
        self.data = []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.data.append(data)


@pytest.fixture
def far():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind(("127.0.0.1", 0))
        made.settimeout(5)
        yield made


@pytest.fixture(params=[True, False], ids=["tied", "untied"])
async def near(request, monkeypatch):
    if not request.param:
        monkeypatch.setattr(sys, "platform", "elsewhere")
    elif sys.platform != "linux":
        pytest.skip("sockets are tied on Linux alone")
    made = await listen(Heard, ("127.0.0.1", 0))
    yield made
    made.transport.close()


async def test_what_is_sent_comes_from_the_socket_that_is_known(near, far):
    way = Way(near.transport, far.getsockname())
    way.send(b"picture")
    assert far.recvfrom(100) == (b"picture", near.transport.get_extra_info("sockname"))
    near.transport.sendto(b"check", far.getsockname())
    assert far.recv(100) == b"check"
    way.close()
    way.close()


async def test_the_other_end_is_still_heard(near, far):
    way = Way(near.transport, far.getsockname())
    far.sendto(b"report", near.transport.get_extra_info("sockname"))
    await asyncio.sleep(0.05)
    assert near.data == [b"report"]
    way.close()


@pytest.mark.parametrize("near", [True], indirect=True)
async def test_a_tied_socket_hears_nobody_else(near, far):
    way = Way(near.transport, far.getsockname())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(b"noise", near.transport.get_extra_info("sockname"))
    await asyncio.sleep(0.05)
    assert near.data == []
    way.close()


async def test_nothing_but_an_os_error_comes_of_an_end_that_is_gone(near, far):
    way = Way(near.transport, far.getsockname())
    far.close()
    for _ in range(3):
        with contextlib.suppress(OSError):
            way.send(b"picture")
        await asyncio.sleep(0.01)
    near.transport.close()
    await asyncio.sleep(0.01)
    way.close()
    if way.send != way._send_untied:
        with pytest.raises(OSError, match="descriptor"):
            way.send(b"late")
    else:
        way.send(b"late")
