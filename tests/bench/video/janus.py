"""Debian's Janus with its VideoRoom, and people in its rooms.

Two connections a person, as its own clients have: one to send and one for all that is received.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import itertools
import json
import random
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import websockets

from tests.bench.video import sdp
from tests.bench.video.clock import Clock
from tests.bench.video.link import Link
from tests.bench.video.node import BEARS_BITS_PER_S
from tests.bench.video.programs import running
from tests.bench.video.sending import Reports, Sender
from tests.bench.video.streams import Track
from tests.servers import free_port
from video.wire import AUDIO_LEVEL_ID, OPUS, VP8

HOW_TO_GET_IT = "Janus is not installed; on Debian: apt-get install janus"
PLUGIN, TRANSPORT = "libjanus_videoroom.so", "libjanus_websockets.so"
ANSWERS_WITHIN_S = 20
KEEP_ALIVE_S = 20


def program() -> str | None:
    return shutil.which("janus")


class Api:
    """Janus's JSON API over one socket, one session."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._session = 0
        self._up: dict[int, asyncio.Event] = collections.defaultdict(asyncio.Event)

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._stay())]
        self._session = (await self._ask({"janus": "create"}))["data"]["id"]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._socket.close()

    async def attach(self) -> int:
        answer = await self._ask({"janus": "attach", "plugin": "janus.plugin.videoroom"})
        return int(answer["data"]["id"])

    async def tell(self, handle: int, body: dict[str, Any],
                   jsep: dict[str, str] | None = None) -> dict[str, Any]:  # fmt: skip
        """What the plugin answers. Raises RuntimeError with its complaint."""
        message = {"janus": "message", "handle_id": handle, "body": body}
        answer = await self._ask({**message, "jsep": jsep} if jsep else message)
        if "error" in (data := answer["plugindata"]["data"]):
            raise RuntimeError(data["error"])
        return answer

    async def is_up(self, handle: int) -> None:
        """Waits until Janus, too, finds that the connection is there."""
        async with asyncio.timeout(ANSWERS_WITHIN_S):
            await self._up[handle].wait()

    async def _say(self, message: dict[str, Any]) -> str:
        name = str(next(self._numbers))
        known = {"session_id": self._session} if self._session else {}
        self._waiting[name] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({**message, **known, "transaction": name}))
        return name

    async def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        name = await self._say(message)
        async with asyncio.timeout(ANSWERS_WITHIN_S):
            answer = await self._waiting[name]
        if answer["janus"] == "error":
            raise RuntimeError(answer["error"])
        return answer

    async def _listen(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            if message["janus"] == "webrtcup":
                self._up[message["sender"]].set()
            waiting = self._waiting.get(message.get("transaction", ""))
            # An `ack` only says that the answer will come later.
            if waiting is not None and message["janus"] != "ack" and not waiting.done():
                waiting.set_result(message)

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(KEEP_ALIVE_S)
            await self._say({"janus": "keepalive"})


class Person:
    def __init__(self, api: Api, room: int, seat: tuple[int, int], tracks: dict[str, Track],
                 clock: Clock) -> None:  # fmt: skip
        self._api, self._room, self._seat = api, room, seat
        self._tracks, self._clock = tracks, clock
        self.sends, self.gets = Link(controls=True), Link(samples=seat[0] == 0)
        self.feed = 0

    async def publish(self) -> None:
        own = await self.sends.gather()
        self._clock.links.append(self.sends)
        audio, video = random.randrange(1, 1 << 32), random.randrange(1, 1 << 32)
        body = {"request": "joinandconfigure", "ptype": "publisher", "room": self._room}
        offer = {"type": "offer", "sdp": sdp.offer(own, audio, video)}
        handle = await self._api.attach()
        answer = await self._api.tell(handle, body, offer)
        self.feed = answer["plugindata"]["data"]["id"]
        remote = sdp.read(answer["jsep"]["sdp"])
        await self.sends.connect(remote, is_dtls_client=remote.setup == "passive")
        await self._api.is_up(handle)
        level = AUDIO_LEVEL_ID if remote.sections[0].level_id else None
        senders = [
            Sender(self.sends, self._tracks["audio"], audio, OPUS, level, self._seat),
            Sender(self.sends, self._tracks["video"], video, VP8),
        ]
        for one in (*senders, Reports(self.sends, senders, BEARS_BITS_PER_S)):
            one.begin(self._clock)

    async def subscribe(self, feeds: list[int]) -> None:
        handle = await self._api.attach()
        streams = [{"feed": feed} for feed in feeds if feed != self.feed]
        body = {"request": "join", "ptype": "subscriber", "room": self._room, "streams": streams}
        offered = await self._api.tell(handle, body)
        remote = sdp.read(offered["jsep"]["sdp"])
        own = await self.gets.gather()
        self._clock.links.append(self.gets)
        answer = {"type": "answer", "sdp": sdp.answer(remote, own, {})}
        await self._api.tell(handle, {"request": "start"}, answer)
        await self.gets.connect(remote)
        reports = Reports(self.gets, [], BEARS_BITS_PER_S)
        reports.hears = [one.ssrc for one in remote.sections if one.ssrc is not None]
        reports.begin(self._clock)


class Rooms:
    def __init__(self, api: Api, pid: int, tracks: dict[str, Track], clock: Clock) -> None:
        self._api, self.pid = api, pid
        self._tracks, self._clock = tracks, clock
        self.people: list[Person] = []
        self._rooms = 0

    async def add(self, people: int) -> None:
        self._rooms += 1
        room = {"request": "create", "room": self._rooms, "publishers": people, "bitrate": 512_000}
        await self._api.tell(await self._api.attach(), room)
        came = [
            Person(self._api, self._rooms, (seat, people), self._tracks, self._clock)
            for seat in range(people)
        ]
        for person in came:
            await person.publish()
        for person in came:
            await person.subscribe([one.feed for one in came])
        self.people += came

    async def close(self) -> None:
        links = [link for person in self.people for link in (person.sends, person.gets)]
        await asyncio.gather(*(link.close() for link in links))


def _write_settings(folder: Path, port: int) -> None:
    """VideoRoom and the WebSocket API alone; everything else is as Debian ships it."""
    found = {one.name: one for one in Path("/usr/lib").glob("*/janus/*/*.so")}
    for kind, name in (("plugins", PLUGIN), ("transports", TRANSPORT)):
        (folder / kind).mkdir()
        (folder / kind / name).symlink_to(found[name])
    (folder / "none").mkdir()
    (folder / "janus.jcfg").write_text(
        f'general: {{ configs_folder = "{folder}"; plugins_folder = "{folder}/plugins"; '
        f'transports_folder = "{folder}/transports"; events_folder = "{folder}/none"; '
        f'loggers_folder = "{folder}/none"; debug_level = 3 }}\n'
    )
    (folder / "janus.transport.websockets.jcfg").write_text(
        f'general: {{ json = "compact"; ws = true; ws_port = {port}; ws_ip = "127.0.0.1" }}\n'
    )
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")


@contextlib.asynccontextmanager
async def serving(tracks: dict[str, Track], clock: Clock, core: int | None) -> AsyncIterator[Rooms]:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        _write_settings(Path(folder), port)
        command = [program() or "janus", "-F", folder, "-C", f"{folder}/janus.jcfg"]
        with running(command, port, core) as pid:
            address = f"ws://127.0.0.1:{port}"
            socket = await websockets.connect(
                address, subprotocols=["janus-protocol"], max_size=None
            )
            api = Api(socket)
            await api.start()
            rooms = Rooms(api, pid, tracks, clock)
            try:
                yield rooms
            finally:
                await rooms.close()
                await api.stop()
