"""The words of a label: how well something was studied, and which school of thought it draws on."""

from __future__ import annotations

from django.db import models


class Evidence(models.TextChoices):
    """How well the advice was studied. The strongest kind of study that speaks for it."""

    TRIAL = "trial", "Tested in trials"
    PILOT = "pilot", "Tested in small studies"
    EXPERT = "expert", "Expert advice"
    NONE = "none", "No studies found"

    @property
    def tone(self) -> str:
        return {"trial": "ok", "pilot": "info", "expert": "neutral", "none": "warn"}[self.value]

    @property
    def meaning(self) -> str:
        return MEANINGS[self]


MEANINGS = {
    Evidence.TRIAL: (
        "Researchers compared people who did this with people who did not, in fair tests with "
        "enough people to learn from. It can still be that it does little for you."
    ),
    Evidence.PILOT: (
        "Researchers tried this with a small number of people. It looks promising, but small "
        "studies are often wrong."
    ),
    Evidence.EXPERT: (
        "People who work in pain care, or who live with pain, agree that this is sensible. "
        "It has not been put to a fair test on its own."
    ),
    Evidence.NONE: (
        "We looked and found no good study of this. Some people find it helps. "
        "We tell you so that you can decide."
    ),
}


class Framework(models.TextChoices):
    """The psychosocial framework that a resource draws on."""

    CBT = "cbt", "CBT (thoughts and habits)"
    ACT = "act", "ACT (acceptance and commitment)"
    MINDFULNESS = "mindfulness", "Mindfulness"
    EDUCATION = "education", "Learning about pain"
    PACING = "pacing", "Pacing and exercise"
    PEER = "peer", "Peer support"
    HYPNOSIS = "hypnosis", "Hypnosis"
    BIOFEEDBACK = "biofeedback", "Biofeedback"
    MIXED = "mixed", "Several approaches"


class Topic(models.TextChoices):
    """What a reader looks for: the filter of the list."""

    DAYS = "days", "Day to day"
    MOVING = "moving", "Moving"
    SLEEP = "sleep", "Sleep and rest"
    MIND = "mind", "Mind and mood"
    PEOPLE = "people", "People around you"
    CARE = "care", "Health care"
