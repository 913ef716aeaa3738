"""The socket, from hello to good-bye, through the real consumer."""

import asyncio
import os
import random

import pytest

from community.realtime.hub import hub
from tests.video.sockets import Socket, comes_true, host_and_guest
from video import consumers, hooks, live, protocol, tokens
from video.node import node

pytestmark = pytest.mark.asyncio


async def test_the_lobby_has_no_names_and_no_media(policy):
    host = await (await Socket(1).open()).hello("host")
    await host.until("admitted")
    guest = await (await Socket(2).open()).hello()
    word = await guest.until("lobby")
    assert set(word) == {"type", "you", "hosts_present", "message"}
    await asyncio.sleep(0.3)
    assert await guest.talk.receive_nothing()
    assert (await host.until("waiting"))["waiting"] == []
    assert [w["name"] for w in (await host.until("waiting"))["waiting"]] == ["M2"]


async def test_admitted_by_the_host_with_an_offer_of_media(policy):
    _host, guest, admitted = await host_and_guest()
    assert [p["name"] for p in admitted["participants"]] == ["M1", "M2"]
    offer = await guest.until("offer")
    assert (offer["peer"], offer["seq"]) == (admitted["peer"], 1)
    assert policy.heard == [("joined", 1), ("joined", 2)]


async def test_without_a_host_the_lobby_says_so(policy):
    guest = await (await Socket(2).open()).hello()
    assert "not here yet" in (await guest.until("lobby"))["message"]
    host = await (await Socket(1).open()).hello("host")
    assert (await guest.until("lobby"))["hosts_present"] is True
    await host.say("leave")
    assert (await guest.until("lobby"))["hosts_present"] is False


@pytest.mark.parametrize(
    "command", [c for c in protocol.FIELDS if c not in {"hello", "ping", "leave"}]
)
async def test_in_the_lobby_nothing_can_be_done_but_wait(policy, command):
    guest = await (await Socket(2).open()).hello()
    await guest.until("lobby")
    values = {str: "x", bool: True, int: 1, list: []}
    fields = {name: values[kind] for name, kind in protocol.FIELDS[command].items()}
    await guest.say(command, **fields)
    assert (await guest.until("error"))["code"] == "not_allowed"


@pytest.mark.parametrize("command", ["admit_all", "mute_all", "end"])
async def test_a_guest_cannot_do_a_hosts_work(policy, command):
    _, guest, _ = await host_and_guest()
    await guest.say(command)
    assert (await guest.until("error"))["code"] == "not_allowed"


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ({"version": 1, "token": "x"}, 4426),
        ({"version": 2, "token": "forged"}, 4401),
    ],
)
async def test_a_bad_hello_ends_the_socket(policy, hello, code):
    guest = await Socket(2).open()
    await guest.say("hello", **hello)
    assert await guest.closed() == (code, ["error"])


async def test_a_token_of_somebody_else_is_not_taken(policy):
    guest = await Socket(2).open()
    await guest.say(
        "hello", version=2, token=tokens.issue(room="r", member_id=1, name="Grace", role="host")
    )
    assert (await guest.closed())[0] == 4401


async def test_an_old_token_is_not_taken(policy):
    guest = await (await Socket(2).open()).hello(lifetime_s=-1)
    assert (await guest.closed())[0] == 4401


async def test_signed_out_is_closed(policy):
    guest = await Socket(2, signed_in=False).open()
    assert (await guest.closed())[0] == 4401


async def test_no_hello_in_time(policy, monkeypatch):
    monkeypatch.setattr(consumers, "HELLO_WITHIN_S", 0.1)
    assert (await (await Socket(2).open()).closed())[0] == 4408


async def test_whom_the_policy_refuses_does_not_get_in(policy):
    policy.refused.add(2)
    guest = await (await Socket(2).open()).hello()
    assert (await guest.closed())[0] == 4403
    assert not hub()._connections.get(2)


async def test_without_a_policy_nobody_gets_in():
    hooks.register(None)
    guest = await (await Socket(2).open()).hello()
    assert (await guest.closed())[0] == 4403


