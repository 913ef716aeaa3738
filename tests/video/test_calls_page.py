"""Whoever keeps the machines sees how calls fare; nobody else does, and no name is on the page."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.members.bands import Band
from community.members.models import RoleName
from tests.factories import make_member
from video import actions, queries
from video.directory import NodeCard, RoomCard, Unreachable
from video.heart import Heart

pytestmark = pytest.mark.django_db

BUSY = NodeCard(
    "a", "/ws/video/a/", load=0.234, rooms=2, people=9, packets_per_s=5_321.4, lost_share=0.004,
    wait_p99_ms=3.14,
    each=(
        RoomCard("session-7", 6, 4_000.0, 0.001, 0.05, held_back=2),
        RoomCard("session-8", 3, 1_321.4, 0.002, 0.001),
        RoomCard("session-9", 1),
        RoomCard("session-10", 2, 100.0, 0.2, 0.0),
    ),
)  # fmt: skip
IDLE = NodeCard("b", "/ws/video/b/")


class InMemory:
    """Stands for Redis: its nodes, and what it was asked."""

    nodes_now: list[NodeCard] = []
    asked: list[tuple[str, bool]] = []
    is_away = False

    def __init__(self, url: str) -> None:
        self.url = url

    async def nodes(self) -> list[NodeCard]:
        if self.is_away:
            raise Unreachable("away")
        return self.nodes_now

    async def drain(self, name: str, drains: bool) -> None:
        self.asked.append((name, drains))

    async def close(self) -> None:
        return None


@pytest.fixture
def directory(monkeypatch, settings):
    settings.REDIS_URL = "redis://nowhere"
    kept = type("Kept", (InMemory,), {"nodes_now": [BUSY, IDLE], "asked": []})
    monkeypatch.setattr(queries, "InRedis", kept)
    monkeypatch.setattr(actions, "InRedis", kept)
    return kept


@pytest.fixture
def olu():
    return make_member("Olu", roles=("operator",))


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_an_operator_sees_every_node_and_room(client, directory, olu):
    client.force_login(olu)
    words = text(client.get(reverse("calls")))
    assert "9 people in 2 rooms on 2 nodes" in words
    for figure in ("23%", "5,321", "0.4%", "3.1 ms"):
        assert figure in words
    for room in ("session-7 Weak 6 2 4,000 5.0%", "session-8 Good 3 0 1,321 0.2%",
                 "session-9 Quiet 1 0 0 0%", "session-10 Poor 2 0 100 20%"):  # fmt: skip
        assert room in words
    assert "No room is open here." in words


def test_the_part_that_is_fetched_again_is_only_that_part(client, directory, olu):
    client.force_login(olu)
    answer = client.get(reverse("calls"), headers={"HX-Request": "true"})
    assert "session-7" in text(answer)
    assert "<html" not in answer.content.decode()


def test_a_page_costs_the_same_for_many_rooms(client, directory, olu):
    client.force_login(olu)
    client.get(reverse("calls"))
    counted = []
    for cards in ([IDLE], [BUSY, IDLE]):
        directory.nodes_now = cards
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("calls"), headers={"HX-Request": "true"})
        counted.append(len(found))
    assert counted[0] == counted[1] <= 4


@pytest.mark.parametrize("role", [None, *(name for name in RoleName if name != RoleName.OPERATOR)])
def test_for_nobody_else_is_there_such_a_page(client, directory, role):
    client.force_login(make_member("Ana", roles=(role,) if role else (), cleared=True))
    missing = client.get("/no-such-page/").status_code
    assert missing == 404
    for name in ("calls", "calls_drain"):
        assert client.get(reverse(name)).status_code == missing
    for name in ("calls_drain", "calls_undrain"):
        assert client.post(reverse(name), {"node": "a"}).status_code == missing
    assert directory.asked == []
    assert "/calls/" not in client.get(reverse("me")).content.decode()


def test_nor_for_young_people_and_visitors(client, directory):
    assert client.get(reverse("calls")).status_code == 302
    client.force_login(make_member("Juno", Band.OLDER))
    assert client.get(reverse("calls")).status_code == 404


def test_a_node_is_emptied_after_a_question(client, directory, olu):
    client.force_login(olu)
    asked = client.get(reverse("calls_drain"), {"node": "a"})
    assert "Its 2 rooms with 9 people go on at another node." in text(asked)
    assert directory.asked == []
    answer = client.post(reverse("calls_drain"), {"node": "a"})
    assert answer["Location"] == reverse("calls")
    client.post(reverse("calls_undrain"), {"node": "a"})
    assert directory.asked == [("a", True), ("a", False)]
    gone = client.get(reverse("calls_drain"), {"node": "c"})
    assert gone["Location"] == reverse("calls")


def test_nothing_is_emptied_that_nobody_could_take(client, directory, olu, settings):
    directory.nodes_now = [BUSY]
    with pytest.raises(ValidationError, match="No other node"):
        actions.drain(olu, "a")
    directory.nodes_now = [BUSY, NodeCard("b", "/b/", load=0.9)]
    with pytest.raises(ValidationError, match="No other node"):
        actions.drain(olu, "a")
    with pytest.raises(ValidationError, match="not there"):
        actions.drain(olu, "c")
    with pytest.raises(PermissionDenied):
        actions.drain(make_member("Rosa"), "a")
    client.force_login(olu)
    client.post(reverse("calls_drain"), {"node": "a"})
    assert "No other node can take its calls now." in text(client.get(reverse("calls")))
    assert directory.asked == []


def test_a_directory_that_does_not_answer_is_said(client, directory, olu):
    directory.is_away = True
    client.force_login(olu)
    assert "Redis does not answer" in text(client.get(reverse("calls")))


def test_one_process_shows_itself_and_cannot_be_emptied(client, olu, settings, monkeypatch):
    settings.REDIS_URL = None
    here = SimpleNamespace(heart=SimpleNamespace(card=lambda: BUSY))
    monkeypatch.setattr(queries, "of_this_process", [here])
    client.force_login(olu)
    words = text(client.get(reverse("calls")))
    assert "There is one process and no Redis" in words
    assert "session-7" in words
    with pytest.raises(ValidationError):
        actions.drain(olu, "a")
    with pytest.raises(ValidationError, match="one process"):
        actions.undrain(olu, "a")
    monkeypatch.setattr(queries, "of_this_process", [])
    assert "No node is running" in text(client.get(reverse("calls")))


def test_what_a_node_says_holds_no_person():
    assert set(RoomCard.__dataclass_fields__) == {
        "name", "people", "packets_per_s", "lost_share", "missed_share", "held_back",
    }  # fmt: skip
    assert Heart.card.__annotations__["return"] == "NodeCard"
