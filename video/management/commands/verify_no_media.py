"""`manage.py verify_no_media`: nothing of a call is on a disk, nor on its way there."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from video import nomedia


class Command(BaseCommand):
    help = (
        "Looks at every file that the processes of this installation hold open for writing, or "
        "have mapped, and at every file in the data folder and the program's own, for sound or "
        "pictures by their content, whatever they are called. Fails when it finds any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pid", type=int, action="append", default=[], help="also this one")
        parser.add_argument("--folder", type=Path, action="append", default=[], help="also this")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        pids = sorted({*nomedia.processes_of(root), *options["pid"]})
        folders = [Path(settings.DATA_DIR), root, *options["folder"]]
        report = nomedia.look(pids, folders)
        # What editors upload for resource pages is known to the page editor, and is no call.
        found = [one for one in report.found if not _is_upload(one.path)]
        for one in found:
            self.stderr.write(f"{one.path}: {one.what} ({one.where})")
        if found:
            raise CommandError(f"Media was found in {len(found)} places.")
        if options["pid"] and set(options["pid"]) - set(report.processes):
            raise CommandError("A process that was named could not be looked into.")
        self.stdout.write(
            f"No media: {len(report.processes)} processes with {report.open_files} files open for "
            f"writing, {report.files} files in {len(folders)} folders."
        )


def _is_upload(path: Path) -> bool:
    root = Path(settings.MEDIA_ROOT)
    if not path.is_relative_to(root):
        return False
    from filer.models import File

    return bool(File.objects.filter(file=str(path.relative_to(root))).exists())
