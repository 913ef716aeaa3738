"""May they?  Import the policy from here."""

from community.access.facts import Facts, Kind, Standing, Thing, Verb
from community.access.policy import can
from community.access.reach import (
    data_bands,
    hosted_bands,
    moderated_bands,
    readable,
    readable_audiences,
    readable_bands,
    supervises,
)

__all__ = [
    "Facts",
    "Kind",
    "Standing",
    "Thing",
    "Verb",
    "can",
    "data_bands",
    "hosted_bands",
    "moderated_bands",
    "readable",
    "readable_audiences",
    "readable_bands",
    "supervises",
]
