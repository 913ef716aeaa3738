from django.apps import AppConfig

from community.transitions import guard


class MentoringConfig(AppConfig):
    name = "community.mentoring"
    label = "mentoring"
    verbose_name = "Peer mentors"

    def ready(self) -> None:
        from community.mentoring import jobs, states
        from community.mentoring.actions import accepting

        jobs.register()
        accepting.register()
        guard(self, "mentoring_application", "state", states.MOVES)
