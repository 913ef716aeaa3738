"""Screening: reads a text before anybody else does, and says what should happen to it.

`screen` and `ascreen` never raise: without a model, or when it takes too long, the verdict is
marked `degraded` and follows the band's rule for failure.
"""

from moderation.screening.pipeline import ascreen, screen
from moderation.screening.verdict import Context, Outcome, Reason, TierName, Verdict

__all__ = ["Context", "Outcome", "Reason", "TierName", "Verdict", "ascreen", "screen"]
