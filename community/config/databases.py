"""Which database and which channel layer: decided by `DATABASE_URL` and `REDIS_URL` alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    # FULL: an acknowledged post survives a power cut, not only a crashed process.
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-20000;"
)
LOCK_WAIT_S = 20
HUB_CAPACITY = 10_000


def database(url: str | None, data_dir: Path) -> dict[str, Any]:
    """Settings for the one database: SQLite in the data folder unless a URL names another."""
    if not url:
        data_dir.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{data_dir / 'alongside.sqlite3'}"
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
    if config["ENGINE"].endswith("sqlite3"):
        config["CONN_MAX_AGE"] = 0
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": LOCK_WAIT_S,
            "init_command": SQLITE_PRAGMAS,
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
    return config


def channel_layer(redis_url: str | None) -> dict[str, Any]:
    """One message a process and topic passes here; the hub does the rest (see
    docs/architecture.md).
    """
    if not redis_url:
        return {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": HUB_CAPACITY},
        }
    # Waiting for a message takes as long as it takes; the client's own default would end it at 5 s.
    host = {"address": redis_url, "socket_timeout": None}
    return {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [host], "capacity": HUB_CAPACITY, "expiry": 60},
    }


def cache(redis_url: str | None) -> dict[str, Any]:
    """Rate limits and small caches: shared by all processes when Redis is there."""
    if not redis_url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}
