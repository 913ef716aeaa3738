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
    transport, made = await loop.create_datagram_endpoint(protocol, local_addr=address)
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    return made
