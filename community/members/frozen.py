"""Which pages stay open to a frozen account. What they show is the policy's to say all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from community.members.models import Member

GUIDE, PAUSED = "guide", "paused"

# Names of pages and, with a dot or a colon at the end, beginnings of names.
_open = {
    # Help, and the pages that everybody may read. The page editor's follow the wall for visitors.
    "help", "front", "pages-root", "pages-details-by-slug", "healthz", "javascript-catalog",
    # One's own account.
    "flare", "account_", "mfa_", "usersessions_",
    # What was decided about one's own words, and asking for another look.
    "moderation:own_", "moderation:appeal_",
    GUIDE, PAUSED, "decide_alone", "guardian_", "guardian",
}  # fmt: skip


def keep_open(*names: str) -> None:
    """For rooms that have pages of somebody's own rights."""
    _open.update(names)


def is_open(name: str) -> bool:
    return name in _open or any(name.startswith(one) for one in _open if one[-1] in "_:")


def page_of(member: Member) -> str:
    """Where somebody reads why their account is frozen, and what they can do."""
    return reverse(GUIDE if member.is_between else PAUSED)
