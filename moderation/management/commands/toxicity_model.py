"""`manage.py toxicity_model list | use NAME|PATH | show`: which model scores toxicity."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from moderation.screening import chosen, releases, switch
from moderation.screening.chosen import ChoiceLost
from moderation.screening.export import ExportRefused
from moderation.screening.places import bundled, places
from moderation.screening.releases import RELEASES, FetchFailed

BUNDLED = "bundled"
OURS = "Alongside's own, the default: MiniLM, English"


class Command(BaseCommand):
    help = "Lists the toxicity models, changes which one is used, and shows it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="the models that can be named")
        use = actions.add_parser("use", help="fetch, prove and choose a model")
        use.add_argument(
            "model", metavar="NAME|PATH",
            help="a name from the list, or a folder with model.ckpt, config.json and the tokenizer",
        )  # fmt: skip
        actions.add_parser("show", help="the model that is used")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "use":
            self._use(options["model"])
        elif options["action"] == "show":
            self._show()
        else:
            self._list()

    def _list(self) -> None:
        used, cache = _chosen_name(), bundled().cache
        for name, about in _known().items():
            fetched = name in RELEASES and releases.folder(name, cache).exists()
            mark = "*" if name == used else " "
            self.stdout.write(f"{mark} {name:<15} {about}{' (fetched)' if fetched else ''}")
        if used not in _known():
            self.stdout.write(f"* {used}")

    def _use(self, model: str) -> None:
        try:
            self._switch(model)
        except (FetchFailed, ExportRefused, switch.NoSuchModel) as error:
            raise CommandError(f"{error}\nThe model in use stays as it was.") from error
        self.stdout.write(f"Chosen: {model}. Restart the web processes to use it.")
        self._mind_the_setting()

    def _switch(self, model: str) -> None:
        if model == BUNDLED:
            switch.to_bundled()
        elif model in RELEASES:
            switch.to_release(model, self._say)
        elif Path(model).is_dir():
            switch.to_folder(Path(model), self._say)
        else:
            names = ", ".join(_known())
            raise switch.NoSuchModel(f"{model} is neither one of {names} nor a folder.")

    def _show(self) -> None:
        self._mind_the_setting()
        try:
            where = places()
            exported = where.exported()
            meta = json.loads((exported / "export.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(
                f"No toxicity model can be used: {error}\n"
                "Make the export again with `manage.py prepare`, or choose another model."
            ) from error
        for what, value in (
            ("name", _chosen_name()),
            ("version", meta["version"]),
            ("checkpoint", where.checkpoint),
            ("export", exported),
            ("labels", ", ".join(meta["labels"])),
            ("chosen at", _chosen_at()),
        ):
            self.stdout.write(f"{what:<11} {value}")

    def _mind_the_setting(self) -> None:
        if settings.SCREENING_MODEL_DIR:
            self.stderr.write(
                f"SCREENING_MODEL_DIR is set: {settings.SCREENING_MODEL_DIR} is used, whatever is "
                "chosen here."
            )

    def _say(self, text: str) -> None:
        self.stderr.write(text)


def _known() -> dict[str, str]:
    return {BUNDLED: OURS, **{name: release.about for name, release in RELEASES.items()}}


def _chosen_name() -> str:
    if settings.SCREENING_MODEL_DIR:
        return str(settings.SCREENING_MODEL_DIR)
    try:
        choice = chosen.read(bundled().cache)
    except ChoiceLost as error:
        return f"unknown: {error}"
    return choice.name if choice else BUNDLED


def _chosen_at() -> str:
    choice = None if settings.SCREENING_MODEL_DIR else chosen.read(bundled().cache)
    return choice.chosen_at if choice else "never: this is the default"
