"""One participant's media connection: ICE, DTLS and SRTP, with plain packets on the inside."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pylibsrtp
from aiortc.rtcdtlstransport import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from aiortc.rtcicetransport import RTCIceParameters, RTCIceTransport

from video import conf
from video.ice import COMPONENT, Gatherer, IceConnection
from video.sdp import Answer, Local, LocalCandidate
from video.srtp import Outgoing
from video.way import Way

CONNECT_WITHIN_S = 30.0
log = logging.getLogger(__name__)

Packet = Callable[[bytes], None]
# Bad packets, and a socket that has no room or nobody at its other end.
BROKEN = (pylibsrtp.Error, ValueError, TypeError, OSError)


class Peer:
    """The node's end of one media connection.

    on_rtp and on_rtcp get decrypted packets; on_lost is called once if the connection fails.
    """

    def __init__(
        self,
        on_rtp: Packet,
        on_rtcp: Packet,
        on_up: Callable[[], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._on_rtp = on_rtp
        self._on_rtcp = on_rtcp
        self._on_up = on_up
        self._on_lost = on_lost
        self._ice = IceConnection(self._received)
        self._transport = RTCIceTransport(Gatherer(self._ice))
        self._dtls = RTCDtlsTransport(self._transport, [RTCCertificate.generateCertificate()])
        self._rx: pylibsrtp.Session | None = None
        self._tx: pylibsrtp.Session | None = None
        self._outgoing: Outgoing | None = None
        self._way: Way | None = None
        self._closed = False
        self._connecting: asyncio.Task[None] | None = None
        self.received = 0
        self.sent = 0

    @property
    def is_up(self) -> bool:
        return self._tx is not None and not self._closed

    @property
    def is_closed(self) -> bool:
        return self._closed

    async def gather(self) -> Local:
        """Opens the sockets; what the offer says about this end."""
        await self._ice.gather_candidates()
        shown = conf.public_ip()
        return Local(
            ufrag=self._ice.local_username,
            password=self._ice.local_password,
            fingerprint=next(
                print_.value
                for print_ in self._dtls.getLocalParameters().fingerprints
                if print_.algorithm == "sha-256"
            ),
            candidates=tuple(
                LocalCandidate(c.foundation, c.priority, shown or c.host, c.port)
                for c in self._ice.local_candidates
            ),
        )

    def connect(self, answer: Answer) -> None:
        """Starts ICE and DTLS with what the first answer says."""
        if self._connecting is None and not self._closed:
            self._connecting = asyncio.ensure_future(self._connect(answer))

    async def _connect(self, answer: Answer) -> None:
        try:
            async with asyncio.timeout(CONNECT_WITHIN_S):
                await self._transport.start(RTCIceParameters(answer.ufrag, answer.password))
                self._dtls._set_role("server" if answer.setup == "active" else "client")
                prints = [RTCDtlsFingerprint(name, value) for name, value in answer.fingerprints]
                await self._dtls.start(RTCDtlsParameters(prints))
        except (TimeoutError, ConnectionError, OSError):
            log.info("a media connection did not come up")
        except Exception:
            log.exception("a media connection broke while coming up")
        if self._closed:
            return
        if self._dtls.state != "connected":
            self._lost()
            return
        self._rx, self._tx = self._dtls._rx_srtp, self._dtls._tx_srtp
        self._outgoing = Outgoing(self._tx)
        pair = self._ice._nominated[COMPONENT]
        self._way = Way(pair.protocol.transport, pair.remote_addr)
        self._dtls.on("statechange", self._state_changed)
        self._transport.on("statechange", self._state_changed)
        self._on_up()

    def _state_changed(self) -> None:
        if self._dtls.state != "connected" or self._transport.state != "completed":
            self._lost()

    def _lost(self) -> None:
        if not self._closed:
            self._closed = True
            self._on_lost()

    # ---- packets

    def _received(self, data: bytes) -> None:
        rx = self._rx
        if rx is None or self._closed or len(data) < 8:
            return
        is_rtcp = 191 < data[1] < 224
        try:
            packet = rx.unprotect_rtcp(data) if is_rtcp else rx.unprotect(data)
        except BROKEN:
            return
        if is_rtcp:
            self._on_rtcp(packet)
        else:
            self.received += 1
            self._on_rtp(packet)

    def send_rtp(self, packet: bytes) -> None:
        """Protects and sends one packet; drops it when there is no way to send."""
        way, outgoing = self._way, self._outgoing
        if way is None or outgoing is None or self._closed:
            return
        try:
            way.send(outgoing.protect(packet))
        except BROKEN:
            return
        self.sent += 1

    def send_rtcp(self, packet: bytes) -> None:
        """As send_rtp, for reports and requests."""
        if self._way is None or self._tx is None or self._closed:
            return
        try:
            self._way.send(self._tx.protect_rtcp(packet))
        except BROKEN:
            return

    def forget(self, ssrc: int) -> None:
        """Frees the SRTP state of a stream that is not sent any more."""
        if self._tx is not None:
            try:
                self._tx.remove_stream(ssrc)
            except pylibsrtp.Error:
                return

    async def close(self) -> None:
        """Ends the connection and frees its sockets. May be called twice."""
        self._closed = True
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.wait([self._connecting])
        self._dtls.remove_all_listeners()
        self._transport.remove_all_listeners()
        await self._dtls.stop()
        await self._transport.stop()
        await self._ice.close()
        if self._way is not None:
            self._way.close()
        self._let_go()

    def _let_go(self) -> None:
        """The keys and their buffers, a quarter of a megabyte, go now: the parts of a connection
        know each other, and so would stay until the collector of garbage comes by.
        """
        self._way = self._outgoing = self._rx = self._tx = None
        for name in ("_rx_srtp", "_tx_srtp", "_ssl"):
            setattr(self._dtls, name, None)
