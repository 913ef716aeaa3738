"""A client's media connection: real ICE, DTLS and SRTP, and as little work a packet as can be.

Nothing is read until the clock says so, and then all that has come: so a client costs its server no
waking, and itself one system call a packet. When a packet arrived is the kernel's word.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from typing import Any

import aioice
import ifaddr
from aioice.candidate import candidate_priority
from aioice.ice import StunProtocol
from aiortc.rtcdtlstransport import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from aiortc.rtcicetransport import RTCIceParameters, RTCIceTransport

from tests.bench.video.sdp import Own, Remote
from video.ice import COMPONENT, Gatherer

UP_WITHIN_S = 20
# Linux: the kernel notes when a packet came; Python has no name for it.
SO_TIMESTAMPNS = 35
STAMP = struct.Struct("!Q")
_buffer = memoryview(bytearray(2_048))


def own_address() -> str:
    """An address that every server binds to by itself: Janus leaves loopback out."""
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            if isinstance(ip.ip, str) and not ip.ip.startswith("127."):
                return ip.ip
    return "127.0.0.1"


class Datagrams(asyncio.DatagramTransport):
    """A UDP socket that is read by the clock and not by the event loop."""

    def __init__(self, protocol: StunProtocol) -> None:
        super().__init__()
        self._protocol = protocol
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setblocking(False)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.sock.bind((own_address(), 0))
        protocol.connection_made(self)

    def sendto(self, data: Any, addr: tuple[Any, ...] | None = None) -> None:
        try:
            self.sock.sendto(data, addr)
        except (BlockingIOError, ConnectionError):
            return

    def close(self) -> None:
        self.sock.close()
        asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self.sock.getsockname() if name == "sockname" else default


class Ice(aioice.Connection):
    """ICE on one such socket."""

    async def gather_candidates(self) -> None:
        self._local_candidates_start = True
        protocol = StunProtocol(self)
        self.datagrams = Datagrams(protocol)
        host, port = self.datagrams.sock.getsockname()
        protocol.local_candidate = aioice.Candidate(
            "1", COMPONENT, "udp", candidate_priority(COMPONENT, "host"), host, port, "host"
        )
        self._protocols.append(protocol)
        self._local_candidates.append(protocol.local_candidate)
        self._local_candidates_end = True


class Link:
    """samples: each packet is decrypted, and its age noted when it arrived; else only counted."""

    def __init__(self, controls: bool = False, samples: bool = False) -> None:
        self._ice = Ice(ice_controlling=controls)
        self._transport = RTCIceTransport(Gatherer(self._ice))
        self._dtls = RTCDtlsTransport(self._transport, [RTCCertificate.generateCertificate()])
        self._samples = samples
        self.rtp = self.sent = self.broken = 0
        self.ages_ms: list[float] = []
        self.is_up = False

    async def gather(self) -> Own:
        await self._ice.gather_candidates()
        self._socket = self._ice.datagrams.sock
        if self._samples:
            self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        host, port = self._socket.getsockname()
        prints = self._dtls.getLocalParameters().fingerprints
        mine = next(one.value for one in prints if one.algorithm == "sha-256")
        return Own(self._ice.local_username, self._ice.local_password, mine, host, port)

    async def connect(self, remote: Remote, is_dtls_client: bool = True) -> None:
        """Raises ConnectionError or TimeoutError when it does not come up."""
        async with asyncio.timeout(UP_WITHIN_S):
            for text in remote.candidates:
                candidate = aioice.Candidate.from_sdp(text)
                is_ours = "." in candidate.host and candidate.component == COMPONENT
                if is_ours and candidate.transport.lower() == "udp":
                    await self._ice.add_remote_candidate(candidate)
            await self._ice.add_remote_candidate(None)
            await self._transport.start(RTCIceParameters(remote.ufrag, remote.password))
            self._dtls._set_role("client" if is_dtls_client else "server")
            prints = [RTCDtlsFingerprint(*one) for one in remote.fingerprints]
            await self._dtls.start(RTCDtlsParameters(prints))
        if self._dtls.state != "connected":
            raise ConnectionError(f"ICE {self._transport.state}, DTLS {self._dtls.state}")
        self._address = self._ice._nominated[COMPONENT].remote_addr
        self._transport.on("statechange", self._lost)
        self._dtls.on("statechange", self._lost)
        self.is_up = True

    def _lost(self) -> None:
        if self.is_up:
            self.is_up = False
            print(f"a link broke: ICE {self._transport.state}, DTLS {self._dtls.state}")

    @property
    def profile(self) -> str:
        return str(self._dtls._ssl.get_selected_srtp_profile().decode())

    def send_rtp(self, packet: bytes) -> None:
        self._socket.sendto(self._dtls._tx_srtp.protect(packet), self._address)
        self.sent += 1

    def send_rtcp(self, packet: bytes) -> None:
        self._socket.sendto(self._dtls._tx_srtp.protect_rtcp(packet), self._address)

    def drain(self) -> None:
        """Takes all that has come."""
        if self._socket.fileno() < 0:
            return
        take = self._take_sample if self._samples and self.is_up else self._take
        try:
            while True:
                take()
        except BlockingIOError:
            return

    def _take(self) -> None:
        size, address = self._socket.recvfrom_into(_buffer)
        if not 127 < _buffer[0] < 192:
            self._ice._protocols[0].datagram_received(bytes(_buffer[:size]), address)
        elif not 191 < _buffer[1] < 224:
            self.rtp += 1

    def _take_sample(self) -> None:
        size, notes, _, address = self._socket.recvmsg_into([_buffer], 64)
        data = bytes(_buffer[:size])
        if not 127 < data[0] < 192:
            self._ice._protocols[0].datagram_received(data, address)
        elif not 191 < data[1] < 224:
            self.rtp += 1
            self._note_age(data, notes[0][2])

    def _note_age(self, data: bytes, arrived: bytes) -> None:
        try:
            packet = self._dtls._rx_srtp.unprotect(data)
        except Exception:
            self.broken += 1
            return
        seconds, nanoseconds = struct.unpack("@qq", arrived)
        age = seconds * 10**9 + nanoseconds - STAMP.unpack(packet[-STAMP.size :])[0]
        self.ages_ms.append(age / 1e6)

    async def close(self) -> None:
        self.is_up = False
        await self._dtls.stop()
        await self._transport.stop()


def stamp() -> bytes:
    """The last bytes of a payload: when it was sent."""
    return STAMP.pack(time.time_ns())
