"""What the pages of the house keep of those who edit them. Readers leave nothing in them."""

from __future__ import annotations

from cms.models import Page, PageContent
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from community.members.models import Member
from community.personal import SAFETY, Ends, Holding, Leave, Use, nothing_personal, register, sweep
from community.personal.names import SOMEBODY

ACCOUNTS = ("members", "account", "mfa", "usersessions")
EDITED = "So that editors know who changed what."

register(
    Holding(
        model="admin.LogEntry",
        title="What you changed in the page editor",
        of="user",
        uses=(
            Use(
                "action_time object_repr action_flag change_message",
                "To find out who changed what, when something went wrong.",
                SAFETY,
            ),
        ),
        plain="id user content_type object_id",
        leave=Leave.STAY,
        ends=Ends("action_time", 730),
    ),
    Holding(
        model="cms.UserSettings",
        title="Settings of the page editor",
        of="user",
        uses=(Use("language", "To show the editor in your language."),),
        plain="id user clipboard",
    ),
    Holding(
        model="cms.PagePermission",
        title="Rights to single pages",
        of="user",
        uses=(Use("can_change can_publish", "Which pages you may change."),),
        plain="id user group can_add can_delete can_change_advanced_settings "
        "can_change_permissions can_move_page can_view grant_on page",
    ),
    Holding(
        model="cms.GlobalPagePermission",
        title="Rights to all pages",
        of="user",
        uses=(Use("can_change can_publish", "Which pages you may change."),),
        plain="id user group can_add can_delete can_change_advanced_settings "
        "can_change_permissions can_move_page can_view can_recover_page sites",
    ),
    Holding(
        model="cms.PageUser",
        title="Editors made by other editors",
        of="member_ptr",
        uses=(Use("created_by", "Who made the account of an editor.", withheld="Somebody else."),),
        plain="member_ptr",
        leave=Leave.STAY,
    ),
    Holding(
        model="cms.PageUserGroup",
        title="Groups of editors that you made",
        of="created_by",
        uses=(Use("created_by", EDITED, withheld="That is you."),),
        plain="group_ptr",
        leave=Leave.STAY,
    ),
    Holding(
        model="djangocms_versioning.Version",
        title="Versions of pages that you made",
        of="created_by",
        uses=(Use("created modified number state", EDITED),),
        plain="id created_by content_type object_id source",
        team="locked_by",
        leave=Leave.STAY,
    ),
    Holding(
        model="djangocms_versioning.StateTracking",
        title="Pages that you published or took down",
        of="user",
        uses=(Use("date old_state new_state", EDITED),),
        plain="id version user",
        leave=Leave.STAY,
    ),
    Holding(
        model="filer.Folder",
        title="Folders of pictures that you made",
        of="owner",
        uses=(Use("name created_at", EDITED),),
        plain="id parent owner uploaded_at modified_at",
        leave=Leave.STAY,
    ),
    Holding(
        model="filer.File",
        title="Pictures and files that you uploaded",
        of="owner",
        uses=(Use("original_filename name description uploaded_at", EDITED),),
        plain="id polymorphic_ctype folder file _file_size sha1 has_all_mandatory_data owner "
        "modified_at is_public mime_type",
        leave=Leave.STAY,
    ),
    Holding(
        model="filer.FolderPermission",
        title="Rights to folders",
        of="user",
        uses=(Use("can_read can_edit", "Which folders you may change."),),
        plain="id folder type user group everybody can_add_children",
    ),
    Holding(
        model="filer.Clipboard",
        title="Clipboards of the page editor",
        of="user",
        uses=(Use("files", "To put a picture into a page."),),
        plain="id user",
    ),
)

nothing_personal(
    "Texts, pictures and places of pages, which editors write for everybody. The name of the "
    "editor beside them goes with the editor.",
    "cms",
    "menus",
    "filer",
    "easy_thumbnails",
    "djangocms_text",
    "djangocms_versioning",
    "djangocms_alias",
    "resources",
)


def _take_out(member_id: int, name: str, email: str) -> None:
    """The page editor writes down names beside pages and in its own log."""
    for table in (Page, PageContent):
        table._base_manager.filter(created_by=name).update(created_by=SOMEBODY)
        table._base_manager.filter(changed_by=name).update(changed_by=SOMEBODY)
    kind = ContentType.objects.get_for_model(Member)
    about = LogEntry.objects.filter(content_type=kind, object_id=str(member_id))
    about.update(object_repr=SOMEBODY)
    of_accounts = LogEntry.objects.filter(content_type__app_label__in=ACCOUNTS)
    of_accounts.filter(Q(object_repr__contains=name) | Q(object_repr__contains=email)).update(
        object_repr=SOMEBODY
    )


sweep(_take_out)
