"""Tags for pages kept in the CMS."""

from __future__ import annotations

from typing import Any

from cms.toolbar.utils import get_object_preview_url
from django import template

from community.access import Verb, can
from community.resources.labels import Evidence
from community.resources.models import AnyPage, Resource

register = template.Library()


@register.simple_tag(takes_context=True)
def resource_of_page(context: dict[str, Any]) -> Resource | None:
    """The label of the page being shown, or None for a page that is not a resource."""
    request = context["request"]
    if not hasattr(request, "resource"):
        page = request.current_page
        found = Resource.objects.filter(extended_object=page.pk).first() if page else None
        request.resource = found
    resource: Resource | None = request.resource
    return resource


@register.simple_tag(takes_context=True)
def edit_url(context: dict[str, Any]) -> str:
    """Where editors change this page; empty for everybody else, and in the editor itself."""
    request = context["request"]
    content = context.get("current_pagecontent")
    if content is None or request.path_info.startswith("/admin/"):
        return ""
    if not request.user.is_staff or not can(request.user, Verb.EDIT_PAGE, AnyPage()):
        return ""
    return str(get_object_preview_url(content))


@register.filter
def evidence_tone(value: str) -> str:
    return Evidence(value).tone


@register.filter
def evidence_meaning(value: str) -> str:
    return Evidence(value).meaning
