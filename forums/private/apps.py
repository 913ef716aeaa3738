from django.apps import AppConfig

from community.transitions import guard


class PrivateConfig(AppConfig):
    name = "forums.private"
    label = "private"

    def ready(self) -> None:
        from forums import states
        from forums.private import moderation

        moderation.register()
        guard(self, "private_message", "state", states.EVER)
