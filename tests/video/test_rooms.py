"""The room's own rules."""

import pytest

from tests.video.makers import token
from video.hooks import RoomRules
from video.protocol import Refused
from video.rooms import LOBBY, LOBBY_EMPTY, LOBBY_LOCKED, Participant, Room


def come(room, member_id, role="participant", **extra):
    person = Participant(token(member_id, role, **extra))
    room.come(person)
    return person


def test_hosts_come_straight_in_and_others_wait():
    room = Room("r", RoomRules())
    host, rosa = come(room, 1, "host"), come(room, 2)
    assert room.standing(host) == "host"
    assert room.standing(rosa) == "waiting"
    assert room.people() == [host.public()]


def test_admitted_once_is_known_for_the_session():
    room = Room("r", RoomRules())
    rosa = come(room, 2)
    room.admit(rosa.id)
    room.go(rosa)
    assert room.standing(come(room, 2)) == "participant"


def test_removed_is_removed_for_the_session():
    room = Room("r", RoomRules())
    rosa = come(room, 2)
    room.admit(rosa.id)
    room.remove(rosa.id)
    with pytest.raises(Refused, match="cannot come back"):
        come(room, 2)


def test_a_host_cannot_be_removed():
    room = Room("r", RoomRules())
    with pytest.raises(Refused):
        room.remove(come(room, 1, "host").id)


def test_a_locked_room_admits_nobody_new_but_those_it_knows():
    room = Room("r", RoomRules())
    known = come(room, 2)
    room.admit(known.id)
    room.go(known)
    room.locked = True
    with pytest.raises(Refused) as refused:
        room.admit(come(room, 3).id)
    assert refused.value.code == "locked"
    assert room.standing(come(room, 2)) == "participant"
    assert room.standing(come(room, 1, "host")) == "host"


def test_the_lobby_is_told_what_holds_them():
    room = Room("r", RoomRules())
    come(room, 2)
    assert room.lobby_message() == LOBBY_EMPTY
    host = come(room, 1, "host")
    assert room.lobby_message() == LOBBY
    room.locked = True
    assert room.lobby_message() == LOBBY_LOCKED
    host.connected = False
    assert room.lobby_message() == LOBBY_EMPTY


def test_a_full_room_takes_nobody():
    room = Room("r", RoomRules(capacity=2))
    come(room, 1, "host")
    room.admit(come(room, 2).id)
    with pytest.raises(Refused) as refused:
        room.admit(come(room, 3).id)
    assert refused.value.code == "full"
    with pytest.raises(Refused) as refused:
        come(room, 4, "host")
    assert refused.value.close == 4413


@pytest.mark.parametrize(
    ("adults", "open_"),
    [([], False), ([True], False), ([True, True], True), ([True, False], False)],
)
def test_media_waits_for_the_adults_that_the_rule_asks_for(adults, open_):
    room = Room("r", RoomRules(required_adults=2))
    for number, connected in enumerate(adults):
        person = come(room, number, "host")
        person.counts, person.connected = True, connected
    come(room, 9, "host")
    assert room.media_open is open_
    assert bool(room.public()["media"]["message"]) is not open_


def test_a_host_turns_off_and_only_the_person_turns_on():
    room = Room("r", RoomRules())
    rosa = come(room, 2)
    room.admit(rosa.id)
    room.set_mic(rosa, True)
    room.set_camera(rosa, True)
    room.mute(rosa.id)
    room.close_camera(rosa.id)
    assert (rosa.mic, rosa.camera, rosa.muted_by_host) == (False, False, True)
    room.set_mic(rosa, True)
    assert (rosa.mic, rosa.muted_by_host) == (True, False)


def test_mute_all_leaves_hosts_alone():
    room = Room("r", RoomRules())
    host, rosa = come(room, 1, "host"), come(room, 2)
    room.admit(rosa.id)
    room.set_mic(host, True)
    room.set_mic(rosa, True)
    assert room.mute_all() == [rosa]
    assert host.mic


def test_whoever_may_only_listen_turns_nothing_on():
    room = Room("r", RoomRules())
    rosa = come(room, 2, may_publish=False)
    room.admit(rosa.id)
    for turn in (room.set_mic, room.set_camera):
        with pytest.raises(Refused, match="listen and type"):
            turn(rosa, True)
        turn(rosa, False)


def test_what_people_see_of_each_other_has_nothing_of_the_network():
    card = come(Room("r", RoomRules()), 2).public()
    assert set(card) == {
        "id",
        "member",
        "name",
        "about",
        "role",
        "mic",
        "camera",
        "hand",
        "muted_by_host",
        "connected",
    }
