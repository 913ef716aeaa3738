"""A server with the media plane alone: `daphne tests.video.server:application`.

Anybody is who the query string says. Tokens come from /token; the policy keeps what it hears and
answers
/heard with it, and /refuse takes a member's access away as the community would.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from urllib.parse import parse_qs

from django.conf import settings

# The plane needs no database and none of the other apps.
settings.configure(
    SECRET_KEY="a key of the test server alone",
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
    USE_TZ=True,
    VIDEO_PUBLIC_IP=os.environ.get("VIDEO_PUBLIC_IP", ""),
    VIDEO_BIND=os.environ.get("VIDEO_BIND", "").split(),
    VIDEO_UDP_PORTS=os.environ.get("VIDEO_UDP_PORTS", ""),
)

import django

django.setup()

# The hub looks accounts up in the database; here everybody has one.
accounts = ModuleType("community.realtime.personal")
accounts.who_takes_part = set
sys.modules[accounts.__name__] = accounts

from channels.routing import ProtocolTypeRouter, URLRouter

from community.realtime.hub import hub
from video import hooks, tokens
from video.node import node
from video.routing import websocket_urlpatterns

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = {
    "/": (ROOT / "tests/video/page.html", "text/html"),
    "/page.js": (ROOT / "tests/video/page.js", "text/javascript"),
}
for name in ("client.js", "media.js", "own.js", "socket.js", "streams.js"):
    FILES[f"/{name}"] = (ROOT / "video/static/video" / name, "text/javascript")


class TestPolicy:
    def __init__(self):
        self.refused: set[int] = set()
        self.heard: list[list] = []
        self.lines: list[dict] = []

    async def rules(self, room):
        return hooks.RoomRules(required_adults=2 if room.startswith("youth") else 0, grace_s=1.0)

    async def authorise(self, token):
        return token.member_id not in self.refused

    async def counts(self, token):
        return True

    async def chat(self, token, text):
        if "hold" in text:
            return hooks.ChatOutcome("held", message="Waiting for a moderator")
        line = {"id": len(self.lines) + 1, "html": f"<p>{text}</p>"}
        self.lines.append(line)
        return hooks.ChatOutcome("published", line)

    async def chat_backlog(self, token):
        return self.lines

    async def joined(self, room, member_id):
        self.heard.append(["joined", room, member_id])

    async def left(self, room, member_id):
        self.heard.append(["left", room, member_id])

    async def removed(self, room, member_id, by):
        self.heard.append(["removed", room, member_id])

    async def ended(self, room, by):
        self.heard.append(["ended", room, by])


policy = TestPolicy()
hooks.register(policy)


async def token(query):
    role = query.get("role", "participant")
    return tokens.issue(
        room=query["room"],
        member_id=int(query["member"]),
        name=query["name"],
        role=role,
        counts=role == "host",
        about={"initials": query["name"][:1]},
    )


async def heard(_query):
    return json.dumps(policy.heard)


async def refuse(query):
    member = int(query["member"])
    policy.refused.add(member)
    await hub()._recheck_members({member})
    return ""


async def addresses(_query):
    seats = [seat for live in node().rooms.values() for seat in live.seats.values()]
    candidates = [c for s in seats if s.media for c in s.media.peer._ice.local_candidates]
    return json.dumps([f"{c.host}:{c.port}" for c in candidates])


def seats_of(query):
    found = (live.seat_of(int(query["member"])) for live in node().rooms.values())
    return [seat for seat in found if seat]


async def break_media(query):
    for seat in seats_of(query):
        if seat.media:
            await seat.media.peer._ice.close()
    return ""


async def cut(query):
    """The sockets of a member are cut without a word, as a network would."""
    for seat in seats_of(query):
        if seat.socket:
            seat.socket.hang_up(4999, "cut")
    return ""


ANSWERS = {
    "/token": token,
    "/heard": heard,
    "/refuse": refuse,
    "/addresses": addresses,
    "/break": break_media,
    "/cut": cut,
}


async def pages(scope, receive, send):
    query = {key: values[0] for key, values in parse_qs(scope["query_string"].decode()).items()}
    path, kind, body = scope["path"], "text/plain", b""
    if path in FILES:
        file, kind = FILES[path]
        body = file.read_bytes()
    elif path in ANSWERS:
        body = (await ANSWERS[path](query)).encode()
    headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def as_named(inner):
    async def app(scope, receive, send):
        query = parse_qs(scope["query_string"].decode())
        scope["user"] = SimpleNamespace(is_authenticated=True, pk=int(query["member"][0]))
        scope["session"] = SimpleNamespace(session_key=None)
        return await inner(scope, receive, send)

    return app


application = ProtocolTypeRouter(
    {"http": pages, "websocket": as_named(URLRouter(websocket_urlpatterns))}
)
