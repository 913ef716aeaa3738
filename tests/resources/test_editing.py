"""Editors change pages; readers see a change when it is published, and not before."""

from __future__ import annotations

from cms.models import PageContent
from cms.toolbar.utils import (
    get_object_edit_url,
    get_object_preview_url,
    get_object_structure_url,
)
from djangocms_text.models import Text
from djangocms_versioning.models import Version

from community.resources.models import Resource
from community.resources.queries import published, search
from community.resources.seeding import seed_pages
from tests.factories import make_member
from tests.resources.case import PagesCase, signed_in

PACING = "/resources/pacing/"


class EditingTest(PagesCase):
    def test_a_draft_is_not_seen_by_readers(self):
        self.write(self.draft_of("pacing"), "<p>Zanzibar umbrella</p>")
        self.assertNotContains(signed_in(self.adult).get(PACING), "Zanzibar umbrella")
        self.assertEqual(list(search(self.adult, "zanzibar umbrella")), [])

    def test_a_published_change_is_seen_and_found(self):
        self.rewrite("pacing", "<p>Marmalade on the radiator</p>")
        self.assertContains(signed_in(self.adult).get(PACING), "Marmalade on the radiator")
        self.assertEqual([r.slug for r in search(self.adult, "marmalade radiator")], ["pacing"])

    def test_links_to_a_resource_outlive_its_versions(self):
        before = Resource.objects.get(slug="pacing").pk
        self.rewrite("pacing", "<p>New</p>")
        self.assertEqual(Resource.objects.get(slug="pacing").pk, before)

    def test_a_new_title_reaches_the_list(self):
        draft = self.draft_of("pacing")
        PageContent.admin_manager.filter(pk=draft.object_id).update(title="Going slowly")
        Version.objects.get(pk=draft.pk).publish(self.editor)
        self.assertContains(signed_in(self.adult).get("/resources/"), "Going slowly")

    def test_a_page_that_is_taken_down_leaves_lists_and_search(self):
        self.rewrite("pacing", "<p>Velvet trombone</p>").unpublish(self.editor)
        self.assertEqual(signed_in(self.adult).get(PACING).status_code, 404)
        self.assertNotIn("pacing", [resource.slug for resource in published(self.adult)])
        self.assertEqual(list(search(self.adult, "velvet trombone")), [])

    def test_loading_again_keeps_what_editors_wrote(self):
        self.rewrite("pacing", "<p>By hand</p>")
        pages = PageContent.admin_manager.count()
        self.assertEqual(seed_pages(self.editor), 0)
        self.assertEqual(PageContent.admin_manager.count(), pages)
        self.assertContains(signed_in(self.adult).get(PACING), "By hand")

    def test_scripts_and_inline_styles_are_not_kept(self):
        self.rewrite("pacing", '<p style="color:red" onclick="x()">Oh<script>x()</script></p>')
        self.assertTrue(Text.objects.filter(body="<p>Oh</p>").exists())

    def test_editors_get_a_way_in_and_members_do_not(self):
        self.assertContains(signed_in(self.editor).get(PACING), "Edit this page")
        self.assertNotContains(signed_in(self.adult).get(PACING), "Edit this page")
        self.assertNotContains(signed_in(None).get(PACING), "Edit this page")

    def test_the_label_form_opens_for_editors(self):
        resource = Resource.objects.get(slug="pacing")
        url = f"/admin/resources/resource/{resource.pk}/change/"
        self.assertContains(signed_in(self.editor).get(url), "What the evidence says")
        self.assertNotEqual(signed_in(self.adult).get(url).status_code, 200)

    def test_staff_without_the_group_edit_nothing(self):
        staff = make_member("Bo", is_staff=True)
        draft = self.draft_of("pacing")
        url = get_object_edit_url(draft.content)
        plugin = Text.objects.get(placeholder__in=draft.content.get_placeholders())
        edit = f"/admin/cms/placeholder/edit-plugin/{plugin.pk}/?cms_path={url}"
        answer = signed_in(staff).post(edit, {"body": "<p>Mine</p>"})
        plugin.refresh_from_db()
        self.assertEqual(answer.status_code, 404)
        self.assertNotIn("Mine", plugin.body)

    def test_a_draft_opens_in_the_page_editor_with_its_tools(self):
        for slug in ("pacing", "flare-up-plan"):
            page = signed_in(self.editor).get(get_object_edit_url(self.draft_of(slug).content))
            self.assertContains(page, "cms-toolbar")
            self.assertContains(page, "bundle.toolbar.min.js")

    def test_the_editors_tools_do_not_open_a_hidden_page_to_members(self):
        hidden = PageContent.objects.get(page__resource__slug="when-it-all-feels-too-much")
        for url_of in (get_object_edit_url, get_object_preview_url, get_object_structure_url):
            for member in (self.adult, None):
                answer = signed_in(member).get(url_of(hidden), follow=True)
                self.assertNotContains(answer, "carrying too much", status_code=answer.status_code)

    def test_a_label_is_changed_in_its_form_and_shown_at_once(self):
        resource = Resource.objects.get(slug="flare-up-plan")
        url = f"/admin/resources/resource/{resource.pk}/change/"
        client = signed_in(self.editor)
        form = client.get(url).context["adminform"].form.initial
        sources = {"sources-TOTAL_FORMS": 0, "sources-INITIAL_FORMS": 0}
        sent = {name: value for name, value in form.items() if value is not False}
        client.post(url, {**sent, **sources, "summary": "Think now, rest later."})
        self.assertContains(signed_in(self.adult).get("/resources/"), "Think now, rest later.")

    def test_a_label_cannot_be_deleted_from_under_its_page(self):
        resource = Resource.objects.get(slug="flare-up-plan")
        url = f"/admin/resources/resource/{resource.pk}/delete/"
        self.assertEqual(signed_in(self.editor).post(url, {"post": "yes"}).status_code, 403)
        self.assertTrue(Resource.objects.filter(pk=resource.pk).exists())

    def test_members_are_not_listed_under_admin(self):
        client = signed_in(self.editor)
        self.assertNotEqual(client.get("/admin/members/member/").status_code, 200)
        self.assertNotContains(client.get("/admin/"), "/admin/members/")
