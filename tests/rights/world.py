"""Somebody whose name is found nowhere by chance, and what the traces of one member hang on."""

from __future__ import annotations

import uuid
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from community.members.bands import Band
from community.members.models import Member
from forums import markdown
from forums.models import Post, Space, Thread
from forums.private.models import Answer, Correspondence
from forums.states import State
from groups.models import ComfortAgreement, Group, Session
from moderation.models import CrisisCase, Decision, Reviewable
from tests.factories import make_member

NAME = "Quillfeather"
EMAIL = "quillfeather@canary.example"
WORDS = f"I am {NAME}, reach me at {EMAIL}."
_numbers = count(1)


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
