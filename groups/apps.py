from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GroupsConfig(AppConfig):
    name = "groups"
    label = "groups"

    def ready(self) -> None:
        from groups import agreements, moderation, room_policy, topics

        moderation.register()
        room_policy.register()
        topics.register()
        post_migrate.connect(agreements.ensure_defaults, sender=self)
