"""What the room's pages hear beside the media: chat lines and signals."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from community.realtime.events import Event, Frame
from groups.models import ChatLine, Session, SessionNote
from groups.queries.pages import told_signals
from groups.queries.sheets import sheet_of
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
class NoteWritten(Event):
    """For facilitators alone: their topic carries it."""

    note_id: int

    def frame(self) -> Frame | None:
        note = SessionNote.objects.filter(pk=self.note_id).select_related("author").first()
        if note is None:
            return None
        html = render_to_string("groups/_note.html", {"note": note})
        return {"type": "note", "id": note.pk, "author": note.author_id, "html": html}


def sheet_frame(session: Session) -> Frame:
    """Where the session is; the same words for everybody, whose turn it is by id."""
    view = sheet_of(session)
    sheet = view.sheet
    return {
        "type": "sheet",
        "html": render_to_string("groups/room/_sheet.html", {"view": view}),
        "point": sheet.point if sheet else None,
        "turn": sheet.turn_id if sheet else None,
        "had_turn": sheet.had_turn if sheet else [],
        "spotlight": sheet.spotlight_id if sheet else None,
        "lead": sheet.lead_id if sheet else None,
        "lead_name": sheet.lead.display_name if sheet and sheet.lead else "",
    }


@dataclass(frozen=True)
class SheetMoved(Event):
    session_id: int

    def frame(self) -> Frame | None:
        session = Session.objects.filter(pk=self.session_id).first()
        return sheet_frame(session) if session else None


@dataclass(frozen=True)
class Reacted(Event):
    """Kept nowhere: seen by who is there."""

    session_id: int
    member_id: int
    word: str

    def frame(self) -> Frame | None:
        return {"type": "reaction", "member": self.member_id, "word": self.word}


@dataclass(frozen=True)
class Captioned(Event):
    """Kept nowhere: read by those who are there and turned captions on."""

    session_id: int
    member_id: int
    text: str

    def frame(self) -> Frame | None:
        return {"type": "caption", "member": self.member_id, "text": self.text}


@dataclass(frozen=True)
class AskedToSpeak(Event):
    """For one person, on their own topic."""

    session_id: int
    name: str

    def frame(self) -> Frame | None:
        return {"type": "asked_to_speak", "session": self.session_id, "name": self.name}


@dataclass(frozen=True)
class SignalRaised(Event):
    signal_id: int

    def frame(self) -> Frame | None:
        signal = told_signals().filter(pk=self.signal_id).first()
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
