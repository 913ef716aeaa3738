"""Where an operator makes groups and names their facilitators."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from groups.models import ComfortAgreement, Group, GroupHost, Session


class HostInline(admin.TabularInline[GroupHost, Group]):
    model = GroupHost
    extra = 1


class SessionInline(admin.TabularInline[Session, Group]):
    model = Session
    extra = 1
    fields = ("title", "starts_at", "ends_at", "agenda")


@admin.register(Group)
class GroupAdmin(admin.ModelAdmin[Group]):
    list_display = ("name", "band", "entry", "capacity", "rhythm")
    inlines = (HostInline, SessionInline)


@admin.register(ComfortAgreement)
class AgreementAdmin(admin.ModelAdmin[ComfortAgreement]):
    """Only new versions: what people said yes to stays as it was."""

    list_display = ("group", "band", "version", "created_at")

    def has_change_permission(self, request: HttpRequest, obj: ComfortAgreement | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ComfortAgreement | None = None) -> bool:
        return False
