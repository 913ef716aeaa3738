"""What moderation keeps of people: of those whom a decision is about, and of those who decide.

Rows stay when somebody goes, so that how the team decides can still be looked at; the words go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from community.personal import (
    CONSENT,
    SAFETY,
    SERVICE,
    Ends,
    Holding,
    Leave,
    Line,
    Use,
    nothing_personal,
    register,
    sweep,
)
from community.personal.names import without_calls
from moderation.models import Decision, Reviewable
from moderation.queries.own import held_back
from moderation.states import RESTRICTING

DECIDED = "To keep people safe, and to be able to answer for what was decided."
WORK = "To share out the work, and to see that it does not harm those who do it."
TWO_YEARS = 730
A_YEAR = 365
OTHERS = "It may name others. Ask us, and a person goes through it with you."


class Items(Holding):
    """Only what was held back: others' reports that came to nothing stay theirs."""

    def export(self, member_id: int) -> Iterator[dict[str, Any]]:
        rows = self.rows(member_id).prefetch_related("decisions").order_by("pk")
        for row in rows:
            if held_back(row):
                yield {name: self._in_words(name, getattr(row, name)) for name in self.exported}

    def go(self, member_id: int, keep_words: bool) -> list[Line]:
        rows = self.rows(member_id)
        for row in rows.only("pk", "reasons"):
            reasons = [dict(reason) | {"words": []} for reason in row.reasons]
            Reviewable.objects.filter(pk=row.pk).update(reasons=reasons)
        return super().go(member_id, keep_words)


class Met(Holding):
    """What somebody met at work is theirs; the guard against changes lets it go with them."""

    def go(self, member_id: int, keep_words: bool) -> list[Line]:
        rows = self.rows(member_id)
        return [Line(self.title, self.leave, rows._raw_delete(rows.db))]


