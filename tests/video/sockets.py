"""Real sockets to the real consumer, without a server: what several tests of the plane need."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace

from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from video import tokens
from video.routing import websocket_urlpatterns


async def comes_true(check, within=10.0):
    """Waits no longer than it takes."""
    async with asyncio.timeout(within):
        while not check():
            await asyncio.sleep(0.01)


class Socket:
    """One member's end of the socket."""

    def __init__(self, member_id, signed_in=True):
        app = URLRouter(websocket_urlpatterns)
        self.talk = WebsocketCommunicator(app, "/ws/video/")
        self.talk.scope["user"] = SimpleNamespace(is_authenticated=signed_in, pk=member_id)
        self.talk.scope["session"] = SimpleNamespace(session_key=f"session-{member_id}")
        self.member_id = member_id

    async def open(self):
        connected, _ = await self.talk.connect()
        assert connected
        return self

    async def say(self, type, **fields):
        await self.talk.send_to(text_data=json.dumps({"type": type, **fields}))

    async def hello(self, role="participant", resume=None, **extra):
        fields = {"room": "r", "member_id": self.member_id, "name": f"M{self.member_id}", **extra}
        more = {"resume": resume} if resume else {}
        await self.say("hello", version=2, token=tokens.issue(role=role, **fields), **more)
        return self

    async def until(self, type, within=10.0):
        """The next message of that type, whatever comes before it."""
        async with asyncio.timeout(within):
            while True:
                message = await self.talk.receive_output(within)
                if message["type"] == "websocket.close":
                    raise AssertionError(f"closed with {message.get('code')} before {type}")
                body = json.loads(message["text"])
                if body["type"] == type:
                    return body

    async def closed(self, within=10.0):
        """The close code, and the types of what came before it."""
        types = []
        async with asyncio.timeout(within):
            while True:
                message = await self.talk.receive_output(within)
                if message["type"] == "websocket.close":
                    return message.get("code"), types
                types.append(json.loads(message["text"])["type"])

    async def cut(self):
        await self.talk.disconnect()


async def host_and_guest(room="r"):
    host = await (await Socket(1).open()).hello("host", counts=True, room=room)
    await host.until("admitted")
    guest = await (await Socket(2).open()).hello(room=room)
    lobby = await guest.until("lobby")
    await host.say("admit", id=lobby["you"]["id"])
    admitted = await guest.until("admitted")
    return host, guest, admitted
