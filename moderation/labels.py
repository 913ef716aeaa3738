"""Why something is in the queue, as the team reads it.

The words of the policy pack are for whoever wrote it: “We want to make sure that you are safe.”
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FOR_THE_TEAM: Mapping[str, str] = {
    "crisis.distress": "Things sound very hard for them",
    "crisis.worry": "Is worried about somebody else",
    "crisis.risk": "May not be safe",
    "crisis.intent": "May be about to end their life",
    "crisis.plan": "May have a plan to end their life",
    "crisis.method": "Speaks of ways to get hurt",
    "crisis.pact": "May plan to die with others",
    "crisis.told": "May have been told to hurt themselves",
    "crisis.encourage": "May push somebody to hurt themselves",
}


def for_the_team(reason: Mapping[str, Any]) -> str:
    return FOR_THE_TEAM.get(str(reason["code"]), str(reason["label"]))
