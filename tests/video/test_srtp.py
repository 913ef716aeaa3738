"""What goes out can be read by whoever has the key, and by nobody else."""

from __future__ import annotations

import pylibsrtp
import pytest

from tests.video.makers import rtp
from video.srtp import Outgoing

PROFILES = [
    pylibsrtp.Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
    pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_256_GCM,
]


def session(profile, kind, first=0):
    key = bytes(range(first, first + 44))
    return pylibsrtp.Session(pylibsrtp.Policy(key=key, ssrc_type=kind, srtp_profile=profile))


@pytest.fixture(params=PROFILES)
def ends(request):
    out = session(request.param, pylibsrtp.Policy.SSRC_ANY_OUTBOUND)
    return Outgoing(out), session(request.param, pylibsrtp.Policy.SSRC_ANY_INBOUND)


def test_every_size_arrives_as_it_was(ends):
    outgoing, incoming = ends
    for number in range(1_300):
        packet = rtp(7, number, body=bytes(number % 256 for _ in range(number)))
        sent = outgoing.protect(packet)
        assert len(sent) > len(packet) and sent[:12] == packet[:12]
        assert number < 16 or packet[12:] not in sent
        assert incoming.unprotect(sent) == packet


def test_another_key_reads_nothing(ends):
    outgoing, _ = ends
    other = session(PROFILES[0], pylibsrtp.Policy.SSRC_ANY_INBOUND, first=1)
    with pytest.raises(pylibsrtp.Error):
        other.unprotect(outgoing.protect(rtp(7, 1)))


def test_what_cannot_be_a_packet_is_refused_and_harms_nothing(ends):
    outgoing, incoming = ends
    for bad in (b"", b"\x80" * 5, rtp(7, 1, body=b"x" * 1_400)):
        with pytest.raises(ValueError, match="packet"):
            outgoing.protect(bad)
    with pytest.raises(ValueError, match="encrypted"):
        # A number from long ago would use a key stream twice.
        for number in (30_000, 1):
            outgoing.protect(rtp(7, number))
    assert incoming.unprotect(outgoing.protect(rtp(8, 5))) == rtp(8, 5)
