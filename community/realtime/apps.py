from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "community.realtime"
    label = "realtime"

    def ready(self) -> None:
        from community.realtime import personal

        personal.register()
