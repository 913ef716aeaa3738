from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from community.transitions import guard


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from moderation import profiles, states, topics
        from moderation.actions import guardians
        from moderation.queries.policies import published_text
        from moderation.screening import policy

        policy.published_by(published_text)
        profiles.register()
        guardians.listen()
        topics.register()
        guard(self, "moderation_reviewable", "state", states.REVIEW_MOVES)
        guard(self, "moderation_crisiscase", "state", states.CASE_MOVES)
        guard(self, "moderation_proposal", "state", states.PROPOSAL_MOVES)
        guard(self, "moderation_trial", "state", states.TRIAL_MOVES)
        guard(self, "members_member", "profile_state", profiles.EVER)
        post_migrate.connect(_fill_reasons, sender=self)
        post_migrate.connect(_guard_what_is_append_only, sender=self)


def _fill_reasons(**kwargs: Any) -> None:
    from moderation.reasons import fill

    fill()


def _guard_what_is_append_only(using: str, **kwargs: Any) -> None:
    from django.db import connections

    from moderation import triggers
    from moderation.models import AuditEvent, Exposure

    tables = connections[using].introspection.table_names()
    if {AuditEvent._meta.db_table, Exposure._meta.db_table} <= set(tables):
        triggers.install(connections[using])
