"""Peer mentors: how they come, what they learnt, who supervises them, and who would like one."""

from community.mentoring.models.applications import LONGEST, Application, Step
from community.mentoring.models.mentors import (
    MOST,
    USUAL,
    Mentor,
    SupervisionNote,
    Training,
    Wish,
)

__all__ = [
    "LONGEST",
    "MOST",
    "USUAL",
    "Application",
    "Mentor",
    "Step",
    "SupervisionNote",
    "Training",
    "Wish",
]
