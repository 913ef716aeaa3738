"""Where an operator makes groups and names their facilitators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from community.access import readable_audiences, readable_bands
from community.members.bands import Audience, Band
from community.members.models import Member, RoleName
from groups.models import (
    ComfortAgreement,
    Group,
    GroupHost,
    GroupTemplate,
    Session,
    TemplateMeeting,
)

if TYPE_CHECKING:
    HostTable = admin.TabularInline[GroupHost, Group]
    SessionTable = admin.TabularInline[Session, Group]
    GroupPages = admin.ModelAdmin[Group]
    AgreementPages = admin.ModelAdmin[ComfortAgreement]
    MeetingTable = admin.TabularInline[TemplateMeeting, GroupTemplate]
    TemplatePages = admin.ModelAdmin[GroupTemplate]
else:
    HostTable = SessionTable = MeetingTable = admin.TabularInline
    GroupPages = AgreementPages = TemplatePages = admin.ModelAdmin


def bands_of(request: HttpRequest) -> list[Band]:
    """Those that whoever asks may read; being an operator opens none."""
    assert isinstance(request.user, Member)
    return sorted(readable_bands(request.user), key=list(Band).index)


def groups_of(request: HttpRequest) -> Q:
    """Those whose groups they may read, also among adults."""
    assert isinstance(request.user, Member)
    return Q(band__in=bands_of(request), audience__in=readable_audiences(request.user))


class HostInline(HostTable):
    model = GroupHost
    extra = 1

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Facilitators alone: a list of all members would name young people."""
        if db_field.name == "member":
            kwargs["queryset"] = Member.objects.filter(
                role_set__name=RoleName.FACILITATOR, band=Band.ADULT
            ).order_by("display_name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SessionInline(SessionTable):
    model = Session
    extra = 1
    fields = ("title", "starts_at", "ends_at", "agenda")


@admin.register(Group)
class GroupAdmin(GroupPages):
    """A group of youth is there for operators who are cleared to be near them, as on any page."""

    list_display = ("name", "band", "entry", "capacity", "rhythm")
    inlines = (HostInline, SessionInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).filter(groups_of(request))

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        assert isinstance(request.user, Member)
        if db_field.name == "band":
            kwargs["choices"] = [(one.value, one.label) for one in bands_of(request)]
        if db_field.name == "audience":
            mine = readable_audiences(request.user)
            kwargs["choices"] = [(one.value, one.label) for one in Audience if one in mine]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


@admin.register(ComfortAgreement)
class AgreementAdmin(AgreementPages):
    """Only new versions: what people said yes to stays as it was."""

    list_display = ("group", "band", "version", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ComfortAgreement]:
        """The texts that hold for a whole band are no secret; those of a group are its own."""
        mine = Group.objects.filter(groups_of(request))
        own = Q(group=None) | Q(group__in=mine)
        return super().get_queryset(request).filter(own)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        if db_field.name == "group":
            kwargs["queryset"] = Group.objects.filter(groups_of(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(
        self, request: HttpRequest, obj: ComfortAgreement | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: ComfortAgreement | None = None
    ) -> bool:
        return False


class MeetingInline(MeetingTable):
    model = TemplateMeeting
    extra = 1


@admin.register(GroupTemplate)
class TemplateAdmin(TemplatePages):
    """Templates of youth are there for operators who are cleared to be near them."""

    list_display = ("name", "band", "shape", "minutes", "capacity")
    inlines = (MeetingInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[GroupTemplate]:
        return super().get_queryset(request).filter(band__in=bands_of(request))

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "band":
            kwargs["choices"] = [(one.value, one.label) for one in bands_of(request)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)
