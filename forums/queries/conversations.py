"""One conversation: its posts, with all that stands around each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from community.access import moderated_bands
from community.members.models import Member, Role
from community.safety.queries import kept_away, reading_of
from forums.models import (
    Draft,
    Follow,
    Post,
    PostRevision,
    Reaction,
    ReactionWord,
    ReadMarker,
    ResourceSuggestion,
    RevisionState,
    Thread,
)
from forums.states import State

POSTS_A_PAGE = 20
Trace = TypeVar("Trace", Reaction, ResourceSuggestion)


@dataclass(frozen=True)
class ReactionLine:
    """One word and who said it."""

    word: ReactionWord
    ids: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def who(self) -> str:
        """ "Juno", "Juno and Sam", "Juno, Sam and 3 others"."""
        if len(self.names) <= 1:
            return "".join(self.names)
        if len(self.names) == 2:
            return " and ".join(self.names)
        others = len(self.names) - 2
        return f"{self.names[0]}, {self.names[1]} and {others} other{'s' if others > 1 else ''}"


@dataclass(frozen=True)
class Conversation:
    thread: Thread
    posts: Sequence[Post]
    page: Page[Post]
    seq: int
    read_seq: int | None
    follows: bool
    draft: Draft | None


def posts() -> QuerySet[Post]:
    return Post.objects.select_related("thread__space", "author")


def shown_to(member: Member, thread: Thread) -> QuerySet[Post]:
    """In order: what was published, and the member's own words that wait or were taken down.

    Whoever moderates the band sees what waits as well, where it stands.
    """
    shown = Q(published_at__isnull=False)
    if thread.space.age_band in moderated_bands(member):
        shown |= ~Q(state=State.WITHDRAWN)
    else:
        shown |= Q(author=member) & ~Q(state=State.WITHDRAWN)
    return posts().filter(shown, thread=thread).order_by("placed_at", "pk")


def conversation(member: Member, thread: Thread, number: int | str | None) -> Conversation:
    """A page of the conversation; the number may be "last" and is brought into range."""
    paginator = Paginator(shown_to(member, thread), POSTS_A_PAGE)
    page = paginator.get_page(paginator.num_pages if number == "last" else number)
    shown = list(page.object_list)
    dress(shown, viewer=member)
    marker = ReadMarker.objects.filter(member=member, thread=thread).first()
    return Conversation(
        thread=thread,
        posts=shown,
        page=page,
        seq=thread.last_seq,
        read_seq=marker.seq if marker else None,
        follows=Follow.objects.filter(member=member, thread=thread).exists(),
        draft=Draft.objects.filter(member=member, thread=thread).first(),
    )


def page_of(member: Member, post: Post) -> int:
    """The number of the page on which the member finds the post."""
    before = shown_to(member, post.thread).filter(
        Q(placed_at__lt=post.placed_at) | Q(placed_at=post.placed_at, pk__lt=post.pk)
    )
    return before.count() // POSTS_A_PAGE + 1


def around(post: Post, *, before: int, after: int) -> list[Post]:
    """The post with its published neighbours, in order. Two queries."""
    seen = Post.objects.select_related("author").filter(
        thread_id=post.thread_id, state=State.PUBLISHED
    )
    earlier = Q(placed_at__lt=post.placed_at) | Q(placed_at=post.placed_at, pk__lt=post.pk)
    first = list(seen.filter(earlier).order_by("-placed_at", "-pk")[:before])
    last = list(seen.exclude(earlier).exclude(pk=post.pk).order_by("placed_at", "pk")[:after])
    return [*reversed(first), post, *last]


def dress(shown: Sequence[Post], viewer: Member | None = None) -> None:
    """Gives each post what its fragment shows, in four queries for all; a viewer adds one.

    Without a viewer the fragment is everybody's: nothing of it depends on who reads.
    """
    keys = [post.pk for post in shown]
    reactions = _grouped(Reaction.objects.filter(post__in=keys).select_related("member"))
    suggestions = _grouped(
        ResourceSuggestion.objects.filter(post__in=keys).select_related("resource")
    )
    _with_roles([post.author for post in shown])
    waiting = _waiting_edits(shown, viewer) if viewer else {}
    staff_bands = moderated_bands(viewer) if viewer else frozenset()
    away = kept_away(viewer) if viewer else {}
    for post in shown:
        post.mine = viewer is not None and post.author_id == viewer.pk  # type: ignore[attr-defined]
        post.read_by_staff = post.thread.space.age_band in staff_bands  # type: ignore[attr-defined]
        post.waiting_edit = waiting.get(post.pk)  # type: ignore[attr-defined]
        post.kept = "" if post.read_by_staff else away.get(post.byline.pk, "")  # type: ignore[attr-defined]
        noted = bool(post.content_note) and viewer is not None and not post.mine  # type: ignore[attr-defined]
        reading = reading_of(viewer) if noted and viewer else None
        post.avoided = reading is not None and reading.avoids(post.content_note)  # type: ignore[attr-defined]
        post.note_open = reading is not None and reading.opens_notes  # type: ignore[attr-defined]
        said = [one for one in reactions[post.pk] if one.member_id not in away]
        post.reaction_lines = _lines(said)  # type: ignore[attr-defined]
        post.resources = [s.resource for s in suggestions[post.pk]]  # type: ignore[attr-defined]


def _lines(reactions: Iterable[Reaction]) -> list[ReactionLine]:
    by_word: dict[str, list[Member]] = defaultdict(list)
    for reaction in reactions:
        by_word[reaction.word].append(reaction.member)
    return [
        ReactionLine(
            word,
            tuple(person.pk for person in by_word[word]),
            tuple(person.display_name for person in by_word[word]),
        )
        for word in ReactionWord
    ]


def _grouped(traces: QuerySet[Trace]) -> dict[int, list[Trace]]:
    by_post: dict[int, list[Trace]] = defaultdict(list)
    for trace in traces:
        by_post[trace.post_id].append(trace)
    return by_post


def _waiting_edits(shown: Sequence[Post], viewer: Member) -> dict[int, PostRevision]:
    own = [post.pk for post in shown if post.author_id == viewer.pk]
    kept = (RevisionState.PENDING, RevisionState.REFUSED)
    found = PostRevision.objects.filter(post__in=own, state__in=kept).order_by("pk")
    return {revision.post_id: revision for revision in found}


def _with_roles(people: Sequence[Member]) -> None:
    """Fills what each person caches, so that role words cost one query for all."""
    held: dict[int, set[str]] = defaultdict(set)
    ids = {person.pk for person in people}
    for member_id, name in Role.objects.held().filter(member__in=ids).values_list("member", "name"):
        held[member_id].add(name)
    for person in people:
        person.roles = frozenset(held[person.pk])
