"""Pieces of a page for sockets: rendered without a viewer, so that one piece fits everybody."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from community.realtime.events import Frame
from forums import queries
from forums.models import Post

MOST_MISSED = 100


def post_frame(post_id: int) -> Frame | None:
    """None for a post that readers have never seen."""
    post = queries.posts().filter(pk=post_id, published_at__isnull=False).first()
    if post is None:
        return None
    queries.dress([post])
    return frame_of(post)


def frame_of(post: Post) -> Frame:
    return {
        "type": "post",
        "id": post.pk,
        "seq": post.seq,
        "author": post.byline.pk,
        "name": post.byline.display_name,
        "state": post.state,
        "noted": bool(post.content_note),
        "html": render_post(post),
    }


def render_post(post: Post) -> str:
    return render_to_string("forums/_post.html", {"post": post})


def reactions_frame(post_id: int) -> Frame | None:
    post = queries.posts().filter(pk=post_id, state="published").first()
    if post is None:
        return None
    queries.dress([post])
    return {"type": "reactions", "post": post.pk, "seq": post.seq, "html": reactions_html(post)}


def reactions_html(post: Post) -> str:
    return render_to_string("forums/_reactions.html", {"post": post})


def thread_frame(thread_id: int) -> Frame | None:
    thread: Any = queries.thread_rows().filter(pk=thread_id).first()
    if thread is None:
        return None
    if thread.state != "published":
        return {"type": "thread_gone", "id": thread.pk}
    html = render_to_string("forums/_thread_row.html", {"thread": thread})
    return {
        "type": "thread",
        "id": thread.pk,
        "author": thread.last_author_id,
        "starter": 0 if thread.nameless else thread.author_id,
        "html": html,
    }


def missed(thread_id: int, after: int) -> list[Frame]:
    """What a page that saw everything up to `after` has not seen, oldest change first."""
    changed = list(
        queries.posts()
        .filter(thread_id=thread_id, published_at__isnull=False, seq__gt=after)
        .order_by("seq")[: MOST_MISSED + 1]
    )
    if len(changed) > MOST_MISSED:
        return [{"type": "reload"}]
    queries.dress(changed)
    return [frame_of(post) for post in changed]
