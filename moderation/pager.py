"""Delivers what leaves the house: letters to those on call, and the operator's own pager.

The pager is any address that takes a JSON body by POST, such as a telephone gateway. The body names
no person and no health topic, and is signed: `Alongside-Signature` is the HMAC-SHA256 of the body
with PAGER_SECRET, in hex (RFC 2104).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import urllib.error
import urllib.request
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F

from community.access import Verb, can
from community.notices import push
from moderation.actions.alarms import DRILL, link_of
from moderation.models import AlarmCall

log = logging.getLogger(__name__)
MOST_TRIES = 6
TIMEOUT_S = 10
AT_ONCE = 50


class NotDelivered(Exception):
    """The other side did not take it; the message says why."""


def is_set_up() -> bool:
    return bool(settings.PAGER_URL)


def deliver(now: datetime) -> int:
    """Sends what waits, each at most MOST_TRIES times with growing pauses; says how many went."""
    waiting = AlarmCall.objects.filter(sent_at=None, tries__lt=MOST_TRIES, alarm__ended_at=None)
    due = [
        call
        for call in waiting.select_related("alarm__case", "member")[:AT_ONCE]
        if call.made_at + pause(call.tries) <= now and _is_theirs(call)
    ]
    return sum(_deliver(call, now) for call in due)


def _is_theirs(call: AlarmCall) -> bool:
    """Rights may have ended since the call was made: the way to the case is not theirs any more."""
    return call.member is None or can(call.member, Verb.MODERATE, call.alarm)


def pause(tries: int) -> timedelta:
    """0, 15, 45, 105, 225, 465 seconds after the call was made."""
    return timedelta(seconds=15 * (2**tries - 1))


def _deliver(call: AlarmCall, now: datetime) -> bool:
    mine = AlarmCall.objects.filter(pk=call.pk, tries=call.tries, sent_at=None)
    if not mine.update(tries=F("tries") + 1):
        return False
    rest = AlarmCall.objects.filter(pk=call.pk)
    try:
        _send(call)
    except Exception as error:
        log.warning("an alarm was not delivered by %s: %s", call.channel, error)
        rest.update(failed=str(error)[:200])
        return False
    rest.update(sent_at=now, failed="")
    return True


def _send(call: AlarmCall) -> None:
    if call.channel == AlarmCall.Channel.WEBHOOK:
        page(call)
    elif call.channel == AlarmCall.Channel.PUSH:
        wake_all(call)
    elif call.member is not None:
        send_mail(SUBJECT, words(call), None, [call.member.email])


def wake_all(call: AlarmCall) -> None:
    """One device is enough. Raises NotPushed, or OSError, when none could be woken."""
    assert call.member is not None
    woken, problem = 0, None
    for device in call.member.devices.all():
        try:
            push.wake(device)
            woken += 1
        except (push.NotPushed, OSError) as error:
            problem = error
    if not woken and problem is not None:
        raise problem


SUBJECT = "Alongside needs you now"


def words(call: AlarmCall) -> str:
    """A letter may be read over a shoulder: it names nobody and no reason."""
    drill = f"{DRILL}\n\n" if call.alarm.drill else ""
    return (
        f"{drill}Somebody of the team is needed, and you are on call.\n\n"
        f"{settings.SITE_URL}{link_of(call.alarm)}\n\n"
        "Open it and say that you are there. Until somebody does, others are called."
    )


def page(call: AlarmCall) -> None:
    """Raises NotDelivered, or OSError when nobody listens."""
    alarm = call.alarm
    body = json.dumps(
        {
            "alarm": alarm.pk,
            "urgency": alarm.chain,
            "drill": alarm.drill,
            "step": call.step,
            "raised_at": alarm.raised_at.isoformat(),
            "url": f"{settings.SITE_URL}{link_of(alarm)}",
        },
        sort_keys=True,
    ).encode()
    headers = {"Content-Type": "application/json", "Alongside-Signature": signature(body)}
    # The settings refuse whatever does not begin with http.
    request = urllib.request.Request(settings.PAGER_URL, body, headers, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S):  # noqa: S310
            return
    except urllib.error.HTTPError as error:
        raise NotDelivered(f"the pager answered {error.code}") from error


def signature(body: bytes) -> str:
    return hmac.new(settings.PAGER_SECRET.encode(), body, hashlib.sha256).hexdigest()
