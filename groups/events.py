"""What the room's pages hear beside the media: chat lines and signals."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from community.realtime.events import Event, Frame
from groups.models import ChatLine, Signal
from groups.states import LineState


def topic_of_session(session_id: int) -> str:
    return f"session:{session_id}"


def topic_of_hosts(session_id: int) -> str:
    return f"hosts:{session_id}"


def line_frame(line: ChatLine) -> Frame:
    """The line as everybody sees it; `seq` lets a returning page ask for what it missed."""
    html = render_to_string("groups/_line.html", {"line": line})
    return {
        "type": "line",
        "id": line.pk,
        "seq": line.seq,
        "author": line.member_id,
        "name": line.member.display_name,
        "html": html,
    }


def gone_frame(line_id: int) -> Frame:
    return {"type": "line_gone", "id": line_id}


@dataclass(frozen=True)
class LinePublished(Event):
    line_id: int

    def frame(self) -> Frame | None:
        lines = ChatLine.objects.filter(pk=self.line_id, state=LineState.PUBLISHED)
        line = lines.select_related("member", "session__group").first()
        return line_frame(line) if line else None


@dataclass(frozen=True)
class LineGone(Event):
    line_id: int

    def frame(self) -> Frame | None:
        return gone_frame(self.line_id)


@dataclass(frozen=True)
class SignalRaised(Event):
    signal_id: int

    def frame(self) -> Frame | None:
        found = Signal.objects.filter(pk=self.signal_id).select_related("member", "seen_by")
        signal = found.first()
        if signal is None:
            return None
        html = render_to_string("groups/_signal.html", {"signal": signal})
        return {
            "type": "signal",
            "id": signal.pk,
            "seen": signal.seen_at is not None,
            "name": signal.member.display_name,
            "why": signal.get_why_display(),
            "html": html,
        }
