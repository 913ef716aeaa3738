"""Words not sent yet. They save themselves."""

from __future__ import annotations

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from forums.models import Draft, Space, Thread
from forums.models.places import LONGEST_TITLE
from forums.models.posts import LONGEST_NOTE, LONGEST_POST


def save_draft(
    member: Member,
    *,
    thread: Thread | None = None,
    space: Space | None = None,
    body: str,
    title: str = "",
    content_note: str = "",
) -> Draft | None:
    """Keeps what is being written, cut to what a post may be; empty words forget the draft."""
    place = thread if thread is not None else space
    if place is None:
        raise ValueError("A draft belongs to a conversation or to a space.")
    require(member, Verb.SEE, place)
    if not (body.strip() or title.strip()):
        forget_draft(member, thread=thread, space=space)
        return None
    draft, _ = Draft.objects.update_or_create(
        member=member,
        thread=thread,
        space=None if thread is not None else space,
        defaults={
            "body": body[:LONGEST_POST],
            "title": title[:LONGEST_TITLE],
            "content_note": content_note[:LONGEST_NOTE],
        },
    )
    return draft


def forget_draft(member: Member, *, thread: Thread | None, space: Space | None) -> None:
    """The draft of the conversation if one is given, else of a new one in the space."""
    place = {"thread": thread} if thread is not None else {"space": space}
    Draft.objects.filter(member=member, **place).delete()
