"""What is kept of an account, and what is left when it goes: a number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import models

from community.members.actions import leave
from community.members.models import Member
from community.personal import (
    CONSENT,
    LAW,
    SAFETY,
    SERVICE,
    Ends,
    Holding,
    Leave,
    Line,
    Use,
    nothing_personal,
    register,
)

SECRET = "A secret. Nobody can read it, and it would help only a thief."  # noqa: S105
LAST = 9


class Account(Holding):
    """The row stays, with nothing in it but its number, so that threads and the log hold."""

    def go(self, member_id: int, keep_words: bool) -> list[Line]:
        leave(Member.objects.get(pk=member_id))
        return [Line(self.title, self.leave, 1)]


class BrowserSessions(Holding):
    """Django keeps no owner with a session; the list of devices knows which are whose."""

    def rows(self, member_id: int) -> models.QuerySet[Any]:
        from allauth.usersessions.models import UserSession

        keys = UserSession.objects.filter(user=member_id).values("session_key")
        return Session.objects.filter(pk__in=keys)

    def end(self, now: datetime, spared: list[int]) -> int:
        """What ran out opens nothing, whoever it belonged to."""
        return self.remove(Session.objects.filter(expire_date__lt=now))


register(
    BrowserSessions(
        model="sessions.Session",
        title="Open sessions",
        of="",
        uses=(
            Use(
                "session_key session_data expire_date",
                "To know you again from page to page.",
                withheld=SECRET,
            ),
        ),
        plain="",
        ends=Ends("expire_date", 0),
    ),
    Holding(
        model="usersessions.UserSession",
        title="Where you are signed in",
        of="user",
        uses=(
            Use(
                "created_at last_seen_at ip user_agent",
                "So that you can see where you are signed in, and sign out from afar.",
                SAFETY,
            ),
            Use("session_key data", "To end a session.", withheld=SECRET),
        ),
        plain="id user",
        ends=Ends("last_seen_at", 60),
    ),
    Holding(
        model="mfa.Authenticator",
        title="Passkeys and second steps",
        of="user",
        uses=(
            Use(
                "type created_at last_used_at",
                "So that nobody else gets into your account.",
                SAFETY,
            ),
            Use("data", "To check the code or the key.", SAFETY, withheld=SECRET),
        ),
        plain="id user",
    ),
    Holding(
        model="account.EmailConfirmation",
        title="Questions whether an e-mail address is yours",
        of="email_address__user",
        uses=(
            Use("created sent", "To know that the address is yours."),
            Use("key", "To know that the address is yours.", withheld=SECRET),
        ),
        plain="id email_address",
        ends=Ends("created", 30),
    ),
    Holding(
        model="account.EmailAddress",
        title="E-mail addresses",
        of="user",
        uses=(Use("email verified primary", "To sign in, and to write to you."),),
        plain="id user",
    ),
    Holding(
        model="members.KnownDevice",
        title="Devices you signed in with",
        of="member",
        uses=(
            Use(
                "words first_seen last_seen",
                "To tell you of a new one, and to let you in while somebody else is guessing.",
                SAFETY,
            ),
            Use("key", "To know the device again.", SAFETY, withheld=SECRET),
        ),
        plain="id member",
        ends=Ends("last_seen", 400),
    ),
    Holding(
        model="members.Limit",
        title="Limits on writing",
        of="member",
        uses=(Use("kind place since until lifted_at", "To slow down what hurt others.", SAFETY),),
        plain="id member",
        ends=Ends("until", 730),
    ),
    Holding(
        model="members.Role",
        title="Roles",
        of="member",
        uses=(Use("name granted_at expires_at", "To know who is of the team.", SAFETY),),
        plain="id member",
        team="granted_by",
    ),
    Holding(
        model="members.Clearance",
        title="Background checks",
        of="member",
        uses=(
            Use(
                "kind checked_on expires_on",
                "So that only people who were checked are with young people.",
                SAFETY,
            ),
        ),
        plain="id member",
        team="checked_by",
    ),
    Holding(
        model="members.Pairing",
        title="Who looked after you as a mentor, and when",
        of="member",
        uses=(Use("band since until ended_at how", "So that a mentor looks after you.", SERVICE),),
        plain="id member",
        team="mentor made_by ended_by",
    ),
    Holding(
        model="members.Member_groups",
        title="Groups of the page editor",
        of="member",
        uses=(Use("group", "What you may change in the page editor."),),
        plain="id member",
    ),
    Holding(
        model="members.Member_user_permissions",
        title="Rights in the page editor",
        of="member",
        uses=(Use("permission", "What you may change in the page editor."),),
        plain="id member",
    ),
    Account(
        model="members.Member",
        title="Your account",
        of="pk",
        uses=(
            Use("email", "To sign in, and to write to you."),
            Use("last_login joined_at", "To know whether an account is still used."),
            Use("password", "To sign in.", withheld=SECRET),
            Use("date_of_birth band", "To keep ages apart. Seen by nobody.", SAFETY),
            Use("audience", "To give those with pain and those close to them spaces of their own."),
            Use("country word", "To know whose yes the law asks for, and whose we have.", LAW),
            Use("display_name pronouns", "What others call you."),
            Use("about", "What you tell others of yourself.", CONSENT, health=True),
            Use("time_zone theme flare_mode", "To show pages as they suit you.", SERVICE),
            Use("quick_exit break_until", "What you chose for your safety and quiet."),
            Use("keeps_distance", "Whether you keep anybody away.", SAFETY),
            Use(
                "profile_state is_active suspended_until limited_until banned_at",
                "What was decided about your account.",
                SAFETY,
            ),
            Use("is_staff is_superuser", "What you may change in the page editor."),
            Use(
                "gone_at", "When everything else of you went.", withheld="Empty while you are here."
            ),
        ),
        plain="id groups user_permissions",
        leave=Leave.BLANK,
        turn=LAST,
    ),
)

nothing_personal("What the framework keeps about itself.", "auth", "contenttypes", "sites")
