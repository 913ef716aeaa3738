"""Notices are one member's own; letters are shown in a demo and nowhere else."""

from __future__ import annotations

import pytest
from django.core.mail import send_mail

from community.notices.actions import mark_all_read, notify
from community.notices.queries import unread_count
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def test_a_member_reads_their_own_notices_and_nobody_elses(client) -> None:
    rosa, ines = make_member("Rosa"), make_member("Ines")
    notify(rosa, kind="test", title="For Rosa", body="Two lines.\nOf text.", link="/today/")
    notify(ines, kind="test", title="For Ines")
    client.force_login(rosa)
    page = client.get("/notices/").content.decode()
    assert "For Rosa" in page
    assert "For Ines" not in page


def test_what_somebody_writes_into_a_notice_stays_text(client) -> None:
    rosa = make_member("Rosa")
    notify(rosa, kind="test", title="<b>bold</b>", body="<script>alert(1)</script>")
    client.force_login(rosa)
    page = client.get("/notices/").content.decode()
    assert "<b>bold</b>" not in page
    assert "<script>alert" not in page


def test_marking_as_read_touches_ones_own_alone(client) -> None:
    rosa, ines = make_member("Rosa"), make_member("Ines")
    for member in (rosa, ines):
        notify(member, kind="test", title="News")
    client.force_login(rosa)
    client.post("/notices/read/")
    assert (unread_count(rosa), unread_count(ines)) == (0, 1)
    assert mark_all_read(rosa) == 0


def test_the_frame_of_every_page_counts_what_is_unread(client) -> None:
    rosa = make_member("Rosa")
    for number in range(3):
        notify(rosa, kind="test", title=f"News {number}")
    client.force_login(rosa)
    assert "data-unread-notices>3<" in client.get("/me/").content.decode()


def test_letters_are_open_in_a_demo(client, settings) -> None:
    settings.DEMO = True
    settings.EMAIL_BACKEND = "community.notices.mail.OutboxBackend"
    send_mail("Your code", "ABCD-EFGH", None, ["rosa@test.example"])
    page = client.get("/outbox/").content.decode()
    assert "ABCD-EFGH" in page
    assert "rosa@test.example" in page


def test_letters_are_nowhere_else(client, settings) -> None:
    settings.DEMO = False
    assert client.get("/outbox/").status_code == 404
