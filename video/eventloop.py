"""Sockets of the running event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import TypeVar

RECEIVE_BUFFER = 1 << 20
P = TypeVar("P", bound=asyncio.DatagramProtocol)


async def listen(protocol: Callable[[], P], address: tuple[str, int]) -> P:
    """A UDP socket with a receive buffer that rides out a busy moment. Raises OSError."""
    loop = asyncio.get_running_loop()
    making = asyncio.ensure_future(loop.create_datagram_endpoint(protocol, local_addr=address))
    try:
        transport, made = await asyncio.shield(making)
    except asyncio.CancelledError:
        # uvloop would leave a socket open that is ready only after nobody waits for it any more.
        making.add_done_callback(_close_again)
        raise
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    return made


def _close_again(making: asyncio.Future[tuple[asyncio.DatagramTransport, P]]) -> None:
    if not making.cancelled() and making.exception() is None:
        making.result()[0].close()
