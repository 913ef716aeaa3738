"""Meetings as a calendar file (RFC 5545), in words that a shared screen may show.

An entry says that there is a meeting, when, and where its page is: no name of a group, no topic.
Each meeting is an entry of its own in UTC, so that no calendar has to know our rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from groups.models import Session

CONTENT_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75


def calendar(sessions: Iterable[Session], now: datetime, title: str = "Meeting") -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Alongside//Meetings//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(title)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for session in sessions:
        lines += _event(session, now, title)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(session: Session, now: datetime, title: str) -> list[str]:
    off = session.is_called_off
    return [
        "BEGIN:VEVENT",
        f"UID:session-{session.pk}@{urlsplit(settings.SITE_URL).hostname}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(session.starts_at)}",
        f"DTEND:{_utc(session.ends_at)}",
        f"SEQUENCE:{1 if off else 0}",
        f"STATUS:{'CANCELLED' if off else 'CONFIRMED'}",
        f"SUMMARY:{_escaped(title)}",
        f"URL:{settings.SITE_URL}{session.get_absolute_url()}",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    plain = "".join(" " if sign < " " or sign == "\x7f" else sign for sign in text)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """No line is longer than 75 bytes; a sign of several bytes is not cut."""
    parts, held = [], ""
    for sign in line:
        if len((held + sign).encode()) > LONGEST_LINE:
            parts.append(held)
            held = " "
        held += sign
    return "\r\n".join([*parts, held])
