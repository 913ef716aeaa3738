"""Brings a changed post before those who may see it. Called inside the caller's transaction."""

from __future__ import annotations

from django.db.models import Count, Max, Q

from community.realtime.actions import publish
from community.realtime.personal import topic_of
from forums.events import OwnPostChanged, PostChanged, ThreadChanged
from forums.mentions import tell_mentioned
from forums.models import Post, Thread
from forums.states import State


def show_change(post: Post, *, first_time: bool = False) -> None:
    """Saves the post and tells sockets. Readers hear only of what they have seen or now see."""
    if post.was_published:
        post.take_seq()
    post.save()
    _settle(post.thread, new_seq=post.seq if first_time else None)
    if post.was_published:
        publish(post.thread.topic, PostChanged(post_id=post.pk))
        publish(post.thread.space.topic, ThreadChanged(thread_id=post.thread_id))
    tell_author(post)
    if first_time:
        tell_mentioned(post)


def tell_author(post: Post) -> None:
    """The author's own pages fetch their view of the post anew."""
    event = OwnPostChanged(thread_id=post.thread_id, post_id=post.pk, state=post.state)
    publish(topic_of(post.author_id), event)


def _settle(thread: Thread, *, new_seq: int | None) -> None:
    """A conversation is seen when one of its posts is; its title goes with its first post."""
    published = Q(state=State.PUBLISHED)
    counted = thread.posts.aggregate(
        published=Count("pk", filter=published),
        replies=Count("pk", filter=published & Q(opener=False)),
        last=Max("placed_at", filter=published),
    )
    opener_state = thread.posts.filter(opener=True).values_list("state", flat=True).get()
    thread.state = State.PUBLISHED if counted["published"] else opener_state
    thread.title_shown = opener_state == State.PUBLISHED
    thread.reply_count = counted["replies"]
    thread.last_reply = counted["last"] or thread.last_reply
    fields = ["state", "title_shown", "reply_count", "last_reply"]
    if new_seq is not None:
        thread.last_post_seq = new_seq
        fields.append("last_post_seq")
    thread.save(update_fields=fields)
