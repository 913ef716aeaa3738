"""What is kept of what somebody wrote in the forum, and what stays of it when they go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import F, Q

from community.members.models import Member
from community.personal import (
    CONSENT,
    SAFETY,
    Ends,
    Holding,
    Leave,
    Line,
    Use,
    nothing_personal,
    register,
    sweep,
)
from community.personal.names import without_calls, without_name
from forums.actions.showing import show_change
from forums.models import Draft, Post, PostRevision, RevisionState, Thread
from forums.states import MOVES, State
from moderation.actions import settle

KIND = "forums.post"
TALK = "So that people can talk with each other, and find what was said."
STAYS = "Posts that stay, by “A former member”"
EMPTIED = "Posts that are emptied"


class Posts(Holding):
    """What others answered to may stay without its author; what they never saw does not."""

    def export(self, member_id: int) -> Iterator[dict[str, Any]]:
        """The title of a conversation in another band is not theirs to read any more."""
        band = Member.objects.get(pk=member_id).age_band
        for row in super().export(member_id):
            near = row.pop("band") == band or row.pop("author") == member_id
            row.pop("author", None)
            yield row if near else row | {"conversation": ""}

    def plan(self, member_id: int, keep_words: bool) -> list[Line]:
        stay = self._staying(member_id, keep_words).count()
        return self._lines(stay, self.rows(member_id).count() - stay)

    def go(self, member_id: int, keep_words: bool) -> list[Line]:
        who = Member.objects.get(pk=member_id)
        stay = list(self._staying(member_id, keep_words).select_related("thread"))
        kept = {post.pk for post in stay}
        gone = self.rows(member_id).exclude(pk__in=kept).select_related("thread__space")
        for post in gone:
            _empty(post)
        for post in stay:
            _keep_without_name(post, who)
        return self._lines(len(stay), len(gone))

    def _staying(self, member_id: int, keep_words: bool) -> models.QuerySet[Any]:
        rows = self.rows(member_id)
        return rows.filter(state=State.PUBLISHED) if keep_words else rows.none()

    def _lines(self, stay: int, emptied: int) -> list[Line]:
        return [Line(STAYS, Leave.STAY, stay), Line(EMPTIED, Leave.BLANK, emptied)]


class Threads(Holding):
    """A conversation belongs to all who are in it; its title goes with the post it stands over."""

    def plan(self, member_id: int, keep_words: bool) -> list[Line]:
        stay = self._staying(member_id, keep_words).count()
        return self._lines(stay, self.rows(member_id).count() - stay)

    def go(self, member_id: int, keep_words: bool) -> list[Line]:
        """Comes after the posts, so what stays is what still has its first post."""
        who = Member.objects.get(pk=member_id)
        stay = list(self._staying(member_id, keep_words))
        gone = self.rows(member_id).exclude(pk__in=[thread.pk for thread in stay])
        emptied = gone.update(title="", title_shown=False)
        for thread in stay:
            thread.title = without_name(thread.title, who.display_name, who.email)[:120]
            thread.save(update_fields=["title"])
        return self._lines(len(stay), emptied)

    def _staying(self, member_id: int, keep_words: bool) -> models.QuerySet[Any]:
        rows = self.rows(member_id)
        own_first = Q(posts__opener=True, posts__state=State.PUBLISHED)
        return rows.filter(own_first, posts__author=F("author")) if keep_words else rows.none()

    def _lines(self, stay: int, emptied: int) -> list[Line]:
        return [
            Line("Titles of conversations that stay", Leave.STAY, stay),
            Line("Titles of conversations that are emptied", Leave.BLANK, emptied),
        ]


def _empty(post: Post) -> None:
    """Others see that there was a post, and no more of it."""
    post.body = post.html = post.content_note = ""
    post.verdict, post.care, post.expected_by = None, False, None
    if State.WITHDRAWN in MOVES[State(post.state)]:
        post.move(State.WITHDRAWN)
    show_change(post)
    settle(KIND, post.pk)


def _keep_without_name(post: Post, who: Member) -> None:
    for name in ("body", "html", "content_note"):
        setattr(post, name, without_name(getattr(post, name), who.display_name, who.email))
    post.content_note = post.content_note[:80]
    post.verdict, post.care = None, False
    show_change(post)


register(
    Holding(
        model="forums.Reaction",
        title="Reactions",
        of="member",
        uses=(Use("word created", "So that people see that they are not alone.", CONSENT, True),),
        plain="id post member",
    ),
    Holding(
        model="forums.Follow",
        title="Conversations you follow",
        of="member",
        uses=(Use("since", "So that you find them again."),),
        plain="id member thread",
    ),
    Holding(
        model="forums.ReadMarker",
        title="How far you have read",
        of="member",
        uses=(Use("seq at", "So that you see what is new."),),
        plain="id member thread",
        ends=Ends("at", 365),
    ),
    Holding(
        model="forums.Draft",
        title="Drafts",
        of="member",
        uses=(
            Use(
                "title body content_note saved_at",
                "So that you can finish your words later, or on another device.",
                CONSENT,
                health=True,
            ),
        ),
        plain="id member thread space",
        ends=Ends("saved_at", 180),
    ),
    Holding(
        model="forums.PostRevision",
        title="Earlier versions of your posts",
        of="post__author",
        uses=(
            Use(
                "title body content_note state created",
                "So that a moderator can see what a report was about.",
                SAFETY,
                health=True,
            ),
            Use(
                "html verdict",
                "To show it, and to look for danger.",
                SAFETY,
                withheld="The same words again, and scores of the filter.",
            ),
        ),
        plain="id post",
        ends=Ends("created", 365, only=Q(state=RevisionState.PAST)),
    ),
    Posts(
        model="forums.Post",
        title="Posts",
        of="author",
        uses=(
            Use("body content_note", TALK, CONSENT, health=True),
            Use("created placed_at published_at edited_at state opener", TALK),
            Use(
                "html",
                "To show your words.",
                withheld="The same words again, with the signs of a web page.",
            ),
            Use(
                "verdict care expected_by",
                "To notice danger, and to get you help.",
                SAFETY,
                health=True,
                withheld="Scores of the filter. What was decided is under “Decisions”.",
            ),
        ),
        plain="id thread author client_key seq nameless",
        leave=Leave.BLANK,
        ends=Ends("created", 365, Leave.BLANK, blank="verdict"),
        beside={
            "conversation": "thread__title",
            "space": "thread__space__name",
            "band": "thread__space__band",
            "author": "thread__author",
        },
    ),
    Threads(
        model="forums.Thread",
        title="Conversations you started",
        of="author",
        uses=(
            Use("title", TALK, CONSENT, health=True),
            Use("created state", TALK),
        ),
        plain="id space author title_shown last_reply reply_count last_seq last_post_seq "
        "locked pinned nameless",
        leave=Leave.BLANK,
        beside={"space": "space__name"},
    ),
    Holding(
        model="forums.ResourceSuggestion",
        title="Resources you suggested",
        of="post__author",
        uses=(Use("resource", "So that what helped you can help others."),),
        plain="id post",
        beside={"title": "resource__title"},
        leave=Leave.STAY,
    ),
)
nothing_personal("Places of the forum, made by the team.", "forums.Space")


def _take_out(member_id: int, name: str, email: str) -> None:
    """Where others called the person by name, or quoted them."""
    named = Q(body__icontains=name) | Q(body__icontains=email)
    for table, of in ((Post, "author"), (PostRevision, "post__author"), (Draft, "member")):
        for row in table._base_manager.filter(named).exclude(**{of: member_id}):
            fields = ["body"] if table is Draft else ["body", "html"]
            for field in fields:
                setattr(row, field, without_calls(getattr(row, field), name, email))
            row.save(update_fields=fields)
    for thread in Thread.objects.filter(title__icontains=f"@{name}"):
        thread.title = without_calls(thread.title, name, email)[:120]
        thread.save(update_fields=["title"])


sweep(_take_out)
