"""The read path: what a page needs, with a number of queries that does not grow."""

from forums.queries.conversations import (
    Conversation,
    around,
    conversation,
    dress,
    page_of,
    posts,
    shown_to,
)
from forums.queries.lists import (
    SpacePage,
    followed_threads,
    own_waiting_posts,
    space_page,
    spaces_of,
    thread_rows,
)
from forums.queries.search import Found, find

__all__ = [
    "Conversation",
    "Found",
    "SpacePage",
    "around",
    "conversation",
    "dress",
    "find",
    "followed_threads",
    "own_waiting_posts",
    "page_of",
    "posts",
    "shown_to",
    "space_page",
    "spaces_of",
    "thread_rows",
]
