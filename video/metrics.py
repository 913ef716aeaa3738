"""What the node of this process does, for an operator's monitoring."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

if TYPE_CHECKING:
    from video.node import Node

# Nodes of this process: one, in a process that cannot be named to others only from its first call.
nodes: WeakSet[Node] = WeakSet()


def metrics() -> str:
    """Prometheus' text format. Read from any thread; a number may be a moment old."""
    lines: list[str] = []
    for name, kind, value in _values(list(nodes)):
        lines += [f"# TYPE alongside_video_{name} {kind}", f"alongside_video_{name} {value}"]
    lines.append("# TYPE alongside_video_wait_seconds summary")
    for share in (0.5, 0.99):
        wait = max((node.load.wait(share) for node in list(nodes)), default=0.0)
        lines.append(f'alongside_video_wait_seconds{{quantile="{share}"}} {wait:.6f}')
    return "\n".join(lines) + "\n"


def _values(found: list[Node]) -> list[tuple[str, str, float]]:
    cards = [node.heart.card() for node in found]
    figures = [node.figures for node in found]
    return [
        ("rooms", "gauge", sum(card.rooms for card in cards)),
        ("participants", "gauge", sum(card.people for card in cards)),
        ("cpu_share", "gauge", max((card.load for card in cards), default=0.0)),
        ("draining", "gauge", sum(card.draining for card in cards)),
        ("packets_received_total", "counter", sum(one.received for one in figures)),
        ("packets_lost_total", "counter", sum(one.lost for one in figures)),
        ("packets_sent_total", "counter", sum(one.sent for one in figures)),
        ("packets_sent_again_total", "counter", sum(one.sent_again for one in figures)),
    ]
