"""Adds the label to the page menu of the page editor."""

from __future__ import annotations

from cms.extensions.toolbar import ExtensionToolbar
from cms.toolbar_pool import toolbar_pool

from community.resources.models import Resource


@toolbar_pool.register
class LabelToolbar(ExtensionToolbar):  # type: ignore[misc]
    model = Resource

    def populate(self) -> None:
        menu = self._setup_extension_toolbar()
        if not menu:
            return
        _, url = self.get_page_extension_admin()
        if url:
            menu.add_modal_item("Label, audience and sources", url=url, position=0)
