"""Settings of the media plane, read when they are needed so that tests can change them."""

from __future__ import annotations

import os

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


SOCKET_URL = "/ws/video/"


def node_name() -> str:
    """This process among the nodes: `VIDEO_NODE`, where there are several."""
    return getattr(settings, "VIDEO_NODE", "") or f"one-{os.getpid()}"


def takes_rooms_of_others() -> bool:
    """Whether clients can be sent to this process. Among several only one that has a name can."""
    return bool(getattr(settings, "VIDEO_NODE", "")) or not getattr(settings, "REDIS_URL", None)


def node_url(name: str) -> str:
    """Where clients find that node's socket: a path of its own only when it was given a name."""
    return f"{SOCKET_URL}{name}/" if getattr(settings, "VIDEO_NODE", "") else SOCKET_URL


def most_cpu() -> float:
    """The share of a core above which a node takes no further room."""
    return float(getattr(settings, "VIDEO_MOST_CPU", 0.8))


def turn_urls() -> list[str]:
    """TURN servers for people whose network lets no media through: `turn:turn.example.org:3478`."""
    return list(getattr(settings, "VIDEO_TURN_URLS", None) or [])


def turn_secret() -> str:
    """What we and the TURN server sign names with: coturn's `static-auth-secret`."""
    return getattr(settings, "VIDEO_TURN_SECRET", "") or ""


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
