"""Whoever works here sets up a second step, signs in with it, and gets in without the phone."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.journeys.people import WORDS, new_adult
from tests.servers import Server

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
PERIOD_S = 30


@pytest.fixture
def strict(server: Server) -> Iterator[Server]:
    """The same community behind another door: here nobody of the team gets by with a password."""
    second = Server(server.data, SECOND_STEP_FOR_STAFF="1")
    second.start()
    yield second
    second.stop()


def test_a_moderator_without_a_second_step_is_led_to_it_and_gets_in_with_it(
    strict, browser, axe, no_overflow
):
    page, email = new_adult(browser, strict, f"Pat {uuid.uuid4().hex[:4]}")
    strict.manage("team", "role", email, "moderator")

    page.goto("/moderation/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second step")
    axe(page)
    no_overflow(page)
    page.get_by_role("link", name="Use an app").click()
    page.get_by_label("Your password").fill(WORDS)
    axe(page)
    no_overflow(page)
    page.get_by_role("button", name="Confirm").click()
    key = page.get_by_label("Or type this key into the app").input_value()
    axe(page)
    no_overflow(page)
    page.get_by_label("The code that the app shows").fill("not it")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("alert")).to_contain_text("not the right code")
    assert page.get_by_label("Or type this key into the app").input_value() == key
    page.get_by_label("The code that the app shows").fill(code_of(key))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your spare codes")
    spare = page.locator(".spare-codes code").first.inner_text()
    axe(page)
    no_overflow(page)
    page.goto("/moderation/")
    expect(page.locator("[data-queue]")).to_have_count(1)

    signs_in(page, email)
    axe(page)
    no_overflow(page)
    # A password alone opens nothing.
    page.goto("/moderation/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second step")
    answers(page, code_of(key))
    page.wait_for_url(re.compile("/today/"))
    page.goto("/moderation/")
    expect(page.locator("[data-queue]")).to_have_count(1)

    # Without the phone: a spare code, once.
    signs_in(page, email)
    answers(page, spare)
    page.wait_for_url(re.compile("/today/"))
    signs_in(page, email)
    answers(page, spare)
    expect(page.get_by_role("alert")).to_contain_text("not the right code")


def code_of(key: str) -> str:
    """What an authenticator app would show now."""
    return str(format_hotp_value(hotp_value(key, int(time.time()) // PERIOD_S)))


def signs_in(page: Page, email: str) -> None:
    """As far as the second step, in a browser that nobody is signed in with."""
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second step")


def answers(page: Page, code: str) -> None:
    page.get_by_label("The code from your app").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
