"""A notice on the pages that are open, and how long its words may be."""

from __future__ import annotations

import pytest
from django.db import transaction

from community.members.models import Member
from community.notices.actions import mark_all_read, notify
from community.notices.models import Notice
from community.realtime.threads import in_thread
from tests.factories import make_member
from tests.realtime.conftest import Page
from tests.realtime.conftest import own_layer as own_layer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]


async def rosa_and_page() -> tuple[Member, Page]:
    rosa = await in_thread(make_member)("Rosa")
    return rosa, await Page.of(rosa)


async def test_nothing_is_shown_before_the_commit():
    rosa, page = await rosa_and_page()
    order: list[str] = []

    @in_thread
    def slowly() -> None:
        with transaction.atomic():
            notify(rosa, kind="test", title="A word")
            assert Notice.objects.filter(member=rosa).count() == 1
            order.append("written")
        order.append("committed")

    await slowly()
    frame = await page.hear("notice")
    assert order == ["written", "committed"]
    assert frame["topic"] == f"member:{rosa.pk}"


async def test_the_frame_counts_what_is_unread_by_then():
    rosa, page = await rosa_and_page()
    for unread in (1, 2):
        await in_thread(notify)(rosa, kind="test", title="News")
        assert (await page.hear("notice"))["unread"] == unread
    assert await in_thread(mark_all_read)(rosa) == 2
    await in_thread(notify)(rosa, kind="test", title="News")
    assert (await page.hear("notice"))["unread"] == 1


async def test_markup_in_a_notice_arrives_as_text():
    rosa, page = await rosa_and_page()
    await in_thread(notify)(rosa, kind="test", title="<img src=x>", body="<script>1</script>")
    html = (await page.hear("notice"))["html"]
    assert "<img" not in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


async def test_a_notice_that_is_gone_before_it_is_shown_shows_nothing():
    rosa, page = await rosa_and_page()

    @in_thread
    def write_and_delete() -> None:
        with transaction.atomic():
            notify(rosa, kind="test", title="Never mind").delete()

    await write_and_delete()
    assert await page.socket.receive_nothing(0.3)


@pytest.mark.parametrize("title", ["a" * 140, "a" * 400])
async def test_a_long_title_does_not_stop_what_it_speaks_of(title: str):
    rosa, page = await rosa_and_page()
    await in_thread(notify)(rosa, kind="test", title=title)
    shown = (await page.hear("notice"))["title"]
    assert len(shown) <= 140
    assert title.startswith(shown.rstrip("…"))
