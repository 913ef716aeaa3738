from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "community.members"
    label = "members"
    verbose_name = "Members"

    def ready(self) -> None:
        from community.members import signals  # noqa: F401
        from community.members.signing_in import receivers  # noqa: F401
