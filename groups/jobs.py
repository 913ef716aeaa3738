"""What happens to groups because time passes; the house's clock calls it."""

from __future__ import annotations

from groups import actions
from moderation import jobs


def register() -> None:
    jobs.register("free places", actions.fill_places)
    jobs.register("meetings ahead", actions.plan_ahead)
    jobs.register("groups that end", actions.close_finished)
    jobs.register("reminders of meetings", actions.send_reminders)
    jobs.register("waiting in vain", actions.release_waiting)