async def test_lost_rights_close_the_call_at_once(policy):
    host, guest, _ = await host_and_guest()
    policy.refused.add(2)
    await asyncio.wait_for(hub()._recheck_members({2}), 2)
    code, _ = await guest.closed()
    assert code == 4403
    people = await host.until("participants")
    while len(people["participants"]) > 1:
        people = await host.until("participants")
    assert ("left", 2) in policy.heard


async def test_who_lost_the_right_knocks_again_when_it_is_back(policy):
    host, guest, _ = await host_and_guest()
    policy.refused.add(2)
    await hub()._recheck_members({2})
    assert (await guest.closed())[0] == 4403
    policy.refused.clear()
    again = await (await Socket(2).open()).hello()
    lobby = await again.until("lobby")
    await host.say("admit", id=lobby["you"]["id"])
    await again.until("admitted")


async def test_who_was_refused_at_the_door_knocks_when_the_right_is_back(policy):
    _, guest, _ = await host_and_guest()
    await guest.say("leave")
    await guest.closed()
    policy.refused.add(2)
    refused = await (await Socket(2).open()).hello()
    assert (await refused.closed())[0] == 4403
    policy.refused.clear()
    again = await (await Socket(2).open()).hello()
    await again.until("lobby")


async def test_rights_that_cannot_be_checked_close_too(policy):
    _, guest, _ = await host_and_guest()
    policy.fails = True
    await hub()._recheck_members({2})
    assert (await guest.closed())[0] == 4403


async def test_signing_out_closes_the_call(policy):
    _, guest, _ = await host_and_guest()
    await hub()._end_session("session-2")
    assert (await guest.closed())[0] == 4401


async def test_removed_is_out_and_stays_out(policy):
    host, guest, admitted = await host_and_guest()
    await host.say("remove", id=admitted["you"]["id"])
    code, types = await guest.closed()
    assert code == 4411 and types[-1] == "removed"
    again = await (await Socket(2).open()).hello(resume=admitted["resume"])
    assert (await again.closed())[0] == 4411
    assert ("removed", 2, 1) in policy.heard


async def test_denied(policy):
    host = await (await Socket(1).open()).hello("host")
    guest = await (await Socket(2).open()).hello()
    lobby = await guest.until("lobby")
    await host.say("deny", id=lobby["you"]["id"])
    assert await guest.closed() == (4412, ["denied"])


async def test_the_end_for_all(policy):
    host, guest, _ = await host_and_guest()
    await host.say("end")
    for socket in (host, guest):
        code, types = await socket.closed()
        assert code == 4410 and types[-1] == "ended"
    assert ("ended", 1) in policy.heard


async def test_muted_by_a_host_until_the_person_speaks_again(policy):
    host, guest, admitted = await host_and_guest()
    me = admitted["you"]["id"]
    await guest.say("mic", on=True)
    await host.say("mute", id=me)
    assert (await guest.until("muted"))["kind"] == "audio"
    room = node().rooms["r"]
    assert room.room.inside[me].muted_by_host
    assert room.switch._flowing[me, "audio"] is False
    await guest.say("mic", on=True)
    await comes_true(lambda: room.switch._flowing[me, "audio"] is True)


async def test_chat_reaches_everybody_or_the_author_alone(policy):
    host, guest, _ = await host_and_guest()
    await guest.say("chat", text=" Hello ", ref="a")
    for socket in (host, guest):
        line = (await socket.until("chat"))["line"]
        assert line["html"] == "<p>Hello</p>" and line["from"]["name"] == "M2"
    await guest.say("chat", text="hold", ref="b")
    held = await guest.until("chat_held")
    assert held == {"type": "chat_held", "ref": "b", "message": "Waiting for a moderator"}
    await guest.say("chat", text="break", ref="c")
    assert (await guest.until("chat_refused"))["ref"] == "c"
    await guest.say("chat", text="   ")
    assert (await guest.until("error"))["code"] == "chat"
    late = await (await Socket(3).open()).hello("host")
    assert [line["html"] for line in (await late.until("admitted"))["chat"]] == ["<p>Hello</p>"]


