"""ICE for a node: host candidates only, and media taken off the socket before anything else looks
at it.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from typing import Any, cast

import aioice
from aioice.candidate import candidate_foundation, candidate_priority
from aioice.ice import StunProtocol
from aiortc.rtcicetransport import RTCIceGatherer

from video import conf
from video.eventloop import listen

# It writes people's addresses at INFO.
logging.getLogger("aioice").setLevel(logging.WARNING)

COMPONENT = 1
PORT_TRIES = 50


class MediaSocket(StunProtocol):
    """A UDP socket. SRTP and SRTCP start with 128–191 (RFC 7983) and skip the STUN parser."""

    def datagram_received(self, data: bytes | str, addr: tuple[Any, ...]) -> None:
        if not data:
            # An empty datagram, from anybody, would end the DTLS reader.
            return
        data = cast(bytes, data)
        if data[0] > 127:
            cast(IceConnection, self.receiver).on_media(data)
        else:
            super().datagram_received(data, addr)


class IceConnection(aioice.Connection):
    """The node's end of one participant's ICE. It learns the other address from incoming checks
    alone.

    Remote candidates are never taken: nobody can have the node probe addresses of their choice.
    """

    def __init__(self, on_media: Callable[[bytes], None]) -> None:
        super().__init__(ice_controlling=True)
        self.on_media = on_media

    async def gather_candidates(self) -> None:
        if self._local_candidates_start:
            return
        self._local_candidates_start = True
        for address in conf.bind_addresses():
            await self._listen(address)
        self._local_candidates_end = True
        if not self._local_candidates:
            raise ConnectionError("the node could not open a UDP port on any of its addresses")

    async def _listen(self, address: str) -> None:
        for port in _ports():
            try:
                protocol = await listen(lambda: MediaSocket(self), (address, port))
            except OSError:
                continue
            host, bound = protocol.transport.get_extra_info("sockname")[:2]
            protocol.local_candidate = aioice.Candidate(
                foundation=candidate_foundation("host", "udp", host),
                component=COMPONENT,
                transport="udp",
                priority=candidate_priority(COMPONENT, "host"),
                host=host,
                port=bound,
                type="host",
            )
            self._protocols.append(protocol)
            self._local_candidates.append(protocol.local_candidate)
            return


class Gatherer(RTCIceGatherer):
    """What RTCIceTransport asks for its connection."""

    def __init__(self, connection: IceConnection) -> None:
        super().__init__(iceServers=[])
        self._connection = connection


def _ports() -> list[int]:
    allowed = conf.udp_ports()
    if allowed is None:
        return [0]
    return random.sample(allowed, min(PORT_TRIES, len(allowed)))
