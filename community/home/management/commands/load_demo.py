from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from community.consent import demo as consent
from community.joining import demo as joining
from community.members import demo as members
from community.mentoring import demo as mentoring
from community.resources import demo as resources
from forums import demo as forums
from forums.private import demo as private
from groups import demo as groups
from moderation import demo as moderation


class Command(BaseCommand):
    help = "Fills a community with people, conversations, groups and a queue to try things with."

    def handle(self, *args: Any, **options: Any) -> None:
        parts = (
            members, consent, joining, resources, forums, private, groups, moderation, mentoring,
        )  # fmt: skip
        for part in parts:
            part.load(self._say)

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
