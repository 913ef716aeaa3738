from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from moderation import heads, triggers
from moderation.actions import verify
from moderation.models import AuditEvent


class Command(BaseCommand):
    help = (
        "Walks the audit log and says whether every row is as it was written, none is missing, "
        "and the database still refuses changes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--last", help="Hash of the last row as you noted it elsewhere.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            noted = heads.noted()
        except heads.NotesChanged as problem:
            raise CommandError(
                f"{settings.AUDIT_HEADS}, {problem}: this is not as it was noted, or the secret "
                "key is another."
            ) from problem
        sound, broken = verify(options["last"], noted)
        if broken is not None:
            raise CommandError(f"Row {broken.row} {broken.why}. {sound} rows before it are sound.")
        if missing := triggers.missing(connection):
            raise CommandError(
                f"The rows are sound, but the database no longer guards them: {missing[0]} is "
                "gone. `manage.py migrate` puts it back; find out who took it away."
            )
        self.stdout.write(f"The audit log is sound: {sound} rows, {len(noted)} of them noted.")
        last = AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first()
        if last:
            self.stdout.write(f"The last hash, to be noted elsewhere: {last}")
