"""One post: where it is, its fragment, its words as a quotation, a reaction, taking it back."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import Verb, can, readable
from community.access.http import require
from community.members.models import Member
from community.members.requests import MemberRequest
from forums import actions, queries
from forums.fragments import reactions_html
from forums.models import Post, ReactionWord
from forums.views.found import post_or_404

LONGEST_QUOTE = 600


@require_safe
@login_required
def post(request: MemberRequest, pk: int) -> HttpResponse:
    """The permalink: leads to the page on which the post stands now."""
    found = post_or_404(request.user, pk)
    page = queries.page_of(request.user, found)
    query = f"?page={page}" if page > 1 else ""
    return redirect(f"{found.thread.get_absolute_url()}{query}#{found.anchor}")


def _near(member: Member, pk: int) -> Post | None:
    """A post of the bands that the member reads. One's own words too stay beyond the wall after a
    birthday: the names around them are not theirs to read any more.
    """
    return queries.posts().filter(readable(member, "thread__space__"), pk=pk).first()


@require_safe
@login_required
def fragment(request: MemberRequest, pk: int) -> HttpResponse:
    """The post as this member sees it, for a page that is open."""
    found = _near(request.user, pk)
    if found is None or not queries.shown_to(request.user, found.thread).filter(pk=pk).exists():
        raise Http404
    if not can(request.user, Verb.SEE, found.thread) and found.author_id != request.user.pk:
        raise Http404
    queries.dress([found], viewer=request.user)
    return render(request, "forums/_post.html", {"post": found})


@require_safe
@login_required
def quote(request: MemberRequest, pk: int) -> HttpResponse:
    text = quoted(request.user, str(pk))
    if not text:
        raise Http404
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def quoted(member: Member, key: str) -> str:
    """A post's words as a Markdown quotation; nothing when the member may not read it."""
    found = _near(member, int(key)) if key.isdecimal() else None
    if found is None or not can(member, Verb.SEE, found):
        return ""
    words = found.body.strip()
    if len(words) > LONGEST_QUOTE:
        words = words[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
    lines = (f"> {line}".rstrip() for line in words.splitlines() if not line.startswith(">"))
    return "\n".join([f"> **{found.byline.display_name}** wrote:", ">", *lines])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    found = post_or_404(request.user, pk)
    require(request.user, Verb.WITHDRAW, found)
    if request.method != "POST":
        return render(request, "forums/withdraw.html", {"post": found, "space": found.thread.space})
    actions.withdraw(request.user, found)
    thread = found.thread
    thread.refresh_from_db()
    return redirect(thread if can(request.user, Verb.SEE, thread) else thread.space)


@require_POST
@login_required
def react(request: MemberRequest, pk: int) -> HttpResponse:
    found = post_or_404(request.user, pk)
    word = request.POST.get("word", "")
    if word not in ReactionWord.values:
        return HttpResponse("Choose one of the words shown.", status=400, content_type="text/plain")
    actions.react(request.user, found, word)
    if request.headers.get("HX-Request"):
        queries.dress([found], viewer=request.user)
        return HttpResponse(reactions_html(found))
    return redirect(found)
