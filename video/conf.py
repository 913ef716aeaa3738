"""Settings of the media plane, read when they are needed so that tests can change them."""

from __future__ import annotations

import ifaddr
from django.conf import settings

LOOPBACK = "127.0.0.1"
MOST_ADDRESSES = 8


def public_ip() -> str | None:
    """The address that browsers reach the node at, when it is not one of the machine's own."""
    return getattr(settings, "VIDEO_PUBLIC_IP", None) or None


def udp_ports() -> range | None:
    """The UDP ports that a firewall lets through, from `"40000-40999"`; None means any."""
    text = getattr(settings, "VIDEO_UDP_PORTS", "") or ""
    if not text:
        return None
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def bind_addresses() -> list[str]:
    """Addresses to receive media on: `VIDEO_BIND`, else all of the machine except loopback."""
    chosen: list[str] = list(getattr(settings, "VIDEO_BIND", None) or [])
    if chosen:
        return chosen
    found: list[str] = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            if isinstance(ip.ip, str):
                if not ip.ip.startswith("127."):
                    found.append(ip.ip)
            elif ip.ip[0] != "::1" and ip.ip[2] == 0:
                found.append(ip.ip[0])
    return found[:MOST_ADDRESSES] or [LOOPBACK]
