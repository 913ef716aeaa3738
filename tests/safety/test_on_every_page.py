"""Help, the way out and the report are where people look for them, on every page."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.urls import get_resolver

from community.members.bands import Band
from groups.models import ChatLine
from tests.factories import make_member
from tests.forums.conftest import make_reply, make_space, make_thread, screening
from tests.groups import makers

__all__ = ["screening"]
pytestmark = pytest.mark.django_db
# Pages that are no page of the house: files, sockets' neighbours, the editor's own tools.
NOT_PAGES = re.compile(r"^(admin|healthz|metrics|static|media|outbox|styleguide|jsi18n)")


def addresses() -> list[str]:
    """Every address that takes nothing from its reader: read from the table of addresses."""
    found: list[str] = []

    def walk(patterns, before: str) -> None:
        for one in patterns:
            path = before + str(one.pattern)
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns, path)
            elif not re.search(r"[<(]", path):
                found.append(re.sub(r"[\\^$]|\\Z", "", path))

    walk(get_resolver().url_patterns, "")
    return [f"/{path}" for path in dict.fromkeys(found) if not NOT_PAGES.match(path)]


def head_of(answer) -> str:
    source = answer.content.decode()
    return source.split('<header class="top">')[1].split("</header>")[0]


def places(member) -> list[str]:
    space = make_space("a-place", member.age_band)
    thread = make_thread(space)
    post = make_reply(thread, author=make_member(band=member.age_band))
    return [space.get_absolute_url(), thread.get_absolute_url(), f"/posts/{post.pk}/missing/",
            f"/people/{post.author_id}/", f"/people/{post.author_id}/distance/",
            f"/report/forums.post/{post.pk}/", f"/conversations/{space.slug}/new/"]  # fmt: skip


def pages(client, paths) -> list[tuple[str, str]]:
    """The frame of each full page among them."""
    heads = []
    for path in paths:
        answer = client.get(path)
        if '<header class="top">' in answer.content.decode(errors="ignore"):
            heads.append((path, head_of(answer)))
    return heads


HELP = '<a class="top-link top-help" href="/help/">'


@pytest.mark.parametrize("who", ["visitor", "youth", "adult", "moderator"])
def test_help_is_the_last_thing_on_top_of_every_page(client, who):
    member = None
    if who != "visitor":
        band = Band.YOUNGER if who == "youth" else Band.ADULT
        member = make_member(band=band, roles=("moderator",) if who == "moderator" else ())
        client.force_login(member)
    heads = pages(client, [*addresses(), *(places(member) if member else [])])
    assert len(heads) > (25 if member else 6), [path for path, _ in heads]
    for path, head in heads:
        assert head.count(HELP) == 1, path
        after = head.split(HELP)[1]
        assert not re.search(r"<(a|button|form)\b", after), path


def test_the_way_out_is_on_top_of_every_page_of_a_youth(client):
    juno = make_member("Juno", Band.OLDER)
    client.force_login(juno)
    heads = pages(client, [*addresses(), *places(juno), "/no/such/page/"])
    assert len(heads) > 25
    for path, head in heads:
        assert 'action="/leave/" data-exit=' in head, path


@pytest.mark.parametrize("name", ["403.html", "404.html", "429.html"])
def test_help_is_on_pages_that_say_no(rf, name):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user, request.session, request.csp_nonce = AnonymousUser(), {}, "x"
    assert "/help/" in render_to_string(name, {}, request)


def reports_in(source: str, kind: str) -> list[str]:
    """The links of each “Report”: one action opens it, the second follows a link."""
    menus = re.findall(r"<details class=\"flag-menu\".*?</details>", source, re.DOTALL)
    links = [re.findall(rf'href="(/report/{kind}/\d+/\?concern=\w+)"', menu) for menu in menus]
    return [link for found in links for link in found]


def test_two_actions_from_a_post_and_a_profile_to_a_report(client):
    rosa = make_member("Rosa")
    thread = make_thread(make_space("a-place", Band.ADULT))
    make_reply(thread)
    client.force_login(rosa)
    page = client.get(thread.get_absolute_url()).content.decode()
    from_posts = reports_in(page, "forums.post")
    assert len(from_posts) == 4
    profile = client.get(f"/people/{thread.author_id}/").content.decode()
    from_profile = reports_in(profile, "members.profile")
    assert len(from_profile) == 2
    for link in (*from_posts, *from_profile):
        answer = client.get(link)
        assert answer.status_code == 200
        assert "<textarea" in answer.content.decode()


def test_two_actions_from_a_line_of_the_chat_and_from_a_face_in_the_call_to_a_report(client):
    session = makers.make_session(makers.make_group())
    writer = make_member("Ines")
    line = ChatLine(session=session, member=writer, text="Hello", html="Hello", state="published")
    line.pk = 7
    source = render_to_string("groups/_line.html", {"line": line})
    assert len(reports_in(source, "groups.chat")) == 2
    place = {"group": session.group, "session": session}
    tile = render_to_string("groups/room/_tile.html", place)
    menu = re.search(r"<details class=\"tile-menu\".*?</details>", tile, re.DOTALL)
    assert menu
    about = f"/groups/{session.group_id}/sessions/{session.pk}/report/"
    links = re.findall(rf'href="{about}\?person=0&amp;concern=(\w+)"', menu[0])
    assert links == ["guideline", "worry"]
    rosa, other = make_member("Rosa"), make_member("Tobias")
    client.force_login(rosa)
    assert client.get(f"/report/members.profile/{other.pk}/?concern=worry").status_code == 200
