"""Whatever loop serves us, a socket that nobody waits for any more is closed."""

from __future__ import annotations

import asyncio

import pytest
import uvloop

from video.eventloop import listen


class Kept(asyncio.DatagramProtocol):
    """Remembers every transport."""

    made: list[asyncio.BaseTransport] = []

    def connection_made(self, transport):
        self.made.append(transport)


async def cancelled_after(steps):
    """A person who leaves while their socket is made. Whether what was made is closed; empty when
    nothing was, or when it was there before they left.
    """
    Kept.made = []
    making = asyncio.ensure_future(listen(Kept, ("127.0.0.1", 0)))
    for _ in range(steps):
        await asyncio.sleep(0)
    making.cancel()
    try:
        await making
    except asyncio.CancelledError:
        await asyncio.sleep(0.05)
        return [transport.is_closing() for transport in Kept.made]
    for transport in Kept.made:
        transport.close()
    return []


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_socket_that_nobody_waits_for_is_closed(new_loop):
    loop = new_loop()
    try:
        closing = [loop.run_until_complete(cancelled_after(steps)) for steps in range(8)]
    finally:
        loop.close()
    assert any(closing), "it was never cancelled at the right moment"
    assert all(all(one) for one in closing), closing
