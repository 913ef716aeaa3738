"""Somebody new in a journey, who has just joined."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import Browser, Page

from tests.journeys.test_guardian import PHONE, answer_gate
from tests.journeys.test_youth_forum import code_from_outbox, open_page

WORDS = "three plain words"


def new_adult(browser: Browser, server, name: str) -> tuple[Page, str]:
    """On a phone, signed in. Gives their page and the address that they sign in with; the password
    is WORDS.
    """
    page = open_page(browser, server, viewport=PHONE)
    answer_gate(page, 40, "United Kingdom")
    email = f"{uuid.uuid4().hex[:10]}@test.example"
    page.get_by_label("For myself").check()
    page.get_by_label("Display name").fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(WORDS)
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Join", exact=True).click()
    code = code_from_outbox(browser, server, email)
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(re.compile("/today/"))
    return page, email
