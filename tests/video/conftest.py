"""What tests of the plane share."""

from __future__ import annotations

import asyncio

import pytest_asyncio

from tests.video.makers import Policy
from video import hooks
from video.node import node


@pytest_asyncio.fixture
async def policy(monkeypatch):
    monkeypatch.setattr("community.realtime.hub.who_takes_part", set)
    policy = Policy()
    hooks.register(policy)
    yield policy
    for room in node().rooms.values():
        for seat in tuple(room.seats.values()):
            room.vacate(seat)
    hooks.register(None)
    await asyncio.sleep(0.05)
