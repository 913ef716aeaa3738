"""A community whose pages are in place, made once for a class of tests."""

from __future__ import annotations

from typing import Any

from cms.models import PageContent
from django.test import Client, TestCase
from djangocms_text.models import Text
from djangocms_versioning.models import Version

from community.members.bands import Band
from community.members.models import Member
from community.resources.actions import equip_editor
from community.resources.models import Resource
from community.resources.seeding import seed_pages
from tests.factories import make_member

COPIED = (
    *("title", "summary", "topic", "for_13_15", "for_16_17", "for_adults", "minutes"),
    *("evidence", "evidence_note", "framework", "reviewed_on", "next_review"),
)


def signed_in(member: Member | None) -> Client:
    client = Client()
    if member:
        client.force_login(member)
    return client


class PagesCase(TestCase):
    editor: Member
    adult: Member
    older: Member
    younger: Member

    @classmethod
    def setUpTestData(cls) -> None:
        cls.editor = make_member("Elif", roles=("editor",))
        equip_editor(cls.editor)
        cls.adult = make_member("Rosa")
        cls.older = make_member("Sam", band=Band.OLDER)
        cls.younger = make_member("Milo", band=Band.YOUNGER)
        seed_pages(cls.editor)

    def draft_of(self, slug: str) -> Version:
        """A new draft of the page, as the editor's button makes it."""
        content = PageContent.objects.get(page__resource__slug=slug)
        return Version.objects.get_for_content(content).copy(self.editor)

    def write(self, draft: Version, body: str) -> None:
        text = Text.objects.get(placeholder__in=draft.content.get_placeholders())
        text.body = body
        text.save()

    def rewrite(self, slug: str, body: str) -> Version:
        draft = self.draft_of(slug)
        self.write(draft, body)
        draft.publish(self.editor)
        return draft


def labelled(**changes: Any) -> dict[str, Any]:
    """The fields of a label that is complete, but for the changes."""
    seed = Resource.objects.get(slug="pacing")
    fields = {name: getattr(seed, name) for name in COPIED}
    return {**fields, "slug": "another", **changes}
