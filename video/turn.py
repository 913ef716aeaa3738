"""Names and passwords for the TURN server that end by themselves.

The form is coturn's `use-auth-secret` (draft-uberti-behave-turn-rest-00): the name is when it ends,
the password is the name signed with a secret that only we and the TURN server know.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from typing import TypedDict

from video import conf

# Longer than any session; the browser renews its allocation with the same password.
LIFETIME_S = 4 * 3600


class IceServer(TypedDict):
    """One entry of a browser's RTCConfiguration.iceServers."""

    urls: list[str]
    username: str
    credential: str


def ice_servers() -> list[IceServer]:
    """What a client needs to reach the TURN server; nothing when there is none.

    The name says nothing about the member: the TURN server has no business knowing.
    """
    urls, secret = conf.turn_urls(), conf.turn_secret()
    if not urls or not secret:
        return []
    username = f"{int(time.time()) + LIFETIME_S}:{secrets.token_hex(6)}"
    return [IceServer(urls=urls, username=username, credential=sign(secret, username))]


def sign(secret: str, username: str) -> str:
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
