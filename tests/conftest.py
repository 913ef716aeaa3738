"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from unittest import mock

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

from moderation import triggers
from moderation.screening import policy
from tests import tables
from tests.chromium import ARGUMENTS, CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser


# How long one example takes says something of the machine and of its other work, not of a rule.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks the database has to hold on each kind of database that we serve."""
    for item in items:
        if _asks_the_database(item) and not item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.integration)


def _asks_the_database(item: pytest.Item) -> bool:
    kind = getattr(item, "cls", None)
    if isinstance(kind, type) and issubclass(kind, TransactionTestCase):
        return True
    fixtures = getattr(item, "fixturenames", ())
    return bool(item.get_closest_marker("django_db")) or not {"db", "transactional_db"}.isdisjoint(
        fixtures
    )


@pytest.fixture(autouse=True)
def no_random_looks(settings: Any) -> None:
    """A draw would put items in the queue that a test does not know of."""
    settings.RANDOM_LOOKS = False


@pytest.fixture(autouse=True)
def no_notes_of_other_logs(settings: Any) -> None:
    """The log of one test is not that of the next, and who went is not noted."""
    settings.AUDIT_HEADS = settings.DEPARTURES = None


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """A password takes a third of a second to hash, on purpose. No test is about that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def no_connections_to_tidy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets close old connections of the thread that they run in. A test that asks no database
    may run in a thread where an earlier one left its connection, which it must not touch.
    """
    if not _asks_the_database(request.node):
        monkeypatch.setattr("channels.db.close_old_connections", lambda: None)


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_for_once() -> Iterator[None]:
    """Each test's client makes the middleware anew, which takes as long as some pages do."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def look_once(self: WhiteNoiseMiddleware) -> None:
        if not found:
            look(self)
            found.update(self.files)
        self.files.update(found)

    with mock.patch.object(WhiteNoiseMiddleware, "add_files_from_finders", look_once):
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of a run, with made-up cameras. Only one driver can run in a process."""
    from playwright.sync_api import sync_playwright

    # The driver keeps an event loop in this thread, where fixtures ask the database too.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """Tests that commit empty every table afterwards, the append-only log too.

    tests/moderation/test_audit.py puts the guard back to test it.
    """
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            for statement in triggers.DROP.get(connection.vendor, ()):
                cursor.execute(statement)
        tables.remember()
    yield
    with django_db_blocker.unblock():
        tables.forget()
        if connection.vendor == "postgresql":
            _nobody_else_is_connected()


def _nobody_else_is_connected() -> None:
    """Threads that sockets asked the database in keep their connection, and the test's database
    could not be dropped.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def the_shipped_policy() -> Iterator[None]:
    """Nobody asks the database which pack is in force, unless a test does."""
    policy.published_by(None)
    yield
    policy.published_by(None)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Who is there is remembered for a while; no test knows it from another."""
    cache.clear()
    yield
    cache.clear()
