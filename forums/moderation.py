"""How moderators see a post and act on it. Called inside their transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from django.db.models import Count

from community.access import Verb, can, readable
from community.members.models import Member
from forums import queries
from forums.actions.editing import keep_version
from forums.actions.showing import show_change
from forums.models import Post, PostRevision, RevisionState
from forums.states import State
from moderation import content
from moderation.content import ContextLine, Item

LINES_BEFORE = 4
LINES_AFTER = 2


class PostContent:
    """The adapter for posts. Every change raises IllegalTransition when the table forbids it."""

    kind: ClassVar[str] = "forums.post"
    plural: ClassVar[str] = "Posts"

    def get(self, pk: int) -> Item | None:
        post = queries.posts().filter(pk=pk).first()
        if post is None:
            return None
        return _item(post)

    def recent_of(self, author: Member, band: str, since: datetime) -> list[Item]:
        written = queries.posts().filter(
            author=author, thread__space__band=band, created__gte=since, state__in=content.UP
        )
        return [_item(post) for post in written]

    def is_there_for(self, reader: Member, pk: int) -> bool:
        open_to = readable(reader, "thread__space__")
        post = queries.posts().filter(open_to, pk=pk).first()
        return post is not None and can(reader, Verb.SEE, post)

    def publish(self, pk: int) -> None:
        """Shows the post; an edit that waited takes the place of the old version."""
        post = _locked(pk)
        pending = _pending(post)
        first_time = not post.was_published
        if pending is not None:
            _accept(post, pending)
        if not post.is_published or pending is None:
            post.move(State.PUBLISHED)
        show_change(post, first_time=first_time)

    def hold(self, pk: int) -> None:
        _move(pk, State.HELD)

    def hide(self, pk: int) -> None:
        _move(pk, State.HIDDEN)

    def remove(self, pk: int) -> None:
        _move(pk, State.REMOVED)

    def return_for_edit(self, pk: int) -> None:
        """Hands the post back to its author; of a waiting edit, only the edit goes back."""
        post = _locked(pk)
        pending = _pending(post)
        if pending is None:
            post.move(State.RETURNED)
        else:
            pending.state = RevisionState.REFUSED
            pending.save(update_fields=["state"])
        show_change(post)

    def put_back(self, pk: int, state: str) -> None:
        _move(pk, State(state), undo=True)

    def written(self, since: datetime, until: datetime) -> Mapping[str, int]:
        sent = Post.objects.filter(created__gte=since, created__lt=until).exclude(state=State.DRAFT)
        by_band = sent.values_list("thread__space__band").annotate(n=Count("pk")).order_by()
        return dict(by_band)

    def readings(
        self, since: datetime, until: datetime, band: str, most: int
    ) -> Iterator[content.Reading]:
        sent = Post.objects.filter(
            created__gte=since, created__lt=until, thread__space__band=band, verdict__isnull=False
        ).exclude(state=State.DRAFT)
        columns = ("pk", "thread__space__slug", "created", "verdict")
        for pk, space, at, verdict in sent.order_by("-created").values_list(*columns)[:most]:
            yield content.Reading(self.kind, pk, band, space, at, verdict)


def _item(post: Post) -> Item:
    pending = _pending(post)
    return Item(
        kind=PostContent.kind,
        pk=post.pk,
        author=post.author,
        band=post.thread.space.band,
        space_name=post.thread.space.name,
        title=(pending.title if pending else "") or post.thread.title,
        text=pending.body if pending else post.body,
        html=pending.html if pending else post.html,
        url=post.get_absolute_url(),
        state=post.state,
        created_at=post.created,
        around=partial(_context, post),
        facts=post.access_facts(),
        pending=pending is not None,
        conversation=f"forums.thread:{post.thread_id}",
    )


def register() -> None:
    content.register(PostContent())


def _locked(pk: int) -> Post:
    posts = Post.objects.select_related("thread__space", "author")
    return posts.select_for_update(of=("self",)).get(pk=pk)


def _move(pk: int, state: State, *, undo: bool = False) -> None:
    post = _locked(pk)
    post.move(state, undo=undo)
    show_change(post)


def _pending(post: Post) -> PostRevision | None:
    return post.revisions.filter(state=RevisionState.PENDING).first()


def _accept(post: Post, pending: PostRevision) -> None:
    keep_version(post)
    post.body, post.html, post.content_note = pending.body, pending.html, pending.content_note
    post.verdict, post.edited_at = pending.verdict, pending.created
    if post.opener and pending.title:
        post.thread.title = pending.title
        post.thread.save(update_fields=["title"])
    pending.delete()


def _context(post: Post) -> list[ContextLine]:
    """What stands around the post, so that it is judged in its conversation."""
    return [
        ContextLine(
            author_name=line.author.display_name,
            html=line.html,
            when=line.placed_at,
            is_this=line.pk == post.pk,
        )
        for line in queries.around(post, before=LINES_BEFORE, after=LINES_AFTER)
    ]
