"""What pages show, the policy they are sent with, and how many queries they cost."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.resources.models import Resource
from tests.resources.case import PagesCase, signed_in

POLICY = "Content-Security-Policy"
MOST_QUERIES = 24


class PagesTest(PagesCase):
    def test_every_page_is_there_for_visitors(self):
        for path in ("/", "/guidelines/", "/safety/", "/privacy/", "/about/", "/resources/"):
            with self.subTest(path=path):
                self.assertEqual(signed_in(None).get(path).status_code, 200)

    def test_the_landing_page_says_its_three_things(self):
        page = signed_in(None).get("/")
        self.assertContains(page, "people who live with pain that lasts")
        self.assertContains(page, "Ages are kept apart")
        self.assertContains(page, "Confirm your e-mail")

    def test_a_resource_shows_label_evidence_and_sources(self):
        page = signed_in(self.adult).get("/resources/moving-gently/")
        resource = Resource.objects.get(slug="moving-gently")
        self.assertContains(page, "Tested in trials")
        self.assertContains(page, "Pacing and exercise")
        self.assertContains(page, resource.evidence_note)
        for source in resource.sources.all():
            self.assertContains(page, source.citation)
        self.assertContains(page, 'href="/conversations/"')

    def test_the_list_is_filtered_by_topic_without_script(self):
        page = signed_in(self.adult).get("/resources/?topic=sleep")
        self.assertContains(page, "Sleeping when it hurts")
        self.assertNotContains(page, "Moving gently")
        self.assertContains(page, 'aria-current="true"', count=1)

    def test_an_unknown_topic_shows_everything(self):
        self.assertContains(signed_in(self.adult).get("/resources/?topic=%3Cb%3E"), "Moving gently")

    def test_readers_get_the_strict_policy_even_if_they_edit(self):
        for member in (None, self.adult, self.editor):
            policy = signed_in(member).get("/resources/pacing/")[POLICY]
            self.assertNotIn("unsafe", policy)
            self.assertIn("frame-ancestors 'none'", policy)

    def test_only_staff_get_the_editors_policy_and_only_under_admin(self):
        self.assertIn("unsafe-inline", signed_in(self.editor).get("/admin/")[POLICY])
        self.assertNotIn("unsafe", signed_in(self.adult).get("/admin/")[POLICY])
        self.assertNotIn("unsafe", signed_in(None).get("/admin/login/")[POLICY])

    def test_visitors_get_no_cookie_but_the_one_that_keeps_forms_safe(self):
        for path in ("/", "/resources/", "/resources/pacing/", "/privacy/"):
            with self.subTest(path=path):
                self.assertLessEqual(set(signed_in(None).get(path).cookies), {"csrftoken"})

    def test_readers_pages_hold_no_toolbar(self):
        self.assertNotContains(signed_in(self.editor).get("/resources/pacing/"), "cms-toolbar")

    def queries(self, path):
        client = signed_in(self.adult)
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            self.assertEqual(client.get(path).status_code, 200)
        return len(captured)

    def test_a_page_costs_a_bounded_number_of_queries(self):
        for path in ("/guidelines/", "/resources/pacing/", "/resources/"):
            with self.subTest(path=path):
                self.assertLessEqual(self.queries(path), MOST_QUERIES)

    def test_more_resources_cost_the_list_no_more_queries(self):
        many = self.queries("/resources/")
        keep = Resource.objects.get(slug="pacing").pk
        Resource.objects.exclude(pk=keep).update(is_live=False)
        self.assertEqual(self.queries("/resources/"), many)
