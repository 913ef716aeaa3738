"""Nothing is published unlabelled, and no label can be left half empty."""

from __future__ import annotations

from cms.api import create_page
from cms.models import Page, PageContent
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from djangocms_versioning.models import Version

from community.resources.models import Resource
from tests.resources.case import PagesCase, labelled, signed_in


class LabelTest(PagesCase):
    def page(self, title="Warm water") -> Page:
        return create_page(
            title,
            "resources/resource.html",
            "en",
            parent=Page.objects.get(reverse_id="resources"),
            created_by=self.editor,
        )

    def version(self, page: Page) -> Version:
        content = PageContent.admin_manager.get(page=page)
        return Version.objects.get_for_content(content)

    def test_a_label_that_lacks_something_is_refused_by_the_form_and_by_the_database(self):
        lacking = (
            {"evidence": ""},
            {"evidence": "proven"},
            {"framework": ""},
            {"topic": "magic"},
            {"summary": ""},
            {"evidence_note": ""},
            {"for_13_15": False, "for_16_17": False, "for_adults": False},
            {"next_review": labelled()["reviewed_on"]},
        )
        for changes in lacking:
            with self.subTest(**changes):
                resource = Resource(extended_object=self.page(), **labelled(**changes))
                with self.assertRaises(ValidationError):
                    resource.full_clean()
                with self.assertRaises(IntegrityError), transaction.atomic():
                    resource.save()

    def test_a_resource_page_without_a_label_cannot_be_published(self):
        version = self.version(self.page())
        answer = version.check_publish.as_bool(self.editor)
        self.assertFalse(answer)
        self.assertIn("no label yet", str(answer))

    def test_the_button_does_not_publish_it_either(self):
        page = self.page()
        version = self.version(page)
        url = f"/admin/djangocms_versioning/pagecontentversion/{version.pk}/publish/"
        signed_in(self.editor).post(url)
        self.assertEqual(Version.objects.get(pk=version.pk).state, "draft")
        self.assertEqual(signed_in(self.adult).get("/resources/warm-water/").status_code, 404)

    def test_tested_needs_a_source(self):
        page = self.page()
        resource = Resource.objects.create(extended_object=page, **labelled(evidence="trial"))
        self.assertIn("source", str(self.version(page).check_publish.as_bool(self.editor)))
        resource.sources.create(citation="Somebody. A trial. 2020.", supports="A little.")
        self.assertTrue(self.version(page).check_publish.as_bool(self.editor))

    def test_no_studies_found_needs_none(self):
        page = self.page()
        Resource.objects.create(extended_object=page, **labelled(evidence="none"))
        version = self.version(page)
        version.publish(self.editor)
        shown = signed_in(self.adult).get("/resources/warm-water/")
        self.assertContains(shown, "No studies found")

    def test_other_pages_need_no_label(self):
        page = create_page("News", "resources/page.html", "en", created_by=self.editor)
        self.assertTrue(self.version(page).check_publish.as_bool(self.editor))
