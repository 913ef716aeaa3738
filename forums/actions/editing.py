"""Change one's own words, or take them back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from forums import markdown, verdicts
from forums.actions.posting import KIND, Words, check_length, refer
from forums.actions.showing import show_change
from forums.mentions import mentioned
from forums.models import Post, PostRevision, RevisionState
from forums.states import State
from moderation.actions import settle
from moderation.limits import held_if_limited
from moderation.screening import Verdict


def edit(member: Member, post: Post, words: Words) -> Post:
    """Changes a post and has it screened again.

    What adults wrote stays up in its old version while a doubtful new one waits; what youth wrote
    is not seen until the new version may be. A post that waits goes on waiting.
    Raises PermissionDenied, or ValidationError for text that is empty or too long.
    """
    require(member, Verb.EDIT, post)
    check_length(words.body)
    if post.opener and not words.title.strip():
        raise ValidationError({"title": "Give your conversation a title."})
    title = words.title if post.opener else ""
    found = verdicts.screen_words(
        post.thread.space, body=words.body, title=title, content_note=words.content_note
    )
    verdict = held_if_limited(member, found)
    with transaction.atomic():
        fresh = Post.objects.select_related("thread__space", "author").get(pk=post.pk)
        require(Member.objects.get(pk=member.pk), Verb.EDIT, fresh)
        _apply(fresh, words, verdict)
    return fresh


def withdraw(member: Member, post: Post) -> None:
    """Takes the post back. Others see that there was one, and no more of it."""
    require(member, Verb.WITHDRAW, post)
    with transaction.atomic():
        fresh = Post.objects.select_related("thread__space", "author").get(pk=post.pk)
        fresh.move(State.WITHDRAWN)
        fresh.revisions.filter(state=RevisionState.PENDING).update(state=RevisionState.PAST)
        show_change(fresh)
        settle(KIND, fresh.pk)


def _apply(post: Post, words: Words, verdict: Verdict) -> None:
    if post.is_published:
        if verdict.outcome == "hold" and not post.thread.space.age_band.is_youth:
            _let_wait(post, words, verdict)
        else:
            _replace(post, words, verdict)
            post.move(State.SCREENING)
            post.move(State.HELD if verdict.outcome == "hold" else State.PUBLISHED)
            show_change(post)
    else:
        _replace(post, words, verdict)
        post.move(State.SCREENING)
        post.move(State.HELD)
        show_change(post)
    if verdict.outcome != "publish" or not post.is_published:
        refer(post, verdict)


def _let_wait(post: Post, words: Words, verdict: Verdict) -> None:
    PostRevision.objects.update_or_create(
        post=post,
        state=RevisionState.PENDING,
        defaults={
            "title": words.title.strip() if post.opener else "",
            "body": words.body,
            "html": _html(post, words.body),
            "content_note": words.content_note.strip(),
            "verdict": verdicts.as_json(verdict),
            "created": timezone.now(),
        },
    )


def _replace(post: Post, words: Words, verdict: Verdict) -> None:
    keep_version(post)
    post.revisions.filter(state=RevisionState.PENDING).update(state=RevisionState.PAST)
    post.body, post.html = words.body, _html(post, words.body)
    post.content_note = words.content_note.strip()
    post.edited_at = timezone.now()
    post.care = verdict.care
    post.verdict = verdicts.as_json(verdict)
    if post.opener:
        post.thread.title = words.title.strip()
        post.thread.save(update_fields=["title"])


def keep_version(post: Post) -> None:
    """Keeps the version that is about to be replaced."""
    PostRevision.objects.create(
        post=post,
        title=post.thread.title if post.opener else "",
        body=post.body,
        html=post.html,
        content_note=post.content_note,
        verdict=post.verdict,
    )


def _html(post: Post, body: str) -> str:
    names = [person.display_name for person in mentioned(post.thread.space, body)]
    return markdown.render(body, names)
