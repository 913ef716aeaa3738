from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from community.notices.models import Notice
from community.realtime.events import Event, Frame


@dataclass(frozen=True)
class NoticeArrived(Event):
    notice_id: int

    def frame(self) -> Frame | None:
        notice = Notice.objects.filter(pk=self.notice_id).first()
        if notice is None:
            return None
        unread = Notice.objects.filter(member_id=notice.member_id, read_at=None).count()
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
