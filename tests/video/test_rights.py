"""Who may send what. The table is written out here a second time, on purpose."""

import pytest

from video.protocol import FIELDS, Refused
from video.rights import TABLE, require

ANYBODY = {"ping", "leave"}
ADMITTED = ANYBODY | {"answer", "restart", "mic", "camera", "hand", "chat"}
HOST = ADMITTED | {
    "admit",
    "admit_all",
    "deny",
    "mute",
    "mute_all",
    "close_camera",
    "lower_hand",
    "remove",
    "lock",
    "end",
}
MAY = {"waiting": ANYBODY, "participant": ADMITTED, "host": HOST}


@pytest.mark.parametrize("standing", MAY)
@pytest.mark.parametrize("command", sorted(HOST))
def test_each_standing_and_command(standing, command):
    if command in MAY[standing]:
        require(standing, command)
    else:
        with pytest.raises(Refused) as refused:
            require(standing, command)
        assert refused.value.code == "not_allowed"


def test_every_message_of_the_protocol_is_in_the_table():
    assert set(TABLE) == set(FIELDS) - {"hello"}


def test_an_unlisted_command_is_refused_to_a_host():
    with pytest.raises(Refused):
        require("host", "reboot")
