from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from moderation import jobs

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Does what is due: calls people until somebody answers a crisis, reminds of follow-ups, "
        "lets things lapse. Runs until it is stopped; several at once do no harm."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="what is due now, and no more")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            done = jobs.tick(timezone.now())
            self.stdout.write(", ".join(f"{name}: {count}" for name, count in done.items()))
            return
        stopped = threading.Event()
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, lambda *_: stopped.set())
        while not stopped.wait(jobs.EVERY.total_seconds()):
            close_old_connections()
            self._tick()

    def _tick(self) -> None:
        """A database that is away for a while does not end the clock."""
        try:
            jobs.tick(timezone.now())
        except Exception:
            log.exception("the clock missed a beat")
