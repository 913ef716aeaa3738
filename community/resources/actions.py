"""What makes somebody an editor in the page editor's own terms."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from community.members.models import Member

EDITORS = "Editors"
EDITED_APPS = ("djangocms_text", "djangocms_versioning", "djangocms_alias", "resources")
EDITED_MODELS = ("page", "pagecontent", "pageurl", "placeholder", "cmsplugin", "usersettings")


def editors() -> Group:
    """The group that may write and publish pages, and nothing else; made when it is missing."""
    group, _ = Group.objects.get_or_create(name=EDITORS)
    writing = Q(content_type__app_label__in=EDITED_APPS) | Q(
        content_type__app_label="cms", content_type__model__in=EDITED_MODELS
    )
    group.permissions.set(Permission.objects.filter(writing))
    return group


@transaction.atomic
def equip_editor(member: Member) -> None:
    """Opens the page editor to somebody who holds the role of editor."""
    member.groups.add(editors())
    if not member.is_staff:
        member.is_staff = True
        member.save(update_fields=["is_staff"])
