"""May they?  Import the policy from here."""

from community.access.facts import Facts, Kind, Standing, Thing, Verb
from community.access.policy import (
    can,
    data_bands,
    hosted_bands,
    moderated_bands,
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
    "readable_bands",
    "supervises",
]
