"""What people in a group promise each other, and who said yes to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.members.bands import Band
from community.members.models import Member
from groups.models.circles import Group


class ComfortAgreement(models.Model):
    """What people promise each other. A new version asks everybody again.

    Without a group it holds for every group of its band that has none of its own.
    """

    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="agreements"
    )
    band = models.CharField(max_length=5, choices=Band)
    version = models.PositiveIntegerField()
    text = models.TextField(help_text="One promise a line, in plain words.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "version"], name="agreement_version_of_group"),
            models.UniqueConstraint(
                fields=["band", "version"],
                condition=Q(group=None),
                name="agreement_version_of_band",
            ),
        ]

    def __str__(self) -> str:
        return f"Comfort agreement, version {self.version}"

    @property
    def promises(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


class Acceptance(models.Model):
    """A member said yes to one version of an agreement."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="acceptances")
    agreement = models.ForeignKey(ComfortAgreement, models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "agreement"], name="accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} accepted {self.agreement_id}"


def agreement_in_force(group: Group) -> ComfortAgreement | None:
    """The newest of the group's own agreements, or else of its band's."""
    own = ComfortAgreement.objects.filter(group=group).first()
    return own or ComfortAgreement.objects.filter(group=None, band=group.band).first()


def accepted_ids(group: Group, among: frozenset[int]) -> frozenset[int]:
    """Who, of those people, accepted the agreement in force."""
    agreement = agreement_in_force(group)
    if agreement is None or not among:
        return frozenset()
    accepted = Acceptance.objects.filter(agreement=agreement, member_id__in=among)
    return frozenset(accepted.values_list("member_id", flat=True))
