from django.apps import AppConfig

from community.transitions import guard


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self) -> None:
        from forums import moderation, states, topics

        moderation.register()
        topics.register()
        guard(self, "forums_post", "state", states.EVER)
