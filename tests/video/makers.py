"""Small things that the tests of the plane need."""

from __future__ import annotations

import struct

from video import hooks
from video.tokens import JoinToken


def token(member_id=1, role="participant", **extra):
    fields = {"room": "r", "name": f"Member {member_id}", "expires": 1e12, **extra}
    return JoinToken(member_id=member_id, role=role, **fields)


def rtp(ssrc, number, kind="video", level=None, body=b"x" * 20):
    payload_type = {"audio": 111, "video": 96}[kind]
    header = struct.pack("!BBHLL", 0x80 if level is None else 0x90, payload_type, number, 0, ssrc)
    if level is not None:
        header += b"\xbe\xde\x00\x01" + bytes((0x10, level, 0, 0))
    return header + body


class Wire:
    """A media connection that remembers what was sent."""

    def __init__(self):
        self.rtp, self.rtcp, self.forgotten = [], [], []

    def send_rtp(self, packet):
        self.rtp.append(packet)

    def send_rtcp(self, packet):
        self.rtcp.append(packet)

    def forget(self, ssrc):
        self.forgotten.append(ssrc)


class Policy:
    """Lets everybody in who is not refused."""

    def __init__(self, rules=None):
        self.room_rules = rules or hooks.RoomRules()
        self.refused = set()
        self.lapsed = set()
        self.heard = []
        self.lines = []
        self.fails = False

    async def rules(self, room):
        return self.room_rules

    async def authorise(self, token):
        if self.fails:
            raise RuntimeError("the database is away")
        return token.member_id not in self.refused

    async def counts(self, token):
        return token.member_id not in self.lapsed

    async def chat(self, token, text):
        if text == "hold":
            return hooks.ChatOutcome("held", message="Waiting for a moderator")
        if text == "break":
            raise RuntimeError("screening is away")
        line = {"id": len(self.lines) + 1, "html": f"<p>{text}</p>"}
        self.lines.append(line)
        return hooks.ChatOutcome("published", line)

    async def chat_backlog(self, token):
        return list(self.lines)

    async def joined(self, room, member_id):
        self.heard.append(("joined", member_id))

    async def left(self, room, member_id):
        self.heard.append(("left", member_id))

    async def removed(self, room, member_id, by):
        self.heard.append(("removed", member_id, by))

    async def ended(self, room, by):
        self.heard.append(("ended", by))
