"""Writing: a new conversation, a reply, a change; a preview and a draft on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from community.access import Verb
from community.access.http import get_or_404, require
from community.members.requests import MemberRequest
from forums import actions, markdown, queries
from forums.actions import Sent
from forums.forms import ConversationForm, DraftForm, ReplyForm
from forums.limits import TooFast
from forums.models import Draft, Post, PostRevision, RevisionState, Space
from forums.views.conversations import show
from forums.views.found import post_or_404, thread_or_404

OK = 200
UNPROCESSABLE = 422
TOO_MANY = 429
Done = TypeVar("Done")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: MemberRequest, slug: str) -> HttpResponse:
    space = get_or_404(Space.objects.all(), request.user, Verb.SEE, slug=slug)
    require(request.user, Verb.START, space)
    if request.method == "POST":
        form = ConversationForm(request.POST, member=request.user)
        start = actions.start_conversation
        sent, status = _try(form, lambda: start(request.user, space, form.words()))
        if sent:
            return _arrived(request, sent)
        if _by_script(request):
            return _not_taken(form, status)
    else:
        form, status = ConversationForm(member=request.user, initial=_begun(request, space)), OK
    return render(request, "forums/new.html", {"space": space, "form": form}, status=status)


@require_POST
@login_required
def reply(request: MemberRequest, pk: int) -> HttpResponse:
    thread = thread_or_404(request.user, pk)
    form = ReplyForm(request.POST, member=request.user)
    sent, status = _try(form, lambda: actions.reply(request.user, thread, form.words()))
    if sent:
        return _arrived(request, sent)
    if _by_script(request):
        return _not_taken(form, status)
    return show(request, queries.conversation(request.user, thread, "last"), form, status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    post = post_or_404(request.user, pk)
    require(request.user, Verb.EDIT, post)
    kind = ConversationForm if post.opener else ReplyForm
    status = OK
    if request.method == "POST":
        form = kind(request.POST, member=request.user)
        changed, status = _try(form, lambda: actions.edit(request.user, post, form.words()))
        if changed:
            return redirect(changed)
    else:
        kept = post.revisions.exclude(state=RevisionState.PAST).first()
        form = kind(member=request.user, initial=_as_written(post, kept))
    form.fields["body"].label = "Your words"
    context = {"post": post, "space": post.thread.space, "thread": post.thread, "form": form}
    return render(request, "forums/edit.html", context, status=status)


@require_POST
@login_required
def preview(request: MemberRequest) -> HttpResponse:
    html = markdown.render(request.POST.get("body", "")[:20_000])
    return render(request, "forums/_preview.html", {"html": html})


@require_POST
@login_required
def draft(request: MemberRequest) -> HttpResponse:
    """Saves what is being written; says when, so that the page can say so too."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse("A draft needs its place.", status=400, content_type="text/plain")
    said = form.cleaned_data
    words = {name: said[name] for name in ("title", "body", "content_note")}
    if said["thread"]:
        place: dict[str, Any] = {"thread": thread_or_404(request.user, said["thread"])}
    else:
        spaces = Space.objects.all()
        place = {"space": get_or_404(spaces, request.user, Verb.SEE, slug=said["space"])}
    kept = actions.save_draft(request.user, **place, **words)
    return JsonResponse({"saved": kept.saved_at.isoformat() if kept else None})


def _try(form: ReplyForm, act: Callable[[], Done]) -> tuple[Done | None, int]:
    """The result, or None with what is off said on the form; and the status of the answer."""
    if not form.is_valid():
        return None, UNPROCESSABLE
    try:
        return act(), OK
    except ValidationError as off:
        form.add_error(None, off)
        return None, UNPROCESSABLE
    except TooFast as off:
        form.add_error(None, str(off))
        return None, TOO_MANY


def _arrived(request: MemberRequest, sent: Sent) -> HttpResponse:
    if not _by_script(request):
        return redirect(sent.post)
    post = sent.post
    queries.dress([post], viewer=request.user)
    return JsonResponse(
        {
            "id": post.pk,
            "state": post.state,
            "url": reverse("forums:post", args=[post.pk]),
            "html": render_to_string("forums/_post.html", {"post": post}, request),
        }
    )


def _not_taken(form: ReplyForm, status: int) -> HttpResponse:
    errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    first = next(iter(errors.values()), ["This could not be sent."])[0]
    return JsonResponse({"error": first, "errors": errors}, status=status)


def _by_script(request: MemberRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def _begun(request: MemberRequest, space: Space) -> dict[str, str]:
    draft = Draft.objects.filter(member=request.user, space=space).first()
    if draft is None:
        return {}
    return {"title": draft.title, "body": draft.body, "content_note": draft.content_note}


def _as_written(post: Post, kept: PostRevision | None) -> dict[str, str]:
    """The newest words: those of an edit that waits or came back, else the post's own."""
    newest = kept or post
    title = (kept.title if kept else "") or post.thread.title
    return {"title": title, "body": newest.body, "content_note": newest.content_note}
