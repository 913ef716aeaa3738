"""What somebody agreed to, or somebody for them; guardians, and whoever cannot ask one."""

from community.consent.models.consents import Consent, Giver, Purpose
from community.consent.models.guardians import Guardianship, Invitation
from community.consent.models.unsafe import Asking, AskingState

__all__ = [
    "Asking",
    "AskingState",
    "Consent",
    "Giver",
    "Guardianship",
    "Invitation",
    "Purpose",
]
