"""Keeps labels and pages in step: no page is published unlabelled, and lists know what is live."""

from __future__ import annotations

from html import unescape
from typing import Any

from cms.models import PageContent
from django.utils.html import strip_tags
from djangocms_text.html import cms_parser
from djangocms_text.models import Text
from djangocms_versioning.conditions import ConditionFailed
from djangocms_versioning.constants import OPERATION_PUBLISH, OPERATION_UNPUBLISH
from djangocms_versioning.models import Version
from djangocms_versioning.signals import post_version_operation

from community.resources.labels import Evidence
from community.resources.models import Resource

RESOURCE_TEMPLATE = "resources/resource.html"
NEEDS_SOURCES = frozenset({Evidence.TRIAL, Evidence.PILOT})


def register() -> None:
    # Readers' pages allow no inline style, so none is kept.
    cms_parser.ALLOWED_ATTRIBUTES["*"].discard("style")
    if labelled not in Version.check_publish:
        Version.check_publish.append(labelled)
    post_version_operation.connect(_published_or_not, dispatch_uid="resources.publishing")


def labelled(version: Version, user: Any) -> None:
    """Raises ConditionFailed, in plain words, for a resource page whose label is not complete."""
    content = version.content
    if not isinstance(content, PageContent) or content.template != RESOURCE_TEMPLATE:
        return
    resource = Resource.objects.filter(extended_object=content.page).first()
    if resource is None:
        raise ConditionFailed(
            "This page has no label yet. Choose Page, then Label, and fill it in."
        )
    if resource.evidence in NEEDS_SOURCES and not resource.sources.exists():
        raise ConditionFailed("The label says this was tested. Name at least one source first.")


def text_of(content: PageContent) -> str:
    """All text of a page, without mark-up."""
    texts = Text.objects.filter(placeholder__in=content.get_placeholders()).order_by("position")
    bodies = (unescape(strip_tags(text.body.replace("<", " <"))) for text in texts)
    return " ".join(" ".join(bodies).split())


def _published_or_not(operation: str, obj: Version, **_: Any) -> None:
    content = obj.content
    if not isinstance(content, PageContent):
        return
    resource = Resource.objects.filter(extended_object_id=content.page_id).first()
    if resource is None:
        return
    if operation == OPERATION_PUBLISH:
        _went_live(resource, content)
    elif operation == OPERATION_UNPUBLISH:
        _was_taken_down(resource, content)


def _went_live(resource: Resource, content: PageContent) -> None:
    page = content.page
    resource.is_live = True
    resource.path = page.get_absolute_url(content.language)
    resource.title = content.title
    resource.words = text_of(content)
    resource.save(update_fields=["is_live", "path", "title", "words"])


def _was_taken_down(resource: Resource, content: PageContent) -> None:
    # A new version takes down the one before it: the page as a whole stays up.
    if PageContent.objects.filter(page=content.page, language=content.language).exists():
        return
    resource.is_live = False
    resource.save(update_fields=["is_live"])
