"""What processes used of the processors, as the kernel counts it."""

from __future__ import annotations

import os
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def used_s(pid: int) -> float:
    """Seconds in user and system mode, of the process with its threads and children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / TICKS_PER_S
    return own + sum(used_s(child) for child in _children(pid))


def _children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for one in lists for child in one.read_text().split()]


def waited_s() -> float:
    """Seconds in which this thread could have run and somebody else did."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


def overflows() -> int:
    """Datagrams that any socket here had no room for."""
    rows = [
        line.split()
        for line in Path("/proc/net/snmp").read_text().splitlines()
        if line.startswith("Udp:")
    ]
    return int(dict(zip(rows[0], rows[1], strict=True))["RcvbufErrors"])


def cores() -> tuple[int, int]:
    """One core for the server and another for the clients; the same when there is one only."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]
