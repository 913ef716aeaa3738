"""Somebody takes their data with them and goes; what they wrote stays without a name."""

from __future__ import annotations

import json
import re
import uuid
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import WORDS, new_adult
from tests.journeys.steps import follow, fresh_words
from tests.journeys.test_guardian import start_conversation
from tests.journeys.test_youth_forum import open_page

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def test_export_and_deletion(server, browser, login, axe, no_overflow, tmp_path):
    name, mark = f"Nell {uuid.uuid4().hex[:4]}", fresh_words()
    page, email = new_adult(browser, server, name)
    title = f"A good kettle {mark}"
    start_conversation(page, title, f"Mine whistles. {mark}")
    place = page.url

    page.goto("/me/")
    follow(page, "Your data and rights")
    axe(page)
    no_overflow(page)
    takes_everything(page, name, mark, tmp_path, axe, no_overflow)

    page.goto("/me/data/")
    follow(page, "See what would happen")
    shows_itself(page)
    axe(page)
    no_overflow(page)
    expect(page.locator("#stays-list")).to_contain_text("Posts that stay")
    page.get_by_label("They go too").check()
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.locator("#stays-list")).not_to_contain_text("Posts that stay")
    page.get_by_label("They stay").check()
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.locator("#stays-list")).to_contain_text("Posts that stay")
    promised = removed(page)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("heading", name=re.compile("Your account goes on"))).to_be_visible()
    axe(page)
    no_overflow(page)

    goes_now(server, name)
    page.reload()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    receipt = receipt_for(browser, server, email)
    for line in promised:
        assert line in receipt, line
    assert name not in receipt and email not in receipt
    page.goto("/receipts/")
    page.locator("main textarea").fill(receipt)
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("main")).to_contain_text("We wrote this")
    axe(page)
    no_overflow(page)

    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_url(re.compile("/accounts/login/"))

    rosa = open_page(browser, server)
    login(rosa, "rosa")
    rosa.goto(place)
    post = rosa.locator(".post", has_text=mark)
    expect(post).to_contain_text("A former member")
    assert name not in rosa.content()


def takes_everything(page: Page, name: str, mark: str, folder: Path, axe, no_overflow) -> None:
    """A page that a person can read and the same for programs, in one file."""
    follow(page, "Get my data")
    shows_itself(page)
    axe(page)
    no_overflow(page)
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Download my data").click()
    with zipfile.ZipFile(arriving.value.path()) as archive:
        archive.extractall(folder)
    files = {file.suffix: file for file in folder.rglob("*") if file.is_file()}
    said = json.loads(files[".json"].read_text(encoding="utf-8"))
    assert mark in json.dumps(said) and name in json.dumps(said)
    reading = page.context.new_page()
    reading.goto(files[".html"].as_uri())
    expect(reading.get_by_role("heading", level=1)).to_be_visible()
    expect(reading.locator("body")).to_contain_text(mark)
    axe(reading)
    no_overflow(reading)
    reading.close()


def shows_itself(page: Page) -> None:
    """What gives everything away, or ends it, asks once more who it is."""
    asked = page.get_by_label("Your password")
    if asked.count():
        asked.fill(WORDS)
        page.get_by_role("button", name="Confirm").click()
        expect(asked).to_have_count(0)


def removed(page: Page) -> list[str]:
    """What the dry run says will be removed, as the receipt names it."""
    rows = page.locator("#removed li span").all_inner_texts()
    assert len(rows) > 3
    return [f"- {title}: " for title in rows]


def goes_now(server, name: str) -> None:
    """As if the days to think it over had passed."""
    server.manage("shell", "-c", THE_DAY_HAS_COME.format(name=name))
    server.manage("clock", "--once")


def receipt_for(browser: Browser, server, email: str) -> str:
    page = open_page(browser, server)
    page.goto("/outbox/")
    letter = page.locator("article", has_text=email).filter(has_text="Receipt").first.inner_text()
    page.context.close()
    found = re.search(r"Receipt [A-Z0-9-]+\n.*Signature: \w+", letter, re.DOTALL)
    assert found, letter
    return found[0]


THE_DAY_HAS_COME = """
from django.utils import timezone
from community.rights.models import Departure
Departure.objects.filter(member__display_name="{name}").update(due_at=timezone.now())
"""
