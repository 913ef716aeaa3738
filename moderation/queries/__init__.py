"""The read path of moderation."""

from moderation.queries.cases import case_page, cases_of
from moderation.queries.history import audit_page, decided_page, names_of
from moderation.queries.own import held_back, own_item, own_items, own_reports
from moderation.queries.queue import ItemPage, QueuePage, item_page, open_count, queue_page, rows
from moderation.queries.wellbeing import care, colleague, lately_of, own_page, team_page

__all__ = [
    "ItemPage",
    "QueuePage",
    "audit_page",
    "care",
    "case_page",
    "cases_of",
    "colleague",
    "decided_page",
    "held_back",
    "item_page",
    "lately_of",
    "names_of",
    "open_count",
    "own_item",
    "own_items",
    "own_page",
    "own_reports",
    "queue_page",
    "rows",
    "team_page",
]
