"""What this house keeps of people: every app declares it here, in its `holdings.py`."""

from community.personal.holdings import (
    ACCOUNT,
    CONSENT,
    LAW,
    SAFETY,
    SERVICE,
    Basis,
    Ends,
    Holding,
    Leave,
    Line,
    Use,
)
from community.personal.registry import (
    Undeclared,
    holdings,
    nothing_personal,
    problems,
    register,
    sweep,
    sweeps,
    written_down,
)

__all__ = [
    "ACCOUNT",
    "CONSENT",
    "LAW",
    "SAFETY",
    "SERVICE",
    "Basis",
    "Ends",
    "Holding",
    "Leave",
    "Line",
    "Undeclared",
    "Use",
    "holdings",
    "nothing_personal",
    "problems",
    "register",
    "sweep",
    "sweeps",
    "written_down",
]
