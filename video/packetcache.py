"""The last packets of one stream, so that a lost one can be sent again as it was."""

from __future__ import annotations

SIZE = 512
MASK = SIZE - 1


class PacketCache:
    """Keeps SIZE packets by sequence number; about ten seconds of a small video."""

    __slots__ = ("_packets",)

    def __init__(self) -> None:
        self._packets: list[bytes | None] = [None] * SIZE

    def put(self, packet: bytes) -> None:
        """Keeps an RTP packet of at least 12 bytes."""
        self._packets[(packet[2] << 8 | packet[3]) & MASK] = packet

    def get(self, sequence_number: int) -> bytes | None:
        packet = self._packets[sequence_number & MASK]
        if packet is None or packet[2] << 8 | packet[3] != sequence_number:
            return None
        return packet

    def clear(self) -> None:
        self._packets = [None] * SIZE
