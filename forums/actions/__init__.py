"""The write path: one function for each thing a person wants to do."""

from forums.actions.drafts import forget_draft, save_draft
from forums.actions.editing import edit, withdraw
from forums.actions.posting import Sent, Words, reply, start_conversation, suggest_resource
from forums.actions.traces import follow, mark_read, react, unfollow

__all__ = [
    "Sent",
    "Words",
    "edit",
    "follow",
    "forget_draft",
    "mark_read",
    "react",
    "reply",
    "save_draft",
    "start_conversation",
    "suggest_resource",
    "unfollow",
    "withdraw",
]
