from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "community.safety"
    label = "safety"

    def ready(self) -> None:
        from community.members import frozen
        from community.safety import signals  # noqa: F401

        frozen.keep_open("leave", "shared_device", "come_back")
