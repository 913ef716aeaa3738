"""Members, the roles they hold, the clearances that let staff near youth, their limits, and who
looks after whom.
"""

from community.members.models.accounts import (
    Member,
    MemberManager,
    ProfileState,
    Word,
    known_time_zone,
)
from community.members.models.devices import KnownDevice
from community.members.models.limits import Limit, LimitQuerySet
from community.members.models.pairings import Pairing, PairingQuerySet
from community.members.models.roles import (
    Clearance,
    ClearanceQuerySet,
    Role,
    RoleName,
    RoleQuerySet,
)

__all__ = [
    "Clearance",
    "ClearanceQuerySet",
    "KnownDevice",
    "Limit",
    "LimitQuerySet",
    "Member",
    "MemberManager",
    "Pairing",
    "PairingQuerySet",
    "ProfileState",
    "Role",
    "RoleName",
    "RoleQuerySet",
    "Word",
    "known_time_zone",
]
