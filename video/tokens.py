"""Join tokens: what the upper layer says about a person, signed, for one room and a short time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.core import signing

SALT = "video.join"
LIFETIME_S = 300
LONGEST_TOKEN = 4_000

Role = Literal["host", "participant"]


class BadToken(Exception):
    """The token is forged, damaged, or too old. The message is fit to be shown."""


@dataclass(frozen=True)
class JoinToken:
    """One person's ticket to one room.

    counts: the person is one of the adults whom the room's rule asks for (see RoomRules).
    about: what others may see beside the name, such as initials and hue; small plain values.
    expires: seconds since the epoch.
    """

    room: str
    member_id: int
    name: str
    role: Role = "participant"
    may_publish: bool = True
    counts: bool = False
    about: Mapping[str, str | int] = field(default_factory=dict)
    expires: float = 0.0

    @property
    def is_host(self) -> bool:
        return self.role == "host"

    @property
    def is_fresh(self) -> bool:
        return time.time() < self.expires


def issue(
    *,
    room: str,
    member_id: int,
    name: str,
    role: Role = "participant",
    may_publish: bool = True,
    counts: bool = False,
    about: Mapping[str, str | int] | None = None,
    lifetime_s: float = LIFETIME_S,
) -> str:
    """A signed token. The caller has asked the policy; the node asks again on joining."""
    token = JoinToken(
        room=room,
        member_id=member_id,
        name=name,
        role=role,
        may_publish=may_publish,
        counts=counts,
        about=dict(about or {}),
        expires=time.time() + lifetime_s,
    )
    return signing.dumps(asdict(token), salt=SALT)


def read(text: str) -> JoinToken:
    """The token if we signed it, fresh or not; raises BadToken otherwise."""
    if len(text) > LONGEST_TOKEN:
        raise BadToken("This link to the room is not valid. Open the room page again.")
    try:
        fields: dict[str, Any] = signing.loads(text, salt=SALT)
        return JoinToken(**fields)
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise BadToken("This link to the room is not valid. Open the room page again.") from error
