"""A conversation and what one does beside writing in it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from community.access import Verb, can
from community.members.requests import MemberRequest
from community.resources.queries import suggest
from community.safety.queries import away_ids, reading_of
from community.safety.topics import Reading
from forums import actions, queries
from forums.forms import ReplyForm
from forums.models import Draft
from forums.views.found import thread_or_404
from forums.views.posts import quoted


@require_safe
@login_required
def thread(request: MemberRequest, slug: str, pk: int, words: str) -> HttpResponse:
    found = thread_or_404(request.user, pk)
    if (slug, words) != (found.space.slug, found.slug):
        return redirect(found)
    return show(request, queries.conversation(request.user, found, request.GET.get("page")))


def show(
    request: MemberRequest,
    shown: queries.Conversation,
    form: ReplyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a conversation; a form that was off comes back as it was filled."""
    member, found = request.user, shown.thread
    if shown.page.number == shown.page.paginator.num_pages and request.method == "GET":
        actions.mark_read(member, found, shown.seq)
    context = {
        "conversation": shown,
        "thread": found,
        "space": found.space,
        "page": shown.page,
        "form": form or ReplyForm(member=member, initial=_begun(request, shown.draft)),
        "can_reply": can(member, Verb.REPLY, found),
        "away": away_ids(member),
        "reads_notes": reading_of(member) != Reading(),
    }
    return render(request, "forums/thread.html", context, status=status)


def _begun(request: MemberRequest, draft: Draft | None) -> dict[str, str]:
    """What the composer starts with: the saved draft, and the words that are being answered."""
    body = draft.body if draft else ""
    quote = quoted(request.user, request.GET.get("quote", ""))
    if quote:
        body = f"{body.rstrip()}\n\n{quote}\n\n".lstrip()
    return {"body": body, "content_note": draft.content_note if draft else ""}


@require_POST
@login_required
def follow(request: MemberRequest, pk: int) -> HttpResponse:
    found = thread_or_404(request.user, pk)
    wanted = request.POST.get("follow") == "yes"
    (actions.follow if wanted else actions.unfollow)(request.user, found)
    if request.headers.get("HX-Request"):
        return render(request, "forums/_follow.html", {"thread": found, "follows": wanted})
    return redirect(found)


@require_POST
@login_required
def read(request: MemberRequest, pk: int) -> HttpResponse:
    found = thread_or_404(request.user, pk)
    seq = request.POST.get("seq", "")
    if seq.isdecimal():
        actions.mark_read(request.user, found, int(seq))
    return HttpResponse(status=204)


@require_safe
@login_required
def resources(request: MemberRequest, pk: int) -> HttpResponse:
    """The resources that fit a search, for the dialog of the composer."""
    found = thread_or_404(request.user, pk)
    text = request.GET.get("q", "").strip()[:100]
    fitting = suggest(request.user, text, bands=found.access_facts().bands)
    context = {"thread": found, "text": text, "resources": fitting}
    return render(request, "forums/_resources.html", context)
