"""The way to the other end, once ICE has found it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Callable


class Way:
    """Sends from a socket of ICE's to one address.

    On Linux the socket is tied to the address. So the kernel looks the route up once and not for
    each packet, nobody else's datagrams are heard any more, and when a client's own address changes
    both ends notice within seconds. Elsewhere a tied socket refuses what ICE still sends by itself.
    """

    def __init__(self, transport: asyncio.DatagramTransport, address: tuple[str, int]) -> None:
        self._transport, self._address = transport, address
        self._socket: socket.socket | None = None
        self.send: Callable[[bytes], int] = self._send_untied
        if sys.platform == "linux":
            self._tie()

    def _tie(self) -> None:
        tied = socket.socket(fileno=os.dup(self._transport.get_extra_info("socket").fileno()))
        try:
            tied.connect(self._address)
        except OSError:
            # Such as an address that is nothing without its interface.
            tied.close()
            return
        self._socket = tied
        self.send = tied.send

    def _send_untied(self, data: bytes) -> int:
        if self._transport.is_closing():
            return 0
        self._transport.sendto(data, self._address)
        return len(data)

    def close(self) -> None:
        """Frees the port, as far as it is held from here. May be called twice."""
        if self._socket is not None:
            self._socket.close()
