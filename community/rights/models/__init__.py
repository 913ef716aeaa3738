"""What people asked about their data, and what has to be kept for a while all the same."""

from community.rights.models.holds import LegalHold, LegalHoldQuerySet
from community.rights.models.leaving import Departure, Receipt
from community.rights.models.requests import DataRequest

__all__ = ["DataRequest", "Departure", "LegalHold", "LegalHoldQuerySet", "Receipt"]
