"""SRTP for one direction, as `pylibsrtp.Session` does it, at two thirds of the cost.

The session allocates and checks anew for each packet what is the same for all of them; on the way
out a packet is encrypted once for each viewer, so that is a good part of what a viewer costs.
"""

from __future__ import annotations

import pylibsrtp
from pylibsrtp._binding import ffi, lib

# What libsrtp may add to a packet, as its header says.
MOST_ADDED = 16 + 128


class Outgoing:
    """Encrypts RTP in the buffer of a session, which it keeps alive. Not for several threads."""

    __slots__ = ("_buffer", "_data", "_length", "_most", "_session", "_srtp")

    def __init__(self, session: pylibsrtp.Session) -> None:
        self._session = session
        self._srtp = session._srtp[0]
        self._data, self._buffer = session._cdata, session._buffer
        self._most = len(self._buffer) - MOST_ADDED
        self._length = ffi.new("int *")

    def protect(self, packet: bytes) -> bytes:
        """The packet encrypted. Raises ValueError when it is too long or libsrtp refuses it."""
        size = len(packet)
        if size > self._most:
            raise ValueError("the packet is too long")
        buffer, length = self._buffer, self._length
        buffer[:size] = packet
        length[0] = size
        if lib.srtp_protect(self._srtp, self._data, length):
            raise ValueError("the packet cannot be encrypted")
        encrypted: bytes = buffer[: length[0]]
        return encrypted
