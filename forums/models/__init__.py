from forums.models.places import NAMELESS, Space, Thread
from forums.models.posts import Post, PostRevision, RevisionState
from forums.models.traces import (
    Draft,
    Follow,
    Reaction,
    ReactionWord,
    ReadMarker,
    ResourceSuggestion,
)

__all__ = [
    "NAMELESS",
    "Draft",
    "Follow",
    "Post",
    "PostRevision",
    "Reaction",
    "ReactionWord",
    "ReadMarker",
    "ResourceSuggestion",
    "RevisionState",
    "Space",
    "Thread",
]
