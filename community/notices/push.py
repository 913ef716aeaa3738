"""Web push: wakes a device that somebody chose, when they are called and no page is open.

The message has no body (RFC 8030 allows it), so that the push service of the browser's maker reads
nothing of ours; the device shows one sentence that names no reason. We say who we are by VAPID
(RFC 8292): a token signed with a key of this house, ES256 (RFC 7518).
"""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.conf import settings

from community.notices.models import Device

TOKEN_LASTS_S = 12 * 3600
# So long the service keeps it for a device that is off; later it would only startle.
KEPT_S = 900
TIMEOUT_S = 10
GONE = frozenset({404, 410})


class NotPushed(Exception):
    """The push service did not take it; the message says why."""


def is_known_service(endpoint: str) -> bool:
    """Whether the address belongs to a push service that browsers use; nothing else is called."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    known = any(host == name or host.endswith(f".{name}") for name in settings.PUSH_SERVICES)
    return known and (parts.scheme == "https" or host == "127.0.0.1")


def wake(device: Device) -> None:
    """Sends one empty message. A device that is gone is forgotten.

    Raises NotPushed, or OSError when nobody listens.
    """
    if not is_known_service(device.endpoint):
        raise NotPushed("this is no push service that we know")
    headers = {
        "TTL": str(KEPT_S),
        "Urgency": "high",
        "Content-Length": "0",
        "Authorization": f"vapid t={_token(device.endpoint)}, k={public_key()}",
    }
    # The scheme was checked above.
    request = urllib.request.Request(device.endpoint, b"", headers, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S):  # noqa: S310
            return
    except urllib.error.HTTPError as error:
        if error.code in GONE:
            device.delete()
        raise NotPushed(f"the push service answered {error.code}") from error


def public_key() -> str:
    """As browsers want it: the uncompressed point, base64url."""
    point = (
        _key()
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return _url64(point)


def _token(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + TOKEN_LASTS_S,
        "sub": settings.SITE_URL,
    }
    signed = ".".join(
        _url64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims)
    )
    r, s = decode_dss_signature(_key().sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{_url64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


@cache
def _key() -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(settings.PUSH_KEY, 16), ec.SECP256R1())


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
