from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RightsConfig(AppConfig):
    name = "community.rights"
    label = "rights"

    def ready(self) -> None:
        # Each app says in its `holdings.py` what it keeps of people.
        autodiscover_modules("holdings")
        from community.members.frozen import keep_open
        from community.rights import jobs

        jobs.register()
        # Whose account is frozen keeps these rights.
        keep_open("my_data", "my_data_", "receipts")
