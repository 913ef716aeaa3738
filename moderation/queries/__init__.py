"""The read path of moderation."""

from moderation.queries.cases import case_page, cases_of
from moderation.queries.history import audit_page, decided_page, names_of
from moderation.queries.insights import DAYS, USUAL_DAYS, Insights, Period, insights_page
from moderation.queries.own import held_back, own_item, own_items, own_reports
from moderation.queries.queue import ItemPage, QueuePage, item_page, open_count, queue_page, rows

__all__ = [
    "DAYS",
    "USUAL_DAYS",
    "Insights",
    "ItemPage",
    "Period",
    "QueuePage",
    "audit_page",
    "case_page",
    "cases_of",
    "decided_page",
    "held_back",
    "insights_page",
    "item_page",
    "names_of",
    "open_count",
    "own_item",
    "own_items",
    "own_reports",
    "queue_page",
    "rows",
]
