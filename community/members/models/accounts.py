"""Members: who they are to others, and what they hold."""

from __future__ import annotations

import zlib
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.db import models
from django.db.models import Exists, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from community.access.facts import Facts, Kind
from community.access.ground import NEAR_YOUTH
from community.members.bands import ALL_AUDIENCES, Audience, Band, band_for, today
from community.members.models.limits import Limit
from community.members.models.roles import Clearance, Role, RoleName, second_steps
from community.members.zones import time_zones


class ProfileState(models.TextChoices):
    """What others see of the line that a member wrote about themselves."""

    PUBLISHED = "published", "Shown"
    HELD = "held", "Waiting for a moderator"
    HIDDEN = "hidden", "Hidden"
    REMOVED = "removed", "Taken down"
    RETURNED = "returned_for_edit", "Returned to be changed"


class Word(models.TextChoices):
    """On whose word somebody takes part."""

    OWN = "own", "Their own"
    GUARDIAN = "guardian", "A guardian's"
    TEAM = "team", "Two people of the team, who agreed that a guardian must not be asked"
    TAKEN_BACK = "taken_back", "Nobody's: it was taken back"


def known_time_zone(name: str) -> None:
    """Refuses what is not an IANA zone."""
    if name not in time_zones():
        raise ValidationError("Choose a time zone from the list.")


