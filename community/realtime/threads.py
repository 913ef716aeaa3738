"""Database work for sockets, off the event loop."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar, cast

from channels.db import database_sync_to_async

P = ParamSpec("P")
T = TypeVar("T")


def in_thread(work: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """As Channels' own decorator (connections are closed afterwards), with its types."""
    return cast(Callable[P, Coroutine[Any, Any, T]], database_sync_to_async(work))
