"""Who is shown as being here, and for how long after their process fell silent."""

from __future__ import annotations

from community.realtime.presence import FORGET_AFTER_S, Presence

TOPIC = "thread:1"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_person_with_two_pages_is_here_once_and_until_the_last_one_closes() -> None:
    here = Presence()
    assert here.enter(TOPIC, 1, "Rosa")
    assert not here.enter(TOPIC, 1, "Rosa")
    assert here.people(TOPIC) == {1: "Rosa"}
    assert not here.leave(TOPIC, 1)
    assert here.people(TOPIC) == {1: "Rosa"}
    assert here.leave(TOPIC, 1)
    assert here.people(TOPIC) == {}


def test_people_of_another_process_are_here_as_well() -> None:
    here = Presence()
    here.enter(TOPIC, 1, "Rosa")
    assert here.heard(TOPIC, "other", {2: "Ines"})
    assert not here.heard(TOPIC, "other", {2: "Ines"}), "nothing changed"
    assert here.people(TOPIC) == {1: "Rosa", 2: "Ines"}
    assert here.local_people(TOPIC) == {1: "Rosa"}


def test_people_of_a_process_that_died_go_after_a_while() -> None:
    clock = Clock()
    here = Presence(clock)
    here.enter(TOPIC, 1, "Rosa")
    here.heard(TOPIC, "other", {2: "Ines"})
    clock.now += FORGET_AFTER_S
    assert 2 in here.people(TOPIC)
    clock.now += 1
    assert here.people(TOPIC) == {1: "Rosa"}


def test_who_is_in_one_conversation_is_not_shown_in_another() -> None:
    here = Presence()
    here.enter(TOPIC, 1, "Rosa")
    assert here.people("thread:2") == {}
    assert not here.heard("thread:2", "other", {2: "Ines"}), "nobody here listens to it"


def test_leaving_without_having_come_changes_nothing() -> None:
    assert not Presence().leave(TOPIC, 1)
