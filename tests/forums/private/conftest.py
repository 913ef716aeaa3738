"""Two adults who take messages, with a filter whose answer a test chooses."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from community.members.models import Member
from forums.private import actions
from forums.private.models import Correspondence, Message
from tests.factories import make_member
from tests.forums.conftest import Filter

LONG_AGO = timezone.now() - timedelta(days=90)


@pytest.fixture(autouse=True)
def screening(monkeypatch):
    chosen = Filter()
    monkeypatch.setattr(actions, "screen", chosen)
    return chosen


def taker(name: str = "", **extra) -> Member:
    """An adult of long standing who takes messages."""
    member = make_member(name, **extra)
    Member.objects.filter(pk=member.pk).update(joined_at=LONG_AGO)
    member.refresh_from_db()
    actions.set_letterbox(member, is_open=True)
    return member


def send(author, to, body="Hello there") -> Message:
    return actions.write(author, to, body, uuid.uuid4()).message


@pytest.fixture
def two(db):
    return taker("Rosa"), taker("Tobias")


@pytest.fixture
def friends(two):
    rosa, tobias = two
    send(rosa, tobias, "May I write?")
    actions.answer(tobias, Correspondence.objects.get(), accept=True)
    return rosa, tobias, Correspondence.objects.get()
