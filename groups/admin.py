"""Where an operator makes groups and names their facilitators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest

from groups.models import ComfortAgreement, Group, GroupHost, Session

if TYPE_CHECKING:
    HostTable = admin.TabularInline[GroupHost, Group]
    SessionTable = admin.TabularInline[Session, Group]
    GroupPages = admin.ModelAdmin[Group]
    AgreementPages = admin.ModelAdmin[ComfortAgreement]
else:
    HostTable = SessionTable = admin.TabularInline
    GroupPages = AgreementPages = admin.ModelAdmin


class HostInline(HostTable):
    model = GroupHost
    extra = 1


class SessionInline(SessionTable):
    model = Session
    extra = 1
    fields = ("title", "starts_at", "ends_at", "agenda")


@admin.register(Group)
class GroupAdmin(GroupPages):
    list_display = ("name", "band", "entry", "capacity", "rhythm")
    inlines = (HostInline, SessionInline)


@admin.register(ComfortAgreement)
class AgreementAdmin(AgreementPages):
    """Only new versions: what people said yes to stays as it was."""

    list_display = ("group", "band", "version", "created_at")

    def has_change_permission(
        self, request: HttpRequest, obj: ComfortAgreement | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: ComfortAgreement | None = None
    ) -> bool:
        return False
