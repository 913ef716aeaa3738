"""Background work that nobody waits for: kept alive until it is done, and its errors told to the
log.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

_running: set[asyncio.Task[None]] = set()
log = logging.getLogger(__name__)


def spawn(work: Coroutine[Any, Any, None], name: str) -> None:
    """Runs the work on the running event loop."""
    task = asyncio.ensure_future(work)
    task.set_name(name)
    _running.add(task)
    task.add_done_callback(_done)


def _done(task: asyncio.Task[None]) -> None:
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("%s failed", task.get_name(), exc_info=error)
