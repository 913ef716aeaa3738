"""One look at a server under steady load."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from tests.bench.video import cpu
from tests.bench.video.clock import Clock

SETTLE_S = 3.0
BUSY_CLIENTS, DISTURBED = 0.85, 0.03


@dataclass(frozen=True)
class Step:
    """packets_per_s: forwarded, as counted by those who received them. share: of a core.

    p50_ms, p99_ms: from before a client encrypts until the kernel has it for another client.
    lost: datagrams that found a receive buffer full, on either side. broken: not decrypted.
    clients_share and clients_waited: of their core, used and waited for because others had it.
    """

    rooms: int
    people: int
    packets_per_s: float
    share: float
    us_per_packet: float
    p50_ms: float | None
    p99_ms: float | None
    lost: int
    broken: int
    clients_share: float
    clients_waited: float

    def line(self) -> str:
        ages = "" if self.p99_ms is None else f", added {self.p50_ms} ms, p99 {self.p99_ms}"
        text = (
            f"  {self.rooms} rooms, {self.people} people: {self.packets_per_s:,.0f} packets/s, "
            f"{100 * self.share:.1f} % of a core, {self.us_per_packet} µs a packet{ages}; "
            f"lost {self.lost + self.broken}; clients {100 * self.clients_share:.0f} %"
        )
        if self.clients_share > BUSY_CLIENTS:
            text += " (TOO BUSY: they, too, hold things up)"
        if self.clients_waited > DISTURBED:
            text += f" (DISTURBED: others had their core {100 * self.clients_waited:.0f} %)"
        return text


async def look(clock: Clock, pid: int, rooms: int, people: int,
               seconds: float, settle_s: float = SETTLE_S) -> Step:  # fmt: skip
    """Waits until things are steady, then counts."""
    await asyncio.sleep(settle_s)
    for link in clock.links:
        link.ages_ms.clear()
    received, broken = _counts(clock)
    lost, used = cpu.overflows(), cpu.used_s(pid)
    own, waited = time.process_time(), cpu.waited_s()
    began = time.monotonic()
    await asyncio.sleep(seconds)
    passed = time.monotonic() - began
    used = cpu.used_s(pid) - used
    own, waited = time.process_time() - own, cpu.waited_s() - waited
    after, broken_after = _counts(clock)
    packets = after - received
    ages = sorted(age for link in clock.links for age in link.ages_ms)
    return Step(
        rooms=rooms,
        people=people,
        packets_per_s=round(packets / passed, 1),
        share=round(used / passed, 4),
        us_per_packet=round(1e6 * used / max(1, packets), 2),
        p50_ms=_at(ages, 0.5),
        p99_ms=_at(ages, 0.99),
        lost=cpu.overflows() - lost,
        broken=broken_after - broken,
        clients_share=round(own / passed, 3),
        clients_waited=round(waited / passed, 3),
    )


def _counts(clock: Clock) -> tuple[int, int]:
    return sum(link.rtp for link in clock.links), sum(link.broken for link in clock.links)


def _at(ages: list[float], share: float) -> float | None:
    return round(ages[int(share * (len(ages) - 1))], 2) if ages else None
