"""Sister detectors of the toxicity model. Each reads a text and says what it found in it."""

from moderation.screening.detectors.base import Detector, Finding, Reading
from moderation.screening.detectors.contact import Contact
from moderation.screening.detectors.crisis import Crisis
from moderation.screening.detectors.medical import Medical
from moderation.screening.detectors.watched import Watched

__all__ = ["Contact", "Crisis", "Detector", "Finding", "Medical", "Reading", "Watched"]
