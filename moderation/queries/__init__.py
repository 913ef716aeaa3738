"""The read path of moderation."""

from moderation.queries.cases import case_page, cases_of, colleagues
from moderation.queries.history import audit_page, decided_page, names_of
from moderation.queries.insights import DAYS, USUAL_DAYS, Insights, Period, insights_page
from moderation.queries.own import OwnItem, held_back, own_item, own_items, own_reports
from moderation.queries.policies import packs
from moderation.queries.proposals import ProposalPage, proposal_page, proposals_of
from moderation.queries.queue import (
    ItemPage,
    QueuePage,
    for_reporters,
    item_page,
    open_count,
    queue_page,
    removing_reasons,
    rows,
    theirs,
)
from moderation.queries.rota import RotaPage, rota_page
from moderation.queries.team import Colleague, team
from moderation.queries.trials import (
    InForce,
    TrialPage,
    in_force,
    latest_trials,
    trial_page,
    trials_of,
)
from moderation.queries.wellbeing import care, colleague, lately_of, own_page, team_page

__all__ = [
    "DAYS",
    "USUAL_DAYS",
    "Colleague",
    "InForce",
    "Insights",
    "ItemPage",
    "OwnItem",
    "Period",
    "ProposalPage",
    "QueuePage",
    "RotaPage",
    "TrialPage",
    "audit_page",
    "care",
    "case_page",
    "cases_of",
    "colleague",
    "colleagues",
    "decided_page",
    "for_reporters",
    "held_back",
    "in_force",
    "insights_page",
    "item_page",
    "lately_of",
    "latest_trials",
    "names_of",
    "open_count",
    "own_item",
    "own_items",
    "own_page",
    "own_reports",
    "packs",
    "proposal_page",
    "proposals_of",
    "queue_page",
    "removing_reasons",
    "rota_page",
    "rows",
    "team",
    "team_page",
    "theirs",
    "trial_page",
    "trials_of",
]
