"""Operators keep organisations, their cohorts and codes here. Who came with them is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from community.joining.models import Cohort, Organisation, ReferralCode

# Generic for the type checker alone: Django's own classes take no parameter.
if TYPE_CHECKING:
    OrganisationModelAdmin = admin.ModelAdmin[Organisation]
    CohortModelAdmin = admin.ModelAdmin[Cohort]
    CodeModelAdmin = admin.ModelAdmin[ReferralCode]
else:
    OrganisationModelAdmin = CohortModelAdmin = CodeModelAdmin = admin.ModelAdmin


@admin.register(Organisation)
class OrganisationAdmin(OrganisationModelAdmin):
    search_fields = ("name",)


@admin.register(Cohort)
class CohortAdmin(CohortModelAdmin):
    list_display = ("name", "organisation", "starts_on", "ends_on", "places")
    list_filter = ("organisation",)


@admin.register(ReferralCode)
class ReferralCodeAdmin(CodeModelAdmin):
    list_display = ("code", "cohort", "expires_on")
