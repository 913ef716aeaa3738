"""What editors can put on a page besides text: one resource, or the list of them."""

from __future__ import annotations

from typing import Any

from cms.plugin_base import CMSPluginBase
from cms.plugin_pool import plugin_pool

from community.access import Verb, can
from community.resources.labels import Topic
from community.resources.models import ResourceCard, ResourceList
from community.resources.queries import published


@plugin_pool.register_plugin
class ResourceCardPlugin(CMSPluginBase):  # type: ignore[misc]
    """A card with a resource's summary and label, shown to those who may open the resource."""

    model = ResourceCard
    name = "Resource card"
    module = "Resources"
    render_template = "resources/plugins/card.html"
    cache = False
    autocomplete_fields = ("resource",)

    def render(
        self, context: dict[str, Any], instance: ResourceCard, placeholder: Any
    ) -> dict[str, Any]:
        context = super().render(context, instance, placeholder)
        context["visible"] = can(context["request"].user, Verb.SEE, instance.resource)
        return context


@plugin_pool.register_plugin
class ResourceListPlugin(CMSPluginBase):  # type: ignore[misc]
    """Every resource that the reader may open, filtered by `?topic=`."""

    model = ResourceList
    name = "List of resources"
    module = "Resources"
    render_template = "resources/plugins/list.html"
    cache = False

    def render(
        self, context: dict[str, Any], instance: ResourceList, placeholder: Any
    ) -> dict[str, Any]:
        context = super().render(context, instance, placeholder)
        request = context["request"]
        readable = list(published(request.user))
        topic = instance.topic or request.GET.get("topic", "")
        if topic not in Topic.values:
            topic = ""
        context["resources"] = [one for one in readable if not topic or one.topic == topic]
        context["topics"] = _topics(readable) if not instance.topic else []
        context["topic"] = topic
        return context


def _topics(readable: list[Any]) -> list[Topic]:
    """The topics that the reader has something to read on, in their fixed order."""
    present = {resource.topic for resource in readable}
    return [topic for topic in Topic if topic in present]
