"""Messages of the signalling socket: read with suspicion, written in one place. See
docs/signalling.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

VERSION = 2
LONGEST_MESSAGE = 8 * 1024
LONGEST_WITH_ANSWER = 72 * 1024
LONGEST_CHAT = 2_000
LONGEST_WORD = 8_000

LEFT = 1000
BROKEN = 1011
TRY_AGAIN = 1013
NONSENSE = 4400
NOT_SIGNED_IN = 4401
NOT_ALLOWED = 4403
NO_HELLO = 4408
ELSEWHERE = 4409
MOVED = 4307
ENDED = 4410
REMOVED = 4411
DENIED = 4412
FULL = 4413
WRONG_VERSION = 4426
TOO_FAST = 4429

Message = dict[str, Any]

# What each message must carry besides its type.
FIELDS: dict[str, dict[str, type]] = {
    "hello": {"version": int, "token": str},
    "answer": {"peer": str, "seq": int, "sdp": str},
    "restart": {"peer": str},
    "mic": {"on": bool},
    "camera": {"on": bool},
    "hand": {"up": bool},
    "pictures": {"want": str, "first": list},
    "chat": {"text": str},
    "leave": {},
    "ping": {},
    "admit": {"id": str},
    "admit_all": {},
    "deny": {"id": str},
    "mute": {"id": str},
    "mute_all": {},
    "close_camera": {"id": str},
    "lower_hand": {"id": str},
    "remove": {"id": str},
    "lock": {"on": bool},
    "end": {},
}
OPTIONAL: dict[str, dict[str, type]] = {
    "hello": {"resume": str},
    "chat": {"ref": str},
    "pictures": {"most": dict},
}


class Refused(Exception):
    """A message that is not followed. The text is fit to be shown."""

    def __init__(self, code: str, message: str, close: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.close = close


class Moved(Exception):
    """The room is on another node, whose socket is at the address."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


@dataclass(frozen=True)
class Command:
    """One well-formed message from a client."""

    type: str
    fields: Message


def read(text: str | None) -> Command:
    """Raises Refused for anything that is not one well-formed message of a known type."""
    message = _object(text)
    kind = message.get("type")
    if not isinstance(kind, str):
        raise Refused("malformed", "This message has no type.")
    if kind not in FIELDS:
        raise Refused("unknown", "This message is not known here.")
    if kind != "answer" and text is not None and len(text) > LONGEST_MESSAGE:
        raise Refused("malformed", "This message is too long.")
    fields = {name: _field(message, name, wanted) for name, wanted in FIELDS[kind].items()}
    for name, wanted in OPTIONAL.get(kind, {}).items():
        if message.get(name) is not None:
            fields[name] = _field(message, name, wanted)
    return Command(kind, fields)


def _object(text: str | None) -> Message:
    if text is None or len(text) > LONGEST_WITH_ANSWER:
        raise Refused("malformed", "This message could not be read.")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("malformed", "This message could not be read.") from None
    if not isinstance(message, dict):
        raise Refused("malformed", "This message could not be read.")
    return message


def _field(message: Message, name: str, wanted: type) -> Any:
    value = message.get(name)
    # True is an int in Python, and not in the protocol.
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise Refused("malformed", f"This message needs “{name}”.")
    if isinstance(value, str) and name not in ("sdp", "text") and len(value) > LONGEST_WORD:
        raise Refused("malformed", f"“{name}” is too long.")
    return value


def write(message: Message) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)


def error(refused: Refused, ref: str | None) -> Message:
    return {"type": "error", "code": refused.code, "message": refused.message, "ref": ref}
