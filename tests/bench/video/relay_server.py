"""aiortc as its examples use it: each viewer gets `MediaRelay.subscribe(track)`, decoded once and
encoded for each of them. Run: python -m tests.bench.video.relay_server PORT
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import uvloop
import websockets
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaRelay

relay = MediaRelay()
# What each person sends, by the socket that they came with.
tracks: dict[Any, list[MediaStreamTrack]] = {}


async def serve(socket: Any) -> None:
    connections: dict[str, RTCPeerConnection] = {}
    tracks[socket] = []
    try:
        async for text in socket:
            message = json.loads(text)
            if message["type"] == "answer":
                answer = RTCSessionDescription(message["sdp"], "answer")
                await connections[message["to"]].setRemoteDescription(answer)
            else:
                what = message["type"]
                connections[what] = publisher(socket) if what == "publish" else viewer(socket)
                await offer(connections[what], socket)
    finally:
        del tracks[socket]
        for connection in connections.values():
            await connection.close()


def publisher(socket: Any) -> RTCPeerConnection:
    connection = RTCPeerConnection()
    connection.on("track", tracks[socket].append)
    connection.addTransceiver("audio", direction="recvonly")
    connection.addTransceiver("video", direction="recvonly")
    return connection


def viewer(socket: Any) -> RTCPeerConnection:
    connection = RTCPeerConnection()
    for other, theirs in tracks.items():
        if other is not socket:
            for track in theirs:
                connection.addTransceiver(relay.subscribe(track), direction="sendonly")
    return connection


async def offer(connection: RTCPeerConnection, socket: Any) -> None:
    await connection.setLocalDescription(await connection.createOffer())
    await socket.send(json.dumps({"sdp": connection.localDescription.sdp}))


async def main() -> None:
    async with websockets.serve(serve, "127.0.0.1", int(sys.argv[1]), max_size=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.install()
    asyncio.run(main())
