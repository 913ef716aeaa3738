"""What goes with being a peer mentor, and who would like to have one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.access import Facts, Kind
from community.members.bands import Band, today
from community.mentoring.models.applications import LONGEST
from community.mentoring.modules import Module

# So many members a mentor looks after, unless somebody says less or more; and never more than MOST.
USUAL, MOST = 5, 12


class Mentor(models.Model):
    """Who supervises a peer mentor, and how many members they look after at the most. The role and
    its last day are kept with the other roles.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="mentor"
    )
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    most = models.PositiveSmallIntegerField(
        default=USUAL, validators=[MinValueValidator(0), MaxValueValidator(MOST)]
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(supervisor=F("member")), name="nobody_supervises_themselves"
            ),
            models.CheckConstraint(condition=Q(most__lte=MOST), name="mentor_has_a_cap"),
        ]

    def __str__(self) -> str:
        return f"Mentor {self.pk}"


class TrainingQuerySet(models.QuerySet["Training"]):
    def current(self) -> TrainingQuerySet:
        return self.filter(expires_on__gte=today())


class Training(models.Model):
    """Somebody of the team saw that a module was done. It runs out by itself."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="trainings")
    module = models.CharField(max_length=12, choices=Module)
    done_on = models.DateField()
    expires_on = models.DateField()
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["expires_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(member=F("ticked_by")), name="training_ticked_by_another"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("done_on")), name="training_lasts_a_while"
            ),
            models.UniqueConstraint(
                fields=["member", "module", "done_on"], name="module_done_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module} of {self.member_id} until {self.expires_on}"


class SupervisionNote(models.Model):
    """What was said in supervision. The mentor does not read it; whoever does is in the log.

    band: the youngest whom the mentor looked after when it was written, since it may speak of them.
    """

    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    band = models.CharField(max_length=5, choices=Band)
    text = models.TextField(max_length=LONGEST)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Note {self.pk} on mentor {self.mentor_id}"

    def access_facts(self) -> Facts:
        supervisor = self.mentor.supervisor_id
        return Facts(
            Kind.SUPERVISION,
            frozenset({Band(self.band)}),
            author_id=self.mentor_id,
            hosts=frozenset({supervisor} if supervisor else ()),
        )


class Wish(models.Model):
    """A member would like a mentor. Nobody asks why, or why another."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    since = models.DateTimeField(default=timezone.now)
    another = models.BooleanField(default=False, help_text="They had one before.")

    class Meta:
        ordering: ClassVar = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.pk} would like a mentor"
