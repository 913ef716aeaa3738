"""Somebody who leaves traces everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from community.members.models import Member
from tests.rights.world import make_canary


@pytest.fixture
def canary(db: Any) -> Member:
    """Somebody whose name is found nowhere by chance."""
    return make_canary()
