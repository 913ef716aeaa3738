"""`moderation:queue-<band>`: for those who moderate the band, and nobody else. `desk:<item>` says
who has the item open; that holds nobody up.
"""

from __future__ import annotations

import re

from community.access import Verb, can, moderated_bands
from community.members.models import Member
from community.realtime.topics import Topic
from community.realtime.topics import register as register_topic
from moderation.models import Reviewable


def _may_listen(member: Member, key: str) -> bool:
    page, _, band = key.partition("-")
    return page == "queue" and band in moderated_bands(member)


# A key that a database takes for a number.
_number = re.compile(r"[0-9]{1,18}")


def _may_look(member: Member, key: str) -> bool:
    row = Reviewable.objects.filter(pk=int(key)).first() if _number.fullmatch(key) else None
    return row is not None and can(member, Verb.SEE, row)


def register() -> None:
    register_topic(Topic(kind="moderation", authorise=_may_listen))
    register_topic(Topic(kind="desk", authorise=_may_look, presence=True))
