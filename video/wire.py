"""The numbers that are the same in every room, so that a packet can leave as it came."""

from __future__ import annotations

import secrets
from typing import Literal

# `small` is the picture once more, some 160 pixels wide: a stream of its own instead of a layer, so
# that its packets, too, leave as they came.
Kind = Literal["audio", "video", "small"]
KINDS: tuple[Kind, ...] = ("audio", "video", "small")

OPUS = 111
VP8 = 96
PAYLOAD_TYPES: dict[Kind, int] = {"audio": OPUS, "video": VP8, "small": VP8}
AUDIO_LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
AUDIO_LEVEL_ID = 1

# What the node signs its own reports with; a browser's streams never carry it.
NODE_SSRC = secrets.randbits(32) | 1

RTP_HEADER = 12
LONGEST_RTP = 1_400
