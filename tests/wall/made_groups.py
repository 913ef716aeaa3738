"""Groups of one side, with their meetings."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from community.members.bands import Band
from community.members.models import Member
from groups import actions as grouping
from groups.models import (
    Attendance,
    ChatLine,
    Group,
    GroupHost,
    Membership,
    Removal,
    Session,
    Signal,
)
from moderation import actions as casework
from tests.forums.conftest import HOLD
from tests.wall.ground import Ground, Side


class Groups(Ground):
    def _groups(self, side: Side, people: list[Member]) -> None:
        for entry in ("open", "request"):
            words = [
                self.mark(f"a group's {part}", side.band) for part in ("name", "line", "rhythm")
            ]
            group = grouping.create_group(
                name=words[0], description=words[1], band=Band(side.band), facilitator=self.cy,
                entry=entry, rhythm=words[2],
            )  # fmt: skip
            GroupHost.objects.create(group=group, member=self.dee)
            side.groups.append(group)
            text = self.mark("a comfort agreement", side.band)
            agreement = grouping.write_agreement(self.cy, group, f"{text}\nListen.\nBe kind.")
            for number, member in enumerate(people):
                state = ("active", "active", "waiting", "left")[number % 4]
                Membership.objects.create(group=group, member=member, state=state)
                if number % 3 != 2:
                    grouping.accept_agreement(member, group, agreement.version)
            for state in ("live", "open", "scheduled", "closed"):
                self._session(side, group, state, people)

    def _session(self, side: Side, group: Group, state: str, people: list[Member]) -> None:
        band, hours = side.band, {"scheduled": 30, "closed": -50}.get(state, 0)
        starts = timezone.now() + timedelta(hours=hours, minutes=-5)
        session = Session.objects.create(
            group=group, title=self.mark("a session's title", band), starts_at=starts,
            agenda=self.mark("a session's agenda", band), ends_at=starts + timedelta(hours=1),
            state=state,
        )  # fmt: skip
        side.sessions.append(session)
        inside = [one for one in people if one.pk in Group.objects.get(pk=group.pk).active_ids]
        for member in [*inside, self.cy, self.dee]:
            Attendance.objects.create(session=session, member=member)
        hosts = group.host_ids
        for number, line in enumerate(("published", "held", "hidden", "removed")):
            author = self.one_of(inside)
            audience = "band" if line == "published" else "moderators"
            text = self.mark(f"a line ({line})", band, audience=audience,
                             owners=frozenset({author.pk}))  # fmt: skip
            row = ChatLine.objects.create(
                session=session, member=author, text=text, html=text, state=line,
                seq=None if line == "held" else number + 1,
            )  # fmt: skip
            side.lines.append(row)
            if line == "held":
                side.reviewables.append(casework.open_reviewable(
                    "groups.chat", row.pk, band=group.band, author=author, verdict=HOLD,
                    source="call",
                ))  # fmt: skip
        signal = Signal.objects.create(session=session, member=inside[0], why="word")
        side.signals.append(signal)
        if len(inside) > 2:
            why = self.mark("why somebody was taken out", band, audience="hosts", hosts=hosts)
            Removal.objects.create(session=session, member=inside[-1], by=self.cy, reason=why)
