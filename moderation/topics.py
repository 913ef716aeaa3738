"""`moderation:queue-<band>`: for those who moderate the band, and nobody else."""

from __future__ import annotations

from community.access import moderated_bands
from community.members.models import Member
from community.realtime.topics import Topic
from community.realtime.topics import register as register_topic


def _may_listen(member: Member, key: str) -> bool:
    page, _, band = key.partition("-")
    return page == "queue" and band in moderated_bands(member)


def register() -> None:
    register_topic(Topic(kind="moderation", authorise=_may_listen))
