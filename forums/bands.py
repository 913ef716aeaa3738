"""What becomes of somebody's words when they leave one age band's spaces for the next."""

from __future__ import annotations

from typing import Any

from community.members.bands import Band
from community.members.models import Member
from community.members.signals import band_entered
from community.realtime.actions import publish
from forums.events import PostChanged
from forums.models import Draft, Follow, Post, Reaction, Thread


def leave(sender: Any, member: Member, before: Band, keep_name: bool, **kwargs: Any) -> None:
    """What was written stays, so that conversations keep their sense; the name by choice.

    Drafts and followed conversations of the old spaces go.
    """
    Draft.objects.filter(member=member, space__band=before).delete()
    Draft.objects.filter(member=member, thread__space__band=before).delete()
    Follow.objects.filter(member=member, thread__space__band=before).delete()
    if not keep_name:
        take_name_along(member, before)


def take_name_along(member: Member, band: Band) -> None:
    """Readers of the band no longer see who wrote it; who decides on it in a case still does."""
    Reaction.objects.filter(member=member, post__thread__space__band=band).delete()
    Thread.objects.filter(author=member, space__band=band).update(nameless=True)
    own = Post.objects.filter(author=member, thread__space__band=band)
    own.update(nameless=True)
    for post in own.filter(published_at__isnull=False).select_related("thread"):
        post.take_seq()
        post.save(update_fields=["seq"])
        publish(post.thread.topic, PostChanged(post_id=post.pk))


def register() -> None:
    band_entered.connect(leave, dispatch_uid="forums.bands")
