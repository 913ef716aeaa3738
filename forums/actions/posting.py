"""Start a conversation, reply, suggest a resource."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from community.resources.models import Resource
from forums import markdown, verdicts
from forums.actions import drafts, traces
from forums.actions.showing import show_change, tell_author
from forums.limits import check_pace
from forums.mentions import mentioned
from forums.models import Post, ResourceSuggestion, RevisionState, Space, Thread
from forums.models.posts import LONGEST_POST
from forums.states import State
from moderation.actions import open_reviewable, sample
from moderation.limits import held_if_limited
from moderation.screening import Verdict

KIND = "forums.post"


@dataclass(frozen=True)
class Words:
    """What somebody wrote. The client key is theirs: the same key is the same post."""

    body: str
    title: str = ""
    content_note: str = ""
    client_key: uuid.UUID = field(default_factory=uuid.uuid4)
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True)
class Sent:
    """What became of it. `again`: it had arrived before, and nothing was written now."""

    post: Post
    again: bool = False


def reply(member: Member, thread: Thread, words: Words) -> Sent:
    """Answers in a conversation.

    Raises PermissionDenied, TooFast, or ValidationError for text that is empty or too long.
    """
    arrived, words = _arrived_before(member, words)
    if arrived:
        return arrived
    require(member, Verb.REPLY, thread)
    verdict = _checked(member, thread.space, words)
    return _write(member, words, verdict, thread=thread)


def start_conversation(member: Member, space: Space, words: Words) -> Sent:
    """Opens a conversation with its first post. Raises as `reply` does."""
    arrived, words = _arrived_before(member, words)
    if arrived:
        return arrived
    require(member, Verb.START, space)
    if not words.title.strip():
        raise ValidationError({"title": "Give your conversation a title."})
    verdict = _checked(member, space, words)
    return _write(member, words, verdict, space=space)


def suggest_resource(
    member: Member, thread: Thread, resource: Resource, *, note: str = "", client_key: uuid.UUID
) -> Sent:
    """A reply that carries a resource, with a few words or the resource's own name."""
    require(member, Verb.SUGGEST, thread)
    body = note.strip() or f"This might help: {resource.title}"
    return reply(member, thread, Words(body, client_key=client_key, resources=(resource,)))


def check_length(body: str) -> None:
    """Raises ValidationError in plain words."""
    if not body.strip():
        raise ValidationError({"body": "Write something first."})
    if len(body) > LONGEST_POST:
        raise ValidationError(
            {"body": f"This is longer than {LONGEST_POST:,} characters. Please make it shorter."}
        )


def _checked(member: Member, space: Space, words: Words) -> Verdict:
    check_length(words.body)
    for resource in words.resources:
        if space.age_band not in resource.bands:
            raise ValidationError(f"“{resource.title}” is not written for the people here.")
    check_pace(member)
    verdict = verdicts.screen_words(
        space, body=words.body, title=words.title, content_note=words.content_note
    )
    return held_if_limited(member, verdict)


def _arrived_before(member: Member, words: Words) -> tuple[Sent | None, Words]:
    """The same key with the same text is the same post, sent again because the answer got lost.

    Another text under a used key (somebody went back a page and wrote on) is another post: its key
    is made from both, so that sending it twice still writes it once.
    """
    post = _post_with_key(member, words.client_key)
    if post is None:
        return None, words
    if _first_said(post) == words.body:
        return Sent(post, again=True), words
    words = replace(words, client_key=uuid.uuid5(words.client_key, words.body))
    post = _post_with_key(member, words.client_key)
    return (Sent(post, again=True) if post else None), words


def _post_with_key(member: Member, key: uuid.UUID) -> Post | None:
    sent = Post.objects.select_related("thread__space", "author")
    return sent.filter(author=member, client_key=key).first()


def _first_said(post: Post) -> str:
    oldest = post.revisions.order_by("pk").first()
    return oldest.body if oldest and oldest.state == RevisionState.PAST else post.body


def _write(
    member: Member,
    words: Words,
    verdict: Verdict,
    *,
    thread: Thread | None = None,
    space: Space | None = None,
) -> Sent:
    try:
        with transaction.atomic():
            # Rights may have changed while the text was being screened.
            now = Member.objects.get(pk=member.pk)
            if thread is not None:
                thread = Thread.objects.select_related("space").get(pk=thread.pk)
                require(now, Verb.REPLY, thread)
            else:
                assert space is not None
                require(now, Verb.START, space)
                thread = Thread.objects.create(space=space, author=now, title=words.title.strip())
            return Sent(_create(now, words, verdict, thread))
    except IntegrityError:
        post = _post_with_key(member, words.client_key)
        if post is None:
            raise
        return Sent(post, again=True)


def _create(member: Member, words: Words, verdict: Verdict, thread: Thread) -> Post:
    names = [person.display_name for person in mentioned(thread.space, words.body)]
    now = timezone.now()
    post = Post(
        thread=thread,
        author=member,
        body=words.body,
        html=markdown.render(words.body, names),
        content_note=words.content_note.strip(),
        opener=not thread.posts.exists(),
        client_key=words.client_key,
        created=now,
        placed_at=now,
        care=verdict.care,
        verdict=verdicts.as_json(verdict),
    )
    post.move(State.SCREENING)
    post.move(State.HELD if verdict.outcome == "hold" else State.PUBLISHED)
    post.save()
    ResourceSuggestion.objects.bulk_create(
        ResourceSuggestion(post=post, resource=resource) for resource in words.resources
    )
    show_change(post, first_time=post.is_published)
    if verdict.outcome != "publish":
        refer(post, verdict)
    else:
        sample(KIND, post.pk, band=thread.space.band, author=member, verdict=verdict)
    drafts.forget_draft(member, thread=None if post.opener else thread, space=thread.space)
    traces.after_own_post(member, post)
    return post


def refer(post: Post, verdict: Verdict) -> None:
    """Puts the post before the moderators, and notes by when they usually have looked."""
    reviewable = open_reviewable(
        KIND,
        post.pk,
        band=post.thread.space.band,
        author=post.author,
        verdict=verdict,
        source="screening",
    )
    Post.objects.filter(pk=post.pk).update(expected_by=reviewable.due_at)
    post.expected_by = reviewable.due_at
    tell_author(post)
