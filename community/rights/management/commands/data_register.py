from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.personal import problems
from community.rights.register_page import text

PAGE = settings.BASE_DIR / "docs" / "data-register.md"


class Command(BaseCommand):
    help = (
        "Writes docs/data-register.md: what is kept of people, what for, on what basis, how long."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="writes nothing; fails when the page is not true"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = problems()
        if found:
            raise CommandError("\n".join(found))
        written = text()
        if not options["check"]:
            PAGE.write_text(written, encoding="utf-8")
            self.stdout.write(f"{PAGE.relative_to(settings.BASE_DIR)} is written.")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != written:
            raise CommandError("docs/data-register.md is old: run manage.py data_register.")
