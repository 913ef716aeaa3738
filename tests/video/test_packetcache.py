"""A lost packet comes again as it was, and never another in its place."""

from hypothesis import given
from hypothesis import strategies as st

from tests.video.makers import rtp
from video.packetcache import SIZE, PacketCache


def test_a_packet_is_given_back_as_it_came():
    cache = PacketCache()
    packet = rtp(7, 65535)
    cache.put(packet)
    assert cache.get(65535) is packet


@given(st.integers(0, 65535), st.lists(st.integers(0, 3 * SIZE), max_size=60))
def test_it_never_gives_another_packet(start, steps):
    cache = PacketCache()
    kept = {}
    for step in steps:
        number = (start + step) & 0xFFFF
        cache.put(packet := rtp(7, number))
        kept[number] = packet
    for number in range(start, start + 3 * SIZE):
        found = cache.get(number & 0xFFFF)
        assert found is None or found == kept[number & 0xFFFF]


def test_an_old_packet_makes_way():
    cache = PacketCache()
    cache.put(rtp(7, 5))
    cache.put(rtp(7, 5 + SIZE))
    assert cache.get(5) is None


def test_cleared_is_empty():
    cache = PacketCache()
    cache.put(rtp(7, 5))
    cache.clear()
    assert cache.get(5) is None
