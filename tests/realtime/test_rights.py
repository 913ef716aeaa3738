"""Rights that change while a page is open: within two seconds, and whatever changed them."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.utils import timezone

from community.config.asgi import application
from community.members import actions
from community.members.bands import Band
from community.members.models import Clearance, Member, Role
from community.realtime import hub as hub_module
from community.realtime.actions import access_changed
from community.realtime.threads import in_thread
from forums.models import Space
from tests.factories import PASSWORD, make_member
from tests.realtime.conftest import Page, cookie_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.integration]
AT_ONCE_S = 2.0


async def member(name: str = "Rosa", *args, **kwargs) -> Member:
    return await in_thread(make_member)(name, *args, **kwargs)


@in_thread
def sign_in(email: str) -> Client:
    """Through the real page, so that the list of devices knows of it."""
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert "sessionid" in client.cookies
    assert client.get("/today/").status_code == 200
    return client


async def page_of(client: Client) -> Page:
    page = Page(client.cookies["sessionid"].value)
    connected, _ = await page.socket.connect(timeout=5)
    assert connected
    await page.hear("subscribed")
    return page


async def listens_to(page: Page, topic: str) -> None:
    await page.say(type="subscribe", topic=topic)
    assert (await page.hear("subscribed"))["topic"] == topic


async def test_on_the_18th_birthday_an_open_page_of_a_youth_space_closes():
    await Space.objects.acreate(slug="youth", name="Youth", band=Band.OLDER)
    kit = await member("Kit", Band.OLDER)
    page = await Page.of(kit)
    await listens_to(page, "space:youth")
    today = timezone.now().date()
    born = date(today.year - 19, today.month, min(today.day, 28))
    began = time.monotonic()
    await Member.objects.filter(pk=kit.pk).aupdate(date_of_birth=born)
    await in_thread(access_changed)(kit.pk)
    assert (await page.closes())["code"] == 4403
    assert time.monotonic() - began < AT_ONCE_S


@pytest.mark.parametrize("lapsed", ["role", "clearance"])
async def test_what_lapses_by_itself_closes_without_anybody_saying_so(lapsed, monkeypatch):
    monkeypatch.setattr(hub_module, "RECHECK_ALL_EVERY_S", 0.2)
    await Space.objects.acreate(slug="youth", name="Youth", band=Band.OLDER)
    ana = await member("Ana", roles=("moderator",), cleared=True)
    page = await Page.of(ana)
    await listens_to(page, "space:youth")
    past = timezone.now() - timedelta(days=2)
    if lapsed == "role":
        await Role.objects.filter(member=ana).aupdate(expires_at=past)
    else:
        await Clearance.objects.filter(member=ana).aupdate(
            checked_on=past.date() - timedelta(days=9), expires_on=past.date()
        )
    assert (await page.hear("gone"))["topic"] == "space:youth"


async def test_a_right_given_back_lets_the_same_page_listen_again():
    await Space.objects.acreate(slug="youth", name="Youth", band=Band.OLDER)
    ana = await member("Ana", roles=("moderator",), cleared=True)
    page = await Page.of(ana)
    await listens_to(page, "space:youth")
    await in_thread(actions.revoke_role)(ana, "moderator")
    await page.hear("gone")
    await in_thread(actions.grant_role)(ana, "moderator", by=None)
    await listens_to(page, "space:youth")


async def test_signing_out_other_devices_closes_their_pages_and_keeps_this_one():
    await member("Rosa", email="rosa@test.example", password=PASSWORD)
    here, there = await sign_in("rosa@test.example"), await sign_in("rosa@test.example")
    mine, other = await page_of(here), await page_of(there)
    began = time.monotonic()
    await in_thread(here.post)("/accounts/sessions/")
    closing = await other.closes()
    assert (closing["code"], closing["reason"]) == (4401, "You are signed out.")
    assert time.monotonic() - began < AT_ONCE_S
    await mine.say(type="ping")
    await mine.hear("pong")
    assert (await in_thread(there.get)("/today/")).status_code == 302


async def test_a_new_password_closes_the_pages_of_every_other_device():
    await member("Rosa", email="rosa@test.example", password=PASSWORD)
    here, there = await sign_in("rosa@test.example"), await sign_in("rosa@test.example")
    other = await page_of(there)
    new = "another-long-password"
    answer = await in_thread(here.post)(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert answer.status_code == 302
    assert (await other.closes())["code"] == 4401
    assert (await in_thread(there.get)("/today/")).status_code == 302
    assert (await in_thread(here.get)("/today/")).status_code == 200


async def test_an_account_that_is_deleted_leaves_no_page_open():
    rosa = await member("Rosa", email="rosa@test.example", password=PASSWORD)
    page = await page_of(await sign_in("rosa@test.example"))
    await in_thread(rosa.delete)()
    assert (await page.closes())["code"] == 4401


@pytest.mark.parametrize(
    "origin",
    [b"https://evil.example", b"http://localhost.evil.example", b"null", b"http://evil.example:80"],
)
async def test_pages_of_other_sites_get_no_socket(origin: bytes):
    page = Page(await cookie_of(await member()), origin=(b"origin", origin))
    connected, _ = await page.socket.connect(timeout=5)
    assert not connected


async def test_a_socket_that_does_not_say_whose_page_it_is_of_is_refused():
    cookie = await cookie_of(await member())
    headers = [(b"host", b"localhost"), (b"cookie", f"sessionid={cookie}".encode())]
    socket = WebsocketCommunicator(application, "/ws/live/", headers=headers)
    connected, _ = await socket.connect(timeout=5)
    assert not connected
