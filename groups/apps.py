from django.apps import AppConfig
from django.db.models.signals import post_migrate

from community.transitions import guard


class GroupsConfig(AppConfig):
    name = "groups"
    label = "groups"

    def ready(self) -> None:
        from groups import (
            agreements,
            bands,
            blueprints,
            conduct,
            jobs,
            moderation,
            room_policy,
            states,
            topics,
        )

        bands.register()
        jobs.register()
        conduct.register()
        moderation.register()
        room_policy.register()
        topics.register()
        guard(self, "groups_chatline", "state", states.LINE_EVER)
        guard(self, "groups_conduct", "state", states.CONDUCT_MOVES)
        post_migrate.connect(agreements.ensure_defaults, sender=self)
        post_migrate.connect(blueprints.ensure_shipped, sender=self)
