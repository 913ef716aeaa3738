"""daphne, which also tells the application when the process begins and ends (ASGI's lifespan).

Import it only after the event loop was chosen: daphne takes the one it finds.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from typing import Any

from daphne.server import Server
from twisted.internet import reactor
from twisted.internet.defer import Deferred

END_WITHIN_S = 10.0
# As Python's own for what is new; what is older is looked through ten times as often. A person who
# leaves a call leaves some two hundred objects that know each other, and what they hold: thirty
# such people may be in the way, and not three hundred.
COLLECT_AT = (700, 4, 1)
log = logging.getLogger(__name__)


class Life:
    """The application's own account of its process. One that keeps none is served all the same."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._telling: asyncio.Future[None] | None = None

    def begin(self) -> None:
        """Call on the running event loop. What goes on meanwhile does not wait for it."""
        self._said.put_nowait({"type": "lifespan.startup"})
        self._telling = asyncio.ensure_future(self._tell())

    async def _tell(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}}
        try:
            await self._application(scope, self._said.get, self._heard)
        except Exception:
            log.debug("the application keeps no account of its process", exc_info=True)

    async def _heard(self, message: dict[str, Any]) -> None:
        if message["type"].endswith(".failed"):
            log.error("%s: %s", message["type"], message.get("message", ""))

    async def end(self) -> None:
        """Waits until the application is ready to be ended, but not for ever."""
        if self._telling is not None:
            self._said.put_nowait({"type": "lifespan.shutdown"})
            await asyncio.wait([self._telling], timeout=END_WITHIN_S)


def leave_program_alone() -> None:
    """What is there when the process begins stays, and is not looked through for garbage any more.

    Looking through what people leave behind is then quick, and happens in time: otherwise the
    collector waits until a quarter of the whole program's objects are new.
    """
    gc.collect()
    gc.freeze()
    # Only a collection counts anew what there is; freezing by itself lets the old number stand.
    gc.collect()
    gc.set_threshold(*COLLECT_AT)


class LivingServer(Server):  # type: ignore[misc]  # daphne has no types
    """Ends in order: first the application has its last words, then what is open is closed."""

    def run(self) -> None:
        self._life = Life(self.application)
        soon: Any = reactor.callLater  # its types are of an interface that mypy takes for a class
        soon(0, self._life.begin)
        leave_program_alone()
        super().run()

    def kill_all_applications(self) -> Deferred[Any]:
        ended = Deferred.fromFuture(asyncio.ensure_future(self._life.end()))
        return ended.addBoth(lambda _: super(LivingServer, self).kill_all_applications())
