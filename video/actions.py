"""What whoever keeps the machines does to the nodes."""

from __future__ import annotations

import logging

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.exceptions import ValidationError

from community.access import Verb
from community.access.http import require
from community.members.models import Member
from video.directory import InRedis, Unreachable
from video.queries import Calls, calls

log = logging.getLogger(__name__)


def drain(operator: Member, name: str) -> None:
    """Has a node give its rooms to others and take no new ones.

    Raises PermissionDenied, or ValidationError when nobody could take them.
    """
    require(operator, Verb.EDIT, Calls())
    line = next((one for one in calls().nodes if one.card.name == name), None)
    if line is None:
        raise ValidationError("This node is not there any more.")
    if not line.can_drain:
        raise ValidationError("No other node can take its calls now.")
    _tell(operator, name, drains=True)


def undrain(operator: Member, name: str) -> None:
    """Has a node take rooms again. Raises PermissionDenied or ValidationError."""
    require(operator, Verb.EDIT, Calls())
    _tell(operator, name, drains=False)


def _tell(operator: Member, name: str, drains: bool) -> None:
    url = settings.REDIS_URL
    if not url:
        raise ValidationError("There is only one process.")
    try:
        async_to_sync(_ask)(url, name, drains)
    except Unreachable as error:
        raise ValidationError("The directory of rooms does not answer.") from error
    done = "is emptied" if drains else "takes rooms again"
    log.warning("node %s %s, by member %s", name, done, operator.pk)


async def _ask(url: str, name: str, drains: bool) -> None:
    directory = InRedis(url)
    try:
        await directory.drain(name, drains)
    finally:
        await directory.close()
