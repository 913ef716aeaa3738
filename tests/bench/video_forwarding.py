"""CPU of the node for one forwarded packet: unprotect, look up, protect and send to each viewer.

Run: python -m tests.bench.video_forwarding [viewers] [packets]. The last line is JSON.
The packets go over loopback to a socket that nobody reads, so the kernel's share of
sending is in the figure.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import sys
import time
from types import SimpleNamespace

import pylibsrtp
from django.conf import settings

SIZE = 1_100
KEY = bytes(range(30))


def session(inbound):
    kind = pylibsrtp.Policy.SSRC_ANY_INBOUND if inbound else pylibsrtp.Policy.SSRC_ANY_OUTBOUND
    policy = pylibsrtp.Policy(key=KEY, ssrc_type=kind)
    policy.allow_repeat_tx = True
    policy.window_size = 1024
    return pylibsrtp.Session(policy)


async def endpoint(target):
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)
    )
    return SimpleNamespace(protocol=SimpleNamespace(transport=transport), remote_addr=target)


async def connected(on_rtp, target):
    """A peer as it is after ICE and DTLS."""
    from video.transport import Peer

    peer = Peer(on_rtp, lambda packet: None, lambda: None, lambda: None)
    peer._rx, peer._tx = session(True), session(False)
    peer._ice._nominated[1] = await endpoint(target)
    return peer


async def measure(viewers, packets):
    from video.forwarding import Switch

    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink.bind(("127.0.0.1", 0))
    switch = Switch()
    switch.let_flow("p", "video", True)
    source = await connected(lambda packet: publisher.receive(packet), sink.getsockname())
    publisher = switch.publish("p", source, {"video": 7})
    watching = [await connected(lambda packet: None, sink.getsockname()) for _ in range(viewers)]
    for number, viewer in enumerate(watching):
        switch.watch(number, viewer, [7])
    sender = session(False)
    body = b"x" * (SIZE - 12)
    wire = [
        sender.protect(struct.pack("!BBHLL", 0x80, 96, number & 0xFFFF, 0, 7) + body)
        for number in range(packets)
    ]
    for data in wire[:200]:
        source._received(data)
    before = time.process_time()
    for data in wire[200:]:
        source._received(data)
    cpu = time.process_time() - before
    sent = sum(viewer.sent for viewer in watching)
    assert sent == viewers * packets, (sent, viewers * packets)
    return {
        "viewers": viewers,
        "us_per_packet": round(1e6 * cpu / (viewers * (packets - 200)), 2),
        "us_per_received": round(1e6 * cpu / (packets - 200), 2),
    }


def main():
    settings.configure(SECRET_KEY="bench")
    viewers = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    packets = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000
    print(json.dumps(asyncio.run(measure(viewers, packets))))


if __name__ == "__main__":
    main()