class MemberManager(BaseUserManager["Member"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Member:
        member = self.model(email=self.normalize_email(email).lower(), **fields)
        member.set_password(password)
        member.full_clean(exclude=["password"])
        member.save(using=self._db)
        return member

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Member:
        fields.setdefault("is_staff", True)
        fields.setdefault("is_superuser", True)
        fields.setdefault("band", Band.ADULT)
        return self.create_user(email, password, **fields)


class Member(AbstractBaseUser, PermissionsMixin):
    """An account. Others see the display name and nothing else that could name a person."""

    email = models.EmailField(
        unique=True, error_messages={"unique": "There is already an account with this e-mail."}
    )
    display_name = models.CharField(
        max_length=30,
        validators=[MinLengthValidator(2), MaxLengthValidator(30)],
        help_text="What others see. Not your real name.",
    )
    date_of_birth = models.DateField(help_text="Seen by nobody: it only decides the age band.")
    band = models.CharField(
        max_length=5,
        choices=Band,
        help_text="The spaces they came into. A birthday alone does not change it.",
    )
    audience = models.CharField(
        max_length=7,
        choices=Audience,
        default=Audience.MEMBERS,
        help_text="Whether they came for themselves or as somebody close to a person with pain.",
    )
    country = models.CharField(
        max_length=2, blank=True, help_text="Which law says from what age they agree themselves."
    )
    word = models.CharField(
        max_length=10, choices=Word, default=Word.OWN, help_text="On whose word they take part."
    )
    pronouns = models.CharField(max_length=30, blank=True)
    about = models.CharField(max_length=280, blank=True)
    time_zone = models.CharField(
        max_length=50, default="Europe/London", validators=[known_time_zone]
    )
    flare_mode = models.BooleanField(default=False)
    profile_state = models.CharField(
        max_length=17, choices=ProfileState, default=ProfileState.PUBLISHED, editable=False
    )
    theme = models.CharField(
        max_length=5,
        choices=[("auto", "As my device"), ("light", "Light"), ("dark", "Dark")],
        default="auto",
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May open the editor of pages.")
    suspended_until = models.DateTimeField(null=True, blank=True)
    limited_until = models.DateTimeField(
        null=True, blank=True, help_text="When the last of the limits ends; none, none are read."
    )
    banned_at = models.DateTimeField(null=True, blank=True)
    keeps_distance = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether they keep anybody away; if not, nobody asks whom.",
    )
    quick_exit = models.BooleanField(
        default=False, help_text="Wants “Leave quickly” on every page; youth always have it."
    )
    break_until = models.DateTimeField(null=True, blank=True, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    gone_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When all but the number was taken away."
    )

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "date_of_birth"]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("display_name"),
                "band",
                "audience",
                condition=Q(gone_at=None),
                name="display_name_taken_once_a_band",
                violation_error_message="Somebody already uses this name. Try another one.",
            ),
            models.CheckConstraint(condition=Q(band__in=Band.values), name="member_band_known"),
            models.CheckConstraint(condition=Q(word__in=Word.values), name="member_word_known"),
            models.CheckConstraint(
                condition=Q(profile_state__in=ProfileState.values), name="profile_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(is_staff=True) | Q(band=Band.ADULT), name="staff_are_adults"
            ),
            models.CheckConstraint(
                condition=Q(audience=Audience.MEMBERS)
                | Q(audience=Audience.CARERS, band=Band.ADULT),
                name="carers_are_adults",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def username(self) -> str:
        """What the page editor shows as the author of a version."""
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    @property
    def age_band(self) -> Band:
        """The band of today. From the birthday on it counts, even before it is stored."""
        if self.gone_at is not None:
            return Band(self.band)
        return band_for(self.date_of_birth, today()) or Band(self.band)

    @property
    def audiences(self) -> frozenset[Audience]:
        """Their own, as places name theirs."""
        return frozenset({Audience(self.audience)})

    @property
    def is_carer(self) -> bool:
        return self.audience == Audience.CARERS

    @property
    def is_youth(self) -> bool:
        return self.age_band.is_youth

    @property
    def is_between(self) -> bool:
        """A birthday closed the old spaces; the new ones open at the end of the guide."""
        return self.band != self.age_band

    @property
    def is_frozen(self) -> bool:
        """Reaches help, their own rights and the guide, and nothing else."""
        return self.word == Word.TAKEN_BACK or self.is_between

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None and self.suspended_until > timezone.now()

    @property
    def is_on_break(self) -> bool:
        return self.break_until is not None and self.break_until > timezone.now()

    @cached_property
    def roles(self) -> frozenset[str]:
        """Names of the roles held now; expired ones are inactive by themselves."""
        held = Role.objects.held().filter(member=self)
        found = dict(held.values_list("name", Exists(second_steps(self.pk))))
        self.has_second_step = any(found.values())
        return frozenset(found)

    @cached_property
    def has_second_step(self) -> bool:
        """A passkey or codes from an app; spare codes alone are none."""
        return second_steps(self.pk).exists()

    @property
    def roles_rest(self) -> bool:
        """Holds roles that open nothing until a second step is set up."""
        if not settings.SECOND_STEP_FOR_STAFF:
            return False
        return bool(self.roles) and not self.has_second_step

    @property
    def needs_second_step(self) -> bool:
        """Works here, as somebody with a role or in the page editor, and has none."""
        if self.roles_rest:
            return True
        return settings.SECOND_STEP_FOR_STAFF and self.is_staff and not self.has_second_step

    @cached_property
    def is_cleared(self) -> bool:
        """Has an unexpired clearance to be with youth."""
        return Clearance.objects.valid().filter(member=self).exists()

    @cached_property
    def limits(self) -> frozenset[tuple[str, str]]:
        """Kinds of limits in force, each with the place it holds in (or nothing: everywhere)."""
        if self.limited_until is None or self.limited_until <= timezone.now():
            return frozenset()
        return frozenset(Limit.objects.in_force().filter(member=self).values_list("kind", "place"))

    def is_limited(self, kind: str) -> bool:
        return any(found == kind for found, _ in self.limits)

    @property
    def muted_in(self) -> frozenset[str]:
        """The places where the member reads and does not write."""
        return frozenset(place for kind, place in self.limits if kind == Limit.Kind.MUTE)

    def forget_rights(self) -> None:
        """Drops what was cached, so that the next question reads the database again."""
        for name in ("roles", "has_second_step", "is_cleared", "limits", "kept_away", "reading"):
            self.__dict__.pop(name, None)

    def access_facts(self) -> Facts:
        """A profile is met by one's own band and audience; the team by adults of both, and, where
        cleared to be near them, by youth as well.

        That of a frozen account is met by the team alone, where it was before.
        """
        if self.is_frozen:
            bands = frozenset({Band(self.band)})
            return Facts(
                Kind.MEMBER, bands, author_id=self.pk, state="frozen", audiences=self.audiences
            )
        near_youth = bool(self.roles & NEAR_YOUTH) and not self.roles_rest
        met_by_all = not self.is_youth and near_youth and self.is_cleared
        bands = frozenset(Band) if met_by_all else frozenset({self.age_band})
        met_by_both = near_youth and not self.is_youth
        audiences = ALL_AUDIENCES if met_by_both else self.audiences
        return Facts(Kind.MEMBER, bands, author_id=self.pk, audiences=audiences)

    @property
    def profile_shown(self) -> bool:
        return self.profile_state == ProfileState.PUBLISHED

    @property
    def initials(self) -> str:
        parts = self.display_name.split()
        return "".join(part[0] for part in parts[:2]).upper()

    @property
    def hue(self) -> int:
        """A stable hue for the avatar: one of twelve, in degrees."""
        return zlib.crc32(self.display_name.lower().encode()) % 12 * 30

    @property
    def role_word(self) -> str:
        """The one role that others should know when they read this person's words."""
        shown = (RoleName.CRISIS_LEAD, RoleName.MODERATOR, RoleName.FACILITATOR, RoleName.MENTOR)
        return next((str(name.label) for name in shown if name in self.roles), "")
