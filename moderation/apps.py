from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from moderation import profiles, topics

        profiles.register()
        topics.register()
        post_migrate.connect(_fill_reasons, sender=self)


def _fill_reasons(**kwargs: Any) -> None:
    from moderation.reasons import fill

    fill()
