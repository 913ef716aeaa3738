"""What all tests share."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from moderation import triggers


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: Any, django_db_blocker: Any) -> None:
    """Tests that commit empty every table afterwards, the append-only log too.

    tests/moderation/test_audit.py puts the guard back to test it.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for statement in triggers.DROP.get(connection.vendor, ()):
            cursor.execute(statement)
