"""Forms for editors: the label of a page, reached from the page editor."""

from __future__ import annotations

from typing import Any

from cms.extensions import PageExtensionAdmin
from django.contrib import admin
from django.http import HttpRequest

from community.members.models import Member
from community.resources.models import Resource, Source


class SourceInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Source
    extra = 1


@admin.register(Resource)
class ResourceAdmin(PageExtensionAdmin):  # type: ignore[misc]
    inlines = (SourceInline,)
    search_fields = ("title", "summary")
    prepopulated_fields = {"slug": ("title",)}
    # A label goes when its page goes: without one the page would be live and unlabelled.
    actions = None
    fieldsets = (
        (None, {"fields": ("title", "slug", "summary", "topic", "minutes")}),
        ("Who it is for", {"fields": ("for_13_15", "for_16_17", "for_adults")}),
        ("Label", {"fields": ("evidence", "evidence_note", "framework")}),
        ("Review", {"fields": ("reviewed_on", "next_review")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ClosedMemberAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Lets file and page records name their owner; opens nothing of a member to staff."""

    search_fields = ("display_name",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


if not admin.site.is_registered(Member):
    admin.site.register(Member, ClosedMemberAdmin)
