"""Time zones that people can choose from."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def time_zones() -> tuple[str, ...]:
    """The names of all IANA zones in order. Looked up once: it means a walk through hundreds of
    files.
    """
    return tuple(sorted(available_timezones()))


def zone_choices() -> list[tuple[str, str]]:
    """For a form: each zone, and what it is called there."""
    return [(zone, zone.replace("_", " ")) for zone in time_zones()]
