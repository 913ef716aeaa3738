from django.apps import AppConfig

from community.transitions import guard


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self) -> None:
        from forums import bands, moderation, states, topics

        bands.register()
        moderation.register()
        topics.register()
        guard(self, "forums_post", "state", states.EVER)
