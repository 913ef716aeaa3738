"""React, follow, remember how far one has read."""

from __future__ import annotations

from django.db import transaction

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from community.realtime.actions import publish
from forums.events import ReactionsChanged
from forums.models import Follow, Post, Reaction, ReactionWord, ReadMarker, Thread


@transaction.atomic
def react(member: Member, post: Post, word: str) -> bool:
    """Says the word, or takes it back; True when it is now said.

    Raises PermissionDenied, or ValueError for a word that is not on the list.
    """
    require(member, Verb.REACT, post)
    chosen = ReactionWord(word)
    taken_back, _ = Reaction.objects.filter(post=post, member=member, word=chosen).delete()
    if not taken_back:
        Reaction.objects.create(post=post, member=member, word=chosen)
    post.take_seq()
    post.save(update_fields=["seq"])
    publish(post.thread.topic, ReactionsChanged(post_id=post.pk))
    return not taken_back


def follow(member: Member, thread: Thread) -> None:
    require(member, Verb.SEE, thread)
    Follow.objects.get_or_create(member=member, thread=thread)


def unfollow(member: Member, thread: Thread) -> None:
    Follow.objects.filter(member=member, thread=thread).delete()


def mark_read(member: Member, thread: Thread, seq: int) -> None:
    """Remembers how far the member has read. The marker only moves on."""
    seq = min(seq, thread.last_seq)
    marker, new = ReadMarker.objects.get_or_create(
        member=member, thread=thread, defaults={"seq": seq}
    )
    if not new:
        ReadMarker.objects.filter(pk=marker.pk, seq__lt=seq).update(seq=seq)


def after_own_post(member: Member, post: Post) -> None:
    """Whoever writes in a conversation follows it, and has read their own words."""
    Follow.objects.get_or_create(member=member, thread=post.thread)
    ReadMarker.objects.update_or_create(
        member=member, thread=post.thread, defaults={"seq": post.thread.last_post_seq}
    )
