"""`manage.py team role|clearance|list`: the first people of a community, before two can sign."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from community.members.actions import grant_clearance, grant_role
from community.members.models import Member, RoleName
from moderation import queries
from moderation.actions import record


class Command(BaseCommand):
    help = "Gives the first roles and clearances. Later ones are given on the page Team, by two."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        parts.add_parser("list", help="who holds what")
        role = parts.add_parser("role", help="give a role")
        role.add_argument("email")
        role.add_argument("role", choices=RoleName.values)
        clearance = parts.add_parser("clearance", help="record a background check")
        clearance.add_argument("email")
        clearance.add_argument("--kind", required=True, help="which check it was")
        clearance.add_argument("--expires", required=True, type=date.fromisoformat)
        clearance.add_argument("--checked-by", required=True, metavar="E-MAIL")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['part']}")(options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def _list(self, options: dict[str, Any]) -> None:
        for one in queries.team():
            roles = ", ".join(role.get_name_display() for role in one.roles)
            until = f"; cleared until {one.cleared.expires_on}" if one.cleared else ""
            self.stdout.write(f"{one.member.display_name}: {roles}{until}")

    def _role(self, options: dict[str, Any]) -> None:
        member = _member(options["email"])
        grant_role(member, options["role"], by=None)
        record(None, "role.given", f"member:{member.pk}", {"role": options["role"]})
        self.stdout.write(f"{member.display_name} is {RoleName(options['role']).label.lower()}.")

    def _clearance(self, options: dict[str, Any]) -> None:
        member, by = _member(options["email"]), _member(options["checked_by"])
        made = grant_clearance(
            member, kind=options["kind"], checked_by=by, expires_on=options["expires"]
        )
        said = {"kind": made.kind, "expires_on": made.expires_on.isoformat()}
        record(None, "clearance.given", f"member:{member.pk}", said)
        self.stdout.write(f"{member.display_name} is cleared until {made.expires_on}.")


def _member(email: str) -> Member:
    found = Member.objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no account with the e-mail {email}.")
    return found
