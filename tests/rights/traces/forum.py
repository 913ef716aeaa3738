"""What somebody wrote, in conversations and in private, and what others wrote of them."""

from __future__ import annotations

from django.utils import timezone

from community.notices.models import Notice
from forums import markdown
from forums.models import Draft, Follow, PostRevision, Reaction, ReadMarker, RevisionState
from forums.private.models import Message, MessageDraft, MessageMarker
from forums.states import State
from tests.factories import make_member
from tests.rights.world import EMAIL, NAME, WORDS, World


def published(world: World) -> None:
    world.post(world.member, State.PUBLISHED)


def held(world: World) -> None:
    world.post(world.member, State.HELD)


def hidden(world: World) -> None:
    world.post(world.member, State.HIDDEN)


def draft_post(world: World) -> None:
    world.post(world.member, State.DRAFT)


def conversation(world: World) -> None:
    world.conversation(world.member, f"{NAME} asks")


def held_conversation(world: World) -> None:
    world.conversation(world.member, f"{NAME} asks", State.HELD)


def revision(world: World) -> None:
    post = world.post(world.member, State.PUBLISHED)
    for state in (RevisionState.PAST, RevisionState.PENDING):
        PostRevision.objects.create(post=post, title=NAME, body=WORDS, html=WORDS, state=state)


def named_by_others(world: World) -> None:
    world.post(world.other, State.PUBLISHED, f"Thank you @{NAME}, and mail {EMAIL}")
    world.post(world.other, State.PUBLISHED, f"> **{NAME}** wrote:\n>\n> Slowly.\n\nYes!")
    Notice.objects.create(member=world.other, kind="mention", title=f"{NAME} mentioned you")
    Draft.objects.update_or_create(
        member=world.other, thread=world.thread, defaults={"body": f"Hey @{NAME}"}
    )


def draft(world: World) -> None:
    thread = world.conversation(world.other, "Sleep")
    Draft.objects.create(member=world.member, thread=thread, body=WORDS, title=NAME)


def marks(world: World) -> None:
    thread = world.conversation(world.other, "Sleep")
    Follow.objects.create(member=world.member, thread=thread)
    ReadMarker.objects.create(member=world.member, thread=thread, seq=1)
    Reaction.objects.create(
        member=world.member, post=world.post(world.other, State.PUBLISHED, "Hm"), word="same"
    )


def wrote_in_private(world: World) -> None:
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
