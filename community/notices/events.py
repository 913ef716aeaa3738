from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from community.notices.models import Notice
from community.notices.queries import notices_of, unread_count
from community.realtime.events import Event, Frame


@dataclass(frozen=True)
class NoticeArrived(Event):
    notice_id: int

    def frame(self) -> Frame | None:
        stored = Notice.objects.select_related("member").filter(pk=self.notice_id).first()
        notice = stored and notices_of(stored.member).filter(pk=stored.pk).first()
        if stored is None or notice is None:
            return None
        unread = unread_count(stored.member)
        html = render_to_string("notices/_notice.html", {"notice": notice})
        return {
            "type": "notice",
            "id": notice.pk,
            "kind": notice.kind,
            "title": notice.title,
            "link": notice.link,
            "unread": unread,
            "html": html,
        }
