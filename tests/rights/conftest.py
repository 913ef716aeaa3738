"""Somebody who leaves traces everywhere, and a look into every column for what is left of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cms.models import UserSettings
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, models
from django.db.models.functions import Cast
from django.utils import timezone

from community.consent.actions import write_down
from community.consent.models import Asking, Giver, Guardianship, Purpose
from community.joining.models import Admission, Cohort, Organisation, ReferralCode, WaitingPlace
from community.members.bands import Band
from community.members.models import KnownDevice, Limit, Member, Pairing
from community.mentoring.models import (
    Application,
    Mentor,
    Step,
    SupervisionNote,
    Training,
    Wish,
)
from community.notices.models import Device, Letter, Notice
from community.rights.models import DataRequest
from community.safety.models import Distance, Preference
from forums import markdown
from forums.models import (
    Draft,
    Follow,
    Post,
    PostRevision,
    Reaction,
    ReadMarker,
    RevisionState,
    Space,
    Thread,
)
from forums.private.models import (
    Answer,
    Correspondence,
    Letterbox,
    Message,
    MessageDraft,
    MessageMarker,
)
from forums.states import State
from groups.models import (
    Acceptance,
    Attendance,
    CalendarLink,
    ChatLine,
    CheckIn,
    ComfortAgreement,
    Conduct,
    Group,
    Membership,
    Poll,
    Reminder,
    Removal,
    Session,
    SessionNote,
    Signal,
    Vote,
)
from moderation.models import (
    Alarm,
    Appeal,
    AppealMessage,
    CaseCheck,
    CaseNote,
    CrisisCase,
    Decision,
    Flag,
    FollowUp,
    Proposal,
    Reviewable,
    Sanction,
    SecondLook,
    Sweep,
)
from tests.factories import make_member

NAME = "Quillfeather"
EMAIL = "quillfeather@canary.example"
WORDS = f"I am {NAME}, reach me at {EMAIL}."
_numbers = count(1)


@pytest.fixture
def canary(db: Any) -> Member:
    """Somebody whose name is found nowhere by chance."""
    return make_canary()


def make_canary(band: Band = Band.ADULT) -> Member:
    return make_member(
        NAME,
        band,
        email=EMAIL,
        password="a-long-test-password",
        pronouns="quill/quills",
        about=f"{NAME} likes {EMAIL}",
    )


class World:
    """What the traces of one member hang on: others, a conversation, a group, a colleague."""

    def __init__(self, member: Member) -> None:
        self.member = member
        band = member.age_band
        self.other = make_member(band=band)
        self.staff = make_member("", roles=("safeguarding_lead", "moderator"), cleared=True)
        slug = f"talk-{next(_numbers)}"
        self.space = Space.objects.create(slug=slug, name="Talk", band=band)
        self.thread = self.conversation(self.other, "Stairs")
        self.group = Group.objects.create(name="Backs", description="We talk.", band=band)
        self.agreement = ComfortAgreement.objects.create(
            group=self.group, band=band, version=1, text="Kind."
        )

    def conversation(self, author: Member, title: str, state: State = State.PUBLISHED) -> Thread:
        thread = Thread.objects.create(
            space=self.space, author=author, title=title, title_shown=True, state=state
        )
        self.post(author, state, thread=thread, opener=True)
        return thread

    def post(self, author: Member, state: State, body: str = "", **more: Any) -> Post:
        body = body or (WORDS if author == self.member else "Mornings are hard.")
        published = timezone.now() if state == State.PUBLISHED else None
        return Post.objects.create(
            thread=more.pop("thread", None) or self.thread,
            author=author,
            body=body,
            html=markdown.render(body, [NAME]),
            state=state,
            published_at=published,
            verdict={"words": [NAME] if author == self.member else []},
            **more,
        )

    def meeting(self) -> Session:
        now = timezone.now()
        return Session.objects.create(
            group=self.group, title="Evening", starts_at=now, ends_at=now + timedelta(hours=1)
        )

    def reviewable(self, author: Member) -> Reviewable:
        now, own = timezone.now(), author == self.member
        return Reviewable.objects.create(
            kind="forums.post",
            object_id=900_000 + next(_numbers),
            band=author.age_band,
            author=author,
            title=NAME if own else "Stairs",
            excerpt=WORDS if own else f"@{NAME} is wrong",
            tier="P3",
            reasons=[{"code": "toxicity.insult", "label": "Rude", "words": [NAME] if own else []}],
            signals={"words": NAME} if own else {},
            state="closed",
            closed_at=now,
            due_first_look=now,
            due_breach=now,
        )

    def decision(self) -> Decision:
        row = self.reviewable(self.member)
        return Decision.objects.create(
            reviewable=row,
            by=self.staff,
            action="remove",
            reason_code="guideline_kindness",
            note=WORDS,
            text_judged=WORDS,
            text_shown=WORDS,
            lease_token=uuid.uuid4(),
        )

    def correspondence(self, asked_by: Member, other: Member) -> Correspondence:
        one, two = sorted((self.member, other), key=lambda member: member.pk)
        return Correspondence.objects.create(
            one=one, other=two, asked_by=asked_by, answer=Answer.ACCEPTED, last_seq=4
        )

    def case(self) -> CrisisCase:
        now = timezone.now()
        return CrisisCase.objects.create(
            member=self.member,
            band=self.member.age_band,
            risk="concern",
            source="flag",
            state="closed",
            due_at=now,
            acknowledged_at=now,
            closed_at=now,
        )


# ---- one trace of each kind


def _published(world: World) -> None:
    world.post(world.member, State.PUBLISHED)


def _held(world: World) -> None:
    world.post(world.member, State.HELD)


def _hidden(world: World) -> None:
    world.post(world.member, State.HIDDEN)


def _draft_post(world: World) -> None:
    world.post(world.member, State.DRAFT)


def _conversation(world: World) -> None:
    world.conversation(world.member, f"{NAME} asks")


def _held_conversation(world: World) -> None:
    world.conversation(world.member, f"{NAME} asks", State.HELD)


def _revision(world: World) -> None:
    post = world.post(world.member, State.PUBLISHED)
    for state in (RevisionState.PAST, RevisionState.PENDING):
        PostRevision.objects.create(post=post, title=NAME, body=WORDS, html=WORDS, state=state)


def _named_by_others(world: World) -> None:
    world.post(world.other, State.PUBLISHED, f"Thank you @{NAME}, and mail {EMAIL}")
    world.post(world.other, State.PUBLISHED, f"> **{NAME}** wrote:\n>\n> Slowly.\n\nYes!")
    Notice.objects.create(member=world.other, kind="mention", title=f"{NAME} mentioned you")
    Draft.objects.update_or_create(
        member=world.other, thread=world.thread, defaults={"body": f"Hey @{NAME}"}
    )


def _draft(world: World) -> None:
    thread = world.conversation(world.other, "Sleep")
    Draft.objects.create(member=world.member, thread=thread, body=WORDS, title=NAME)


def _marks(world: World) -> None:
    thread = world.conversation(world.other, "Sleep")
    Follow.objects.create(member=world.member, thread=thread)
    ReadMarker.objects.create(member=world.member, thread=thread, seq=1)
    Reaction.objects.create(
        member=world.member, post=world.post(world.other, State.PUBLISHED, "Hm"), word="same"
    )


def _group(world: World) -> None:
    group = Group.objects.create(name="Knees", description="We talk.", band=world.group.band)
    Membership.objects.create(group=group, member=world.member, state="active")
    agreement = ComfortAgreement.objects.create(
        group=group, band=group.band, version=1, text="Kind."
    )
    Acceptance.objects.create(member=world.member, agreement=agreement)


def _meeting(world: World) -> None:
    session, now = world.meeting(), timezone.now()
    Attendance.objects.create(session=session, member=world.member, left_at=now)
    Removal.objects.create(session=session, member=world.member, by=world.staff, reason=WORDS)
    Signal.objects.create(session=session, member=world.member, why="word")
    Reminder.objects.create(session=session, member=world.member, when="day")
    Conduct.objects.create(session=session, member=world.member, state="returned_for_edit")
    CheckIn.objects.create(session=session, member=world.member, moment="before", pain=3)
    SessionNote.objects.create(session=session, author=world.staff, text=f"{NAME} was quiet")
    poll = Poll.objects.create(session=session, question="Tea?", options=["Yes", "No"])
    Vote.objects.create(poll=poll, member=world.member, option=0)
    for seq, (who, text) in enumerate(((world.member, WORDS), (world.other, f"@{NAME} hi")), 1):
        ChatLine.objects.create(
            session=session, member=who, text=text, html=text, state="published", seq=seq
        )


def _told(world: World) -> None:
    Notice.objects.create(member=world.member, kind="note", title=NAME, body=WORDS)
    Letter.objects.create(to=EMAIL, subject="A code", body=WORDS)
    number = next(_numbers)
    Device.objects.create(member=world.member, endpoint=f"https://push.example/{number}?of={EMAIL}")


def _signed_in(world: World) -> None:
    store = SessionStore()
    store["name"] = NAME
    store.create()
    UserSession.objects.create(
        user=world.member, ip="10.1.2.3", session_key=store.session_key, user_agent=NAME
    )

    KnownDevice.objects.create(
        member=world.member, key=f"{store.session_key}", words=f"{NAME}'s phone"
    )


def _agreed(world: World) -> None:
    write_down(world.member, Purpose.RESEARCH, True, giver=Giver.OWN, method="Signed in")


def _addresses(world: World) -> None:
    number = next(_numbers)
    made = EmailAddress.objects.create(user=world.member, email=f"{number}.{EMAIL}")
    EmailConfirmation.objects.create(email_address=made, key=f"{number}{NAME}"[:64])


def _decided(world: World) -> None:
    decision = world.decision()
    notice = Notice.objects.create(member=world.member, kind="decision", title=NAME)
    decision.notices.add(notice)
    appeal = Appeal.objects.create(decision=decision, by=world.member, text=WORDS)
    AppealMessage.objects.create(appeal=appeal, by=world.member, from_team=False, text=WORDS)
    Sweep.objects.create(author=world.member, by=world.staff, band="adult", days=7, count=1)
    SecondLook.objects.create(decision=decision, band=world.member.age_band, author=world.member)
    now = timezone.now()
    limit = Limit.objects.create(member=world.member, kind="slow", until=now + timedelta(days=1))
    Sanction.objects.create(
        member=world.member,
        decision=decision,
        by=world.staff,
        rung="slow",
        ends_at=now + timedelta(days=1),
        limit=limit,
        notice=notice,
    )


def _reported(world: World) -> None:
    row = world.reviewable(world.other)
    Flag.objects.create(
        reviewable=row,
        reporter=world.member,
        concern="worry",
        note=WORDS,
        answered_at=row.closed_at,
    )


def _looked_after(world: World) -> None:
    case = world.case()
    CaseNote.objects.create(case=case, by=world.staff, text=f"Spoke with {NAME}")
    CaseCheck.objects.create(case=case, step="read", by=world.staff)
    FollowUp.objects.create(case=case, due_at=timezone.now(), done_at=timezone.now())
    Alarm.objects.create(
        chain="concern", band=case.band, case=case, next_at=None, ended_at=timezone.now()
    )


def _proposed(world: World) -> None:
    Proposal.objects.create(
        act="reveal",
        band=world.member.age_band,
        member=world.member,
        by=world.staff,
        why=f"{NAME} may be in danger",
        detail={"changes": [f"{NAME} becomes moderator"]},
        state="expired",
        due_at=timezone.now(),
    )


def _asked(world: World) -> None:
    DataRequest.objects.create(member=world.member, about="other", text=WORDS)


def _wrote_in_private(world: World) -> None:
    for member_asked in (True, False):
        other = make_member(band=world.member.age_band)
        pair = world.correspondence(world.member if member_asked else other, other)
        words = (
            (world.member, State.PUBLISHED, WORDS),
            (world.member, State.HELD, WORDS),
            (other, State.PUBLISHED, f"Thank you @{NAME}, is it {EMAIL}?"),
            (other, State.HELD, f"> **{NAME}** wrote:\n>\n> Slowly.\n\nYes!"),
        )
        for seq, (author, state, body) in enumerate(words, 1):
            Message.objects.create(
                correspondence=pair,
                author=author,
                body=body,
                html=markdown.render(body),
                state=state,
                published_at=timezone.now() if state == State.PUBLISHED else None,
                verdict={"words": [NAME] if author == world.member else []},
                seq=seq,
            )
        for reader, to in ((world.member, other), (other, world.member)):
            MessageMarker.objects.create(member=reader, correspondence=pair, seq=2)
            body = WORDS if reader == world.member else f"Dear @{NAME} of {EMAIL}"
            MessageDraft.objects.create(member=reader, to=to, body=body)
        Notice.objects.create(member=other, kind="message", title=f"{NAME} wrote to you")


def _mentored(world: World) -> None:
    now = timezone.now()
    until, ended = now + timedelta(days=90), {"ended_at": now, "how": "moved"}
    for member, mentor in ((world.member, world.staff), (world.other, world.member)):
        Pairing.objects.create(
            member=member, mentor=mentor, band=member.age_band, until=until, **ended
        )
    made = Application.objects.create(
        member=world.member, why=WORDS, offers=NAME, state="declined", ended_at=now
    )
    Step.objects.create(
        application=made, before="applied", after="declined", by=world.staff, note=WORDS
    )
    day = timezone.localdate() - timedelta(days=next(_numbers))
    Training.objects.create(
        member=world.member, module="danger", done_on=day, expires_on=day + timedelta(days=365)
    )


def _kept_away(world: World) -> None:
    for kind in Distance.Kind.values:
        other = make_member(band=world.member.age_band)
        Distance.objects.create(member=world.member, other=other, kind=kind)
        Distance.objects.create(member=other, other=world.member, kind=kind)


def _asked_alone(world: World) -> None:
    now, band = timezone.now(), world.member.age_band
    for who in ({"member": world.member}, {"email": EMAIL}):
        Asking.objects.create(
            **who, words=WORDS, band=band, nonce=NAME, mark=NAME, state="declined", decided_at=now
        )


TRACES: dict[str, Callable[[World], None]] = {
    function.__name__.strip("_"): function
    for function in (
        _published, _held, _hidden, _draft_post, _conversation, _held_conversation, _revision,
        _named_by_others, _draft, _marks, _group, _meeting, _told, _signed_in, _agreed, _addresses,
        _decided, _reported, _looked_after, _proposed, _asked,
        _wrote_in_private, _mentored, _kept_away, _asked_alone,
    )
}  # fmt: skip


def once_each(world: World) -> None:
    """What there can be only one of."""
    member = world.member
    CalendarLink.objects.create(member=member, digest="0" * 64, title=NAME)
    Authenticator.objects.create(
        user=member, type=Authenticator.Type.TOTP, data={"secret": f"for {NAME}"}
    )
    UserSettings.objects.create(user=member, language="en", clipboard=_clipboard())
    LogEntry.objects.create(
        user=world.staff,
        content_type=ContentType.objects.get_for_model(Member),
        object_id=str(member.pk),
        object_repr=NAME,
        action_flag=CHANGE,
    )
    Letterbox.objects.create(member=member, is_open=True)
    Wish.objects.create(member=member)
    mentor = Mentor.objects.create(member=member, supervisor=world.staff)
    SupervisionNote.objects.create(
        mentor=mentor, by=world.staff, band=member.age_band, text=f"{NAME} does well"
    )
    Preference.objects.create(member=member, topics=[NAME], words=WORDS)
    Asking.objects.create(member=member, words=WORDS, band=member.age_band)
    _has_a_guardian(member)
    _was_sent(member)


def _has_a_guardian(member: Member) -> None:
    guardianship = Guardianship.objects.create(
        member=member,
        email=f"guardian.{EMAIL}",
        passphrase=NAME,
        nonce=NAME,
        mark=NAME,
        code=NAME,
    )
    write_down(guardianship, Purpose.SERVICE, True, giver=Giver.GUARDIAN, method="Letter")


def _was_sent(member: Member) -> None:
    clinic = Organisation.objects.create(name="Hill clinic")
    cohort = Cohort.objects.create(
        organisation=clinic, name="Spring", starts_on=timezone.localdate()
    )
    code = ReferralCode.objects.create(code="HILL-2026", cohort=cohort)
    Admission.objects.create(member=member, source="referred", cohort=cohort, code=code)
    WaitingPlace.objects.create(email=EMAIL)


def _clipboard() -> Any:
    from cms.models import Placeholder

    return Placeholder.objects.create(slot="clipboard")


# ---- what is left


def found_in(*needles: str) -> list[str]:
    """Every column of every table in which one of these strings stands, whatever its case."""
    left = []
    tables = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table not in tables:
            continue
        for field in _texts(model):
            column = Cast(field.name, models.TextField())
            rows = model._base_manager.annotate(_said=column)
            for needle in needles:
                if rows.filter(_said__icontains=needle).exists():
                    left.append(f"{model._meta.label}.{field.name}: {needle}")
    return left


def _texts(model: type[models.Model]) -> list[Any]:
    kinds = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField)
    return [field for field in model._meta.local_fields if isinstance(field, kinds)]


__all__ = ["EMAIL", "NAME", "TRACES", "World", "found_in", "make_canary", "once_each"]
