"""Who may send what: one table."""

from __future__ import annotations

from typing import Literal

from video.protocol import Refused

Standing = Literal["waiting", "participant", "host"]

ANYBODY: frozenset[Standing] = frozenset({"waiting", "participant", "host"})
ADMITTED: frozenset[Standing] = frozenset({"participant", "host"})
HOSTS: frozenset[Standing] = frozenset({"host"})

TABLE: dict[str, frozenset[Standing]] = {
    "ping": ANYBODY,
    "leave": ANYBODY,
    "answer": ADMITTED,
    "restart": ADMITTED,
    "mic": ADMITTED,
    "camera": ADMITTED,
    "hand": ADMITTED,
    "pictures": ADMITTED,
    "chat": ADMITTED,
    "admit": HOSTS,
    "admit_all": HOSTS,
    "deny": HOSTS,
    "mute": HOSTS,
    "mute_all": HOSTS,
    "close_camera": HOSTS,
    "lower_hand": HOSTS,
    "remove": HOSTS,
    "lock": HOSTS,
    "end": HOSTS,
}


def require(standing: Standing, command: str) -> None:
    """Raises Refused unless a person of that standing may send the command."""
    if standing in TABLE.get(command, frozenset()):
        return
    if standing == "waiting":
        raise Refused("not_allowed", "You are in the lobby. The facilitator will let you in.")
    raise Refused("not_allowed", "Only the facilitator can do this.")