register(
    Holding(
        model="moderation.AppealMessage",
        title="What was said when you asked for another look",
        of="appeal__by",
        uses=(Use("text at from_team", DECIDED, SAFETY, health=True),),
        plain="id appeal",
        team="by",
        leave=Leave.BLANK,
        blank="text",
        ends=Ends("at", TWO_YEARS, Leave.BLANK, blank="text"),
    ),
    Holding(
        model="moderation.Appeal",
        title="When you asked for another look",
        of="by",
        uses=(Use("text created_at outcome answer answered_at", DECIDED, SAFETY, health=True),),
        plain="id decision by",
        team="answered_by",
        leave=Leave.BLANK,
        blank="text answer",
        ends=Ends("created_at", TWO_YEARS, Leave.BLANK, blank="text answer"),
    ),
    Holding(
        model="moderation.Sanction",
        title="What followed for you",
        of="member",
        uses=(Use("rung interim starts_at ends_at lifted_at", DECIDED, SAFETY),),
        plain="id member decision limit notice told_over_at",
        team="by lifted_by",
        leave=Leave.STAY,
    ),
    Holding(
        model="moderation.Decision",
        title="Decisions about your words",
        of="reviewable__author",
        uses=(
            Use(
                "action reason_code note text_judged text_shown content_before content_after "
                "decided_at overturned_at",
                DECIDED,
                SAFETY,
                health=True,
            ),
        ),
        plain=(
            "id reviewable sweep lease_token seconds_held of_edit version_after rest_before notices"
        ),
        team="by",
        only=Q(action__in=sorted(RESTRICTING)),
        leave=Leave.BLANK,
        blank="note text_judged text_shown",
        ends=Ends("decided_at", TWO_YEARS, Leave.BLANK, blank="note text_judged text_shown"),
    ),
    Holding(
        model="moderation.Sweep",
        title="When several of your words were taken down together",
        of="author",
        uses=(Use("made_at days count", DECIDED, SAFETY),),
        plain="id author band proposal",
        team="by",
        leave=Leave.STAY,
    ),
    Holding(
        model="moderation.Part",
        title="Items that others decide because you had a part in them",
        of="member",
        uses=(
            Use(
                "reviewable",
                "So that nobody decides about their own work.",
                SAFETY,
                withheld="It would tell of a report about others.",
            ),
        ),
        plain="id member",
    ),
    Holding(
        model="moderation.SecondLook",
        title="Second looks at a decision about your words",
        of="author",
        uses=(
            Use(
                "drawn_at answered_at may_stay",
                "To see whether the team judges alike.",
                SAFETY,
                withheld="They measure the team and change nothing for you.",
            ),
        ),
        plain="id decision band author",
        team="by",
        leave=Leave.STAY,
    ),
    Items(
        model="moderation.Reviewable",
        title="Words of yours that were held back",
        of="author",
        uses=(
            Use("space_name title excerpt state opened_at closed_at", DECIDED, SAFETY, health=True),
            Use(
                "tier score reasons categories signals sources text_hash",
                "To see first what is gravest.",
                SAFETY,
                health=True,
                withheld="It may say who reported something.",
            ),
        ),
        plain="id kind object_id band conversation author policy model degraded sampled_share "
        "rest_state version due_first_look due_breach lease_token lease_started lease_expires",
        team="claimed_by",
        leave=Leave.BLANK,
        blank="title excerpt text_hash signals",
        ends=Ends("closed_at", TWO_YEARS, Leave.BLANK, blank="title excerpt text_hash"),
    ),
    Holding(
        model="moderation.Flag",
        title="Reports you made",
        of="reporter",
        uses=(Use("concern rule note created_at answered_at", DECIDED, SAFETY, health=True),),
        plain="id reviewable reporter",
        leave=Leave.BLANK,
        blank="note",
        ends=Ends("created_at", TWO_YEARS, Leave.BLANK, blank="note"),
    ),
    Holding(
        model="moderation.CaseNote",
        title="Notes of a case in which we looked after you",
        of="case__member",
        uses=(
            Use("created_at kind", "So that whoever comes next knows what was done.", SAFETY),
            Use(
                "text moved_to",
                "So that whoever comes next knows what was done.",
                SAFETY,
                health=True,
                withheld=OTHERS,
            ),
        ),
        plain="id case",
        team="by",
        leave=Leave.BLANK,
        blank="text",
        ends=Ends("case__closed_at", 3 * A_YEAR, Leave.BLANK, blank="text"),
    ),
    Holding(
        model="moderation.CaseCheck",
        title="What was done in a case about you",
        of="case__member",
        uses=(Use("step at", "So that nothing is forgotten.", SAFETY, withheld=OTHERS),),
        plain="id case",
        team="by",
    ),
    Holding(
        model="moderation.FollowUp",
        title="When we meant to write to you again",
        of="case__member",
        uses=(Use("due_at reminded_at done_at", "So that nobody is forgotten.", SAFETY),),
        plain="id case",
        team="done_by",
        leave=Leave.STAY,
    ),
    Holding(
        model="moderation.CrisisCase",
        title="Cases in which we looked after you",
        of="member",
        uses=(
            Use(
                "raised_at acknowledged_at closed_at state",
                "To be there when somebody may be in danger.",
                SAFETY,
                health=True,
            ),
            Use("risk source", "To know how soon.", SAFETY, health=True, withheld=OTHERS),
        ),
        plain="id member band reviewable version due_at",
        team="lead",
        leave=Leave.STAY,
    ),
    Holding(
        model="moderation.Alarm",
        title="Calls to the team about you",
        of="case__member",
        uses=(
            Use("raised_at ended_at", "To call somebody until one answers.", SAFETY),
            Use("chain", "Whom to call.", SAFETY, withheld=OTHERS),
        ),
        plain="id band case reviewable drill step next_at",
        team="answered_by",
        leave=Leave.STAY,
    ),
    Holding(
        model="moderation.Proposal",
        title="Grave acts that were proposed about you",
        of="member",
        uses=(
            Use("act state made_at answered_at", DECIDED, SAFETY),
            Use("why answer detail", DECIDED, SAFETY, health=True, withheld=OTHERS),
        ),
        plain="id band member decision version due_at reminded_at",
        team="by answered_by",
        leave=Leave.BLANK,
        blank="why answer detail",
        only=Q(state__in=["approved", "acted", "cosigned"]),
    ),
    # ---- the team at work
    Holding(
        model="moderation.Skip",
        title="Items you passed on",
        of="by",
        uses=(Use("why skipped_at", WORK, SAFETY),),
        plain="id reviewable by",
    ),
    Holding(
        model="moderation.AlarmCall",
        title="When you were called",
        of="member",
        uses=(Use("channel made_at sent_at", "To call somebody until one answers.", SAFETY),),
        plain="id alarm step member tries failed",
        ends=Ends("made_at", A_YEAR),
    ),
    Holding(
        model="moderation.Cover",
        title="Days on which you stood in",
        of="by",
        uses=(Use("day", WORK),),
        plain="id shift by",
        ends=Ends("day", A_YEAR),
    ),
    Holding(
        model="moderation.Shift",
        title="Your shifts",
        of="member",
        uses=(Use("duty weekday starts ends zone first_day last_day", WORK),),
        plain="id member",
    ),
    Met(
        model="moderation.Exposure",
        title="What you met at work",
        of="member",
        uses=(Use("weight category at", WORK, SAFETY, health=True),),
        plain="id member reviewable",
    ),
    Holding(
        model="moderation.Pause",
        title="Breaks you took",
        of="member",
        uses=(Use("started_at ended_at", WORK, SERVICE),),
        plain="id member",
        ends=Ends("started_at", A_YEAR),
    ),
    Holding(
        model="moderation.Wellbeing",
        title="How you want to be spared",
        of="member",
        uses=(Use("veil spared shares_spared a_day a_week", WORK, CONSENT, health=True),),
        plain="member",
    ),
    Holding(
        model="moderation.PolicyPack",
        title="Policy packs you brought in",
        of="by",
        uses=(Use("version why made_at", "To know who changed the rules.", SAFETY),),
        plain="id text by changes published_at retired_at proposal",
        leave=Leave.STAY,
    ),
    Holding(
        model="moderation.Trial",
        title="Thresholds you proposed",
        of="by",
        uses=(Use("why made_at state", "To know who changed the rules.", SAFETY),),
        plain="id band space review hold was_review was_hold found by proposal shadow_since "
        "shadow_until told_over_at ended_at pack",
        team="ended_by",
        leave=Leave.STAY,
    ),
    Holding(
        model="moderation.Decision_notices",
        title="Notices that told you of a decision",
        of="notice__member",
        uses=(Use("decision notice", DECIDED, SAFETY, withheld="The notices are in the export."),),
        plain="id",
    ),
)
nothing_personal(
    "The log has numbers in place of names. It is kept as it is, so that nobody can change what "
    "happened; a number says nothing once the account is gone.",
    "moderation.AuditEvent",
)
nothing_personal(
    "Words and counters of the house.",
    "moderation.PullCount",
    "moderation.Beat",
    "moderation.ReasonTemplate",
)


def _take_out(member_id: int, name: str, email: str) -> None:
    """Where others, whose words came before a moderator, called the person by name."""
    for table, fields in (
        (Reviewable, ("title", "excerpt")),
        (Decision, ("text_judged", "text_shown")),
    ):
        called = Q()
        for field in fields:
            called |= Q(**{f"{field}__icontains": name}) | Q(**{f"{field}__icontains": email})
        for row in table._base_manager.filter(called):
            words = {field: without_calls(getattr(row, field), name, email) for field in fields}
            table._base_manager.filter(pk=row.pk).update(**words)


sweep(_take_out)
