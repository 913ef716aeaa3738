"""`manage.py policy check|diff|apply|rollback`: the safety policy pack."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from community.members.models import Member
from moderation import actions
from moderation.models import PolicyPack
from moderation.policies import differences
from moderation.screening.policy import PolicyError, current, parse


class Command(BaseCommand):
    help = "Checks a policy pack, says what it changes, brings it into force, goes back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="action", required=True)
        for name, about in (
            ("check", "is the file a sound pack?"),
            ("diff", "what would it change?"),
            ("apply", "bring it into force; what loosens anything for youth waits for a second"),
        ):
            part = parts.add_parser(name, help=about)
            part.add_argument("file", type=Path)
            if name == "apply":
                _who(part)
        _who(parts.add_parser("rollback", help="bring back the pack before"))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['action']}")(options)
        except PolicyError as error:
            raise CommandError(f"This is no sound pack. {error}") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except PermissionDenied as error:
            raise CommandError("Only crisis and safeguarding leads change the policy.") from error

    def _check(self, options: dict[str, Any]) -> None:
        pack = parse(_text(options["file"]))
        self.stdout.write(f"Sound: version {pack.version}.")

    def _diff(self, options: dict[str, Any]) -> None:
        changes = differences(current(), parse(_text(options["file"])))
        for change in changes:
            self.stdout.write(str(change))
        looser = sum(change.looser for change in changes)
        self.stdout.write(f"{len(changes)} changes, {looser} of them looser for youth.")

    def _apply(self, options: dict[str, Any]) -> None:
        text = _text(options["file"])
        self._say(actions.apply_pack(_member(options["by"]), text, options["why"]))

    def _rollback(self, options: dict[str, Any]) -> None:
        self._say(actions.roll_back(_member(options["by"]), options["why"]))

    def _say(self, pack: PolicyPack) -> None:
        if pack.is_in_force:
            self.stdout.write(f"Version {pack.version} is in force.")
        else:
            self.stdout.write(
                f"Version {pack.version} loosens something for youth, so a second person has to "
                "sign it, under “Second signatures”. Until then nothing changes."
            )


def _who(parser: ArgumentParser) -> None:
    parser.add_argument("--by", required=True, metavar="E-MAIL", help="who does this")
    parser.add_argument("--why", default="", help="for the log and the second person")


def _member(email: str) -> Member:
    found = Member.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no account with the e-mail {email}.")
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
