"""Tell them: the only way in which the rest of the house reaches open sockets."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from community.realtime.events import Event
from community.realtime.topics import group_of

CONTROL_GROUP = "hub.control"
MOST_IN_ONE = 1_000
log = logging.getLogger(__name__)


def publish(topic: str, event: Event) -> None:
    """Sends the event to everybody who listens to the topic, after the transaction commits."""
    message = {"type": "hub.event", "topic": topic, **event.as_message()}
    transaction.on_commit(partial(_send, group_of(topic), message))


def access_changed(member_id: int) -> None:
    """Has every socket and call of the member ask again what it may, after the commit.

    Whose rights change in one transaction are told of in one message. What was rolled back may be
    told of later: to be asked once too often does no harm.
    """
    _changed().add(member_id)
    transaction.on_commit(_tell_changed)


def _changed() -> set[int]:
    """Kept with the thread's connection, as its transaction is."""
    found: set[int] = transaction.get_connection().__dict__.setdefault("_access_changed", set())
    return found


def _tell_changed() -> None:
    changed = _changed()
    told = sorted(changed)
    changed.clear()
    for start in range(0, len(told), MOST_IN_ONE):
        some = told[start : start + MOST_IN_ONE]
        _send(CONTROL_GROUP, {"type": "hub.access", "member_ids": some})


def session_ended(session_key: str) -> None:
    """Closes the sockets that were opened with that browser session."""
    message = {"type": "hub.session_ended", "session_key": session_key}
    transaction.on_commit(partial(_send, CONTROL_GROUP, message))


def _send(group: str, message: dict[str, Any]) -> None:
    """What was written stays written: a layer that is down is logged, pages catch up on reload."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(group, message)
    except Exception:
        log.exception("could not tell sockets of %s", message["type"])