async def test_a_lost_socket_keeps_the_place(policy):
    host, guest, admitted = await host_and_guest()
    await guest.until("offer")
    await guest.say("hand", up=True)
    me = node().rooms["r"].room.inside[admitted["you"]["id"]]
    await comes_true(lambda: me.hand)
    await guest.cut()
    people = await host.until("participants")
    while people["participants"][-1]["connected"]:
        people = await host.until("participants")
    back = await (await Socket(2).open()).hello(resume=admitted["resume"], lifetime_s=-1)
    again = await back.until("admitted")
    assert (again["resumed"], again["you"]["id"]) == (True, admitted["you"]["id"])
    assert again["peer"] == admitted["peer"]
    assert again["participants"][-1]["hand"] is True
    assert (await back.until("offer"))["seq"] == 1


async def test_a_place_is_not_kept_for_ever(policy, monkeypatch):
    monkeypatch.setattr(live, "KEEP_PLACE_S", 0.1)
    _, guest, admitted = await host_and_guest()
    await guest.cut()
    await comes_true(lambda: ("left", 2) in policy.heard)
    assert not hub()._connections.get(2)
    back = await (await Socket(2).open()).hello(resume=admitted["resume"])
    again = await back.until("admitted")
    assert again["resumed"] is False and again["you"]["id"] != admitted["you"]["id"]


async def test_a_wrong_resume_is_a_new_place(policy):
    _, guest, _ = await host_and_guest()
    other = await (await Socket(2).open()).hello(resume="guess")
    assert (await guest.closed())[0] == 4409
    assert (await other.until("admitted"))["resumed"] is False


async def test_an_unusable_answer_is_an_error_for_its_sender_alone(policy):
    host, guest, _admitted = await host_and_guest()
    offer = await guest.until("offer")
    await guest.say("answer", peer=offer["peer"], seq=1, sdp="nonsense")
    assert (await guest.until("error"))["code"] == "bad_answer"
    await guest.say("answer", peer="999", seq=1, sdp="nonsense")
    await guest.say("ping")
    await guest.until("pong")
    await host.say("ping")
    await host.until("pong")


async def test_nonsense_hurts_nobody_else_and_is_let_go_at_last(policy):
    host, guest, _ = await host_and_guest()
    chance = random.Random(7)
    for _ in range(protocol_patience()):
        text = "".join(chance.choice('{}[]",:typeadmit0 ') for _ in range(chance.randrange(60)))
        await guest.talk.send_input({"type": "websocket.receive", "text": text})
    code, types = await guest.closed()
    assert code == 4400 and types.count("error") == protocol_patience()
    await host.say("ping")
    await host.until("pong")


def protocol_patience():
    return consumers.MOST_NONSENSE


async def test_too_many_messages(policy):
    guest = await (await Socket(2).open()).hello()
    await guest.until("lobby")
    for _ in range(consumers.BURST + 20):
        await guest.say("ping")
    assert (await guest.closed())[0] == 4429


async def test_coming_and_going_leaves_nothing_behind(policy):
    async def come_and_go(room):
        host, guest, _ = await host_and_guest(room)
        await guest.until("offer")
        await guest.say("leave")
        await host.say("leave")
        await guest.closed()
        await host.closed()

    def kept():
        return len(os.listdir("/proc/self/fd")), len(asyncio.all_tasks())

    await come_and_go("first")
    await asyncio.sleep(0.3)
    before = kept()
    for number in range(5):
        await come_and_go(f"r{number}")
    await comes_true(lambda: all(now <= then for now, then in zip(kept(), before, strict=True)))
    for room in node().rooms.values():
        assert (room.seats, room.switch._by_ssrc, room.switch._flowing) == ({}, {}, {})
    assert not hub()._connections


@pytest.mark.parametrize("most", [{"p1": "huge"}, {"p1": ["full"]}, {"p1": None}, "full"])
async def test_a_size_that_does_not_exist_is_refused(policy, most):
    _, guest, _ = await host_and_guest()
    await guest.say("pictures", want="all", first=[], most=most)
    assert (await guest.until("error"))["code"] == "malformed"


async def test_there_are_no_more_sizes_than_people(policy):
    _, guest, _ = await host_and_guest()
    many = {f"p{n}": "small" for n in range(100)}
    await guest.say("pictures", want="all", first=[], most=many)
    assert (await guest.until("error"))["code"] == "malformed"
