from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "community.resources"
    label = "resources"

    def ready(self) -> None:
        from community.resources import publishing

        publishing.register()
