"""The read path: a mentor's list by need, what those who lead see, what a member sees."""

from community.mentoring.queries.caseload import NO_REPLY, Charge, caseload
from community.mentoring.queries.leading import (
    application_page,
    lead_page,
    mentor_page,
    supervised_by,
    supervisors,
)
from community.mentoring.queries.own import Learnt, member_page, own_page, training_of

__all__ = [
    "NO_REPLY",
    "Charge",
    "Learnt",
    "application_page",
    "caseload",
    "lead_page",
    "member_page",
    "mentor_page",
    "own_page",
    "supervised_by",
    "supervisors",
    "training_of",
]
