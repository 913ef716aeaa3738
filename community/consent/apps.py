from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "community.consent"
    label = "consent"
    verbose_name = "Consent"
