from django.apps import AppConfig


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self) -> None:
        from forums import moderation, topics

        moderation.register()
        topics.register()
