"""Offers are the same for everybody but in who sends; answers are read with suspicion."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.negotiation import Negotiation, own_ssrcs
from video.sdp import Answer, BadAnswer, Local, LocalCandidate, Section, read_answer, write_offer

LOCAL = Local("abcd", "p" * 22, "AA:" * 31 + "AA", (LocalCandidate("f", 1, "192.0.2.9", 5000),))
ANSWER = "\r\n".join(
    [
        "v=0",
        "a=group:BUNDLE 0 1",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "a=ice-ufrag:wxyz",
        "a=ice-pwd:" + "q" * 24,
        "a=fingerprint:sha-256 " + "ab:" * 31 + "ab",
        "a=setup:active",
        "a=mid:0",
        "a=candidate:1 1 udp 1 10.1.2.3 999 typ host",
        "a=ssrc:1001 cname:x",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
        "a=mid:1",
        "a=ssrc:1002 cname:x",
        "",
    ]
)


def test_numbers_are_the_same_in_every_section():
    offer = write_offer(
        LOCAL, [Section("audio", "recvonly"), Section("audio", "sendonly", "p1", 7)], 1
    )
    first, second = offer.split("m=audio ")[1:]
    for line in (
        "a=rtpmap:111 opus/48000/2",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    ):
        assert line in first and line in second
    assert "a=ssrc" not in first
    assert "a=msid:p1 p1-audio" in second and "a=ssrc:7 cname:p1" in second


def test_nothing_is_offered_that_forwarding_would_falsify():
    offer = write_offer(LOCAL, [Section("audio", "recvonly"), Section("video", "recvonly")], 1)
    for word in ("sdes:mid", "transport-wide", "transport-cc", "abs-send-time", "rtx"):
        assert word not in offer


def test_only_the_nodes_addresses_are_in_an_offer():
    offer = write_offer(
        LOCAL, [Section("audio", "recvonly"), Section("video", "sendonly", "p", 5)], 1
    )
    lines = [line for line in offer.splitlines() if line.startswith("a=candidate")]
    assert lines == ["a=candidate:f 1 udp 1 192.0.2.9 5000 typ host"]


def test_a_good_answer():
    answer = read_answer(ANSWER)
    assert (answer.ufrag, answer.setup) == ("wxyz", "active")
    assert own_ssrcs(answer) == {"audio": 1001, "video": 1002}


@pytest.mark.parametrize("without", ["a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=setup", "m="])
def test_an_answer_that_lacks_something(without):
    text = "\r\n".join(line for line in ANSWER.splitlines() if not line.startswith(without))
    with pytest.raises(BadAnswer):
        read_answer(text)


@given(st.text(max_size=400))
def test_any_text_is_refused(text):
    with pytest.raises(BadAnswer):
        read_answer(text)


@given(st.data())
def test_a_damaged_answer_is_read_or_refused(data):
    at = data.draw(st.integers(0, len(ANSWER) - 1))
    length = data.draw(st.integers(0, 40))
    text = ANSWER[:at] + data.draw(st.text(max_size=40)) + ANSWER[at + length :]
    with contextlib.suppress(BadAnswer):
        assert isinstance(read_answer(text), Answer)


class Offers:
    """A negotiation and what it has sent."""

    def __init__(self):
        self.sent = []
        self.negotiation = Negotiation(LOCAL, lambda seq, sdp: self.sent.append((seq, sdp)))

    def answer(self):
        result = self.negotiation.answered(self.sent[-1][0], ANSWER)
        self.negotiation.go_on()
        return result


def publication(number):
    return {"audio": 10 * number, "video": 10 * number + 1}


def test_one_offer_at_a_time():
    offers = Offers()
    offers.negotiation.show({})
    offers.negotiation.show({"a": publication(1)})
    offers.negotiation.show({"a": publication(1), "b": publication(2)})
    assert [seq for seq, _ in offers.sent] == [1]
    offers.answer()
    assert [seq for seq, _ in offers.sent] == [1, 2]
    assert offers.answer()[1] == (10, 11, 20, 21)
    assert len(offers.sent) == 2


def test_an_old_answer_is_not_taken():
    offers = Offers()
    offers.negotiation.show({})
    assert offers.negotiation.answered(7, ANSWER) is None


def test_an_unusable_answer_leaves_the_offer_open():
    offers = Offers()
    offers.negotiation.show({})
    with pytest.raises(BadAnswer):
        offers.negotiation.answered(1, "nonsense")
    assert offers.answer() is not None


def test_the_pair_of_one_who_left_rests_before_it_serves_another():
    offers = Offers()
    offers.negotiation.show({"a": publication(1)})
    offers.answer()
    offers.negotiation.show({"b": publication(2)})
    offers.answer()
    assert offers.sent[-1][1].count("a=inactive") == 4
    offers.negotiation.show({"b": publication(2), "c": publication(3)})
    sections = offers.sent[-1][1].split("m=")[1:]
    assert len(sections) == 9
    assert "a=msid:c " in sections[3]


def test_an_open_offer_can_be_repeated_as_it_was():
    offers = Offers()
    offers.negotiation.show({})
    offers.negotiation.repeat()
    assert offers.sent[0] == offers.sent[1]
    offers.answer()
    offers.negotiation.repeat()
    assert len(offers.sent) == 2
