"""A page for one age band does not exist for the others: not as a page, a card, a hit or a tip."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from community.members.bands import Band
from community.resources.models import Resource
from community.resources.queries import published, search, suggest, suggestion_for
from tests.factories import make_member
from tests.resources.case import PagesCase, signed_in

FOR_ADULTS = "pain-and-mood"
FOR_YOUTH = "when-it-all-feels-too-much"
FROM_16 = "talking-to-work"
FOR_ALL = "pacing"


class WallTest(PagesCase):
    def status(self, member, slug):
        return signed_in(member).get(f"/resources/{slug}/").status_code

    def test_each_band_opens_its_own_pages_and_no_others(self):
        table = {
            FOR_ADULTS: {"adult"},
            FOR_YOUTH: {"younger", "older"},
            FROM_16: {"older", "adult"},
            FOR_ALL: {"younger", "older", "adult", "nobody"},
        }
        people = {
            "younger": self.younger,
            "older": self.older,
            "adult": self.adult,
            "nobody": None,
        }
        for slug, readers in table.items():
            for name, member in people.items():
                with self.subTest(page=slug, reader=name):
                    expected = 200 if name in readers else 404
                    self.assertEqual(self.status(member, slug), expected)

    def test_a_forbidden_page_is_answered_like_a_missing_one(self):
        client = signed_in(self.adult)
        forbidden = client.get(f"/resources/{FOR_YOUTH}/")
        missing = client.get("/resources/there-is-no-such-page/")
        self.assertEqual(forbidden.status_code, missing.status_code)
        self.assertNotIn(b"too much", forbidden.content)

    def test_the_index_shows_only_what_the_reader_may_open(self):
        for member in (self.younger, self.older, self.adult, None):
            with self.subTest(reader=member):
                page = signed_in(member).get("/resources/").content.decode()
                for resource in Resource.objects.live():
                    allowed = not member or member.age_band in resource.bands
                    if not member:
                        allowed = resource.bands == frozenset(Band)
                    self.assertEqual(f'href="{resource.path}"' in page, allowed, resource.slug)

    def test_search_and_suggestions_stay_inside_the_band(self):
        for member in (self.younger, self.older, self.adult):
            for found in search(member, "help"):
                self.assertIn(member.age_band, found.bands)
            ids = {row.id for row in suggest(member, "pain when too much")}
            self.assertTrue(ids)
            for resource in Resource.objects.filter(pk__in=ids):
                self.assertIn(member.age_band, resource.bands)

    def test_search_finds_words_of_the_text(self):
        self.assertIn(FOR_ALL, [found.slug for found in search(self.adult, "boom bust")])
        self.assertEqual(list(search(self.adult, "xylophone")), [])
        self.assertEqual(list(search(self.adult, "  ")), [])

    def test_a_title_comes_before_a_mention(self):
        found = [resource.slug for resource in search(self.adult, "sleeping")]
        self.assertEqual(found[0], "sleeping-when-it-hurts")

    def test_what_a_mentor_suggests_can_be_opened_by_everybody_in_the_conversation(self):
        mentor = make_member("Grace", roles=("mentor",), cleared=True)
        rows = suggest(mentor, "pain", bands=frozenset({Band.YOUNGER}))
        self.assertTrue(rows)
        for resource in Resource.objects.filter(pk__in=[row.id for row in rows]):
            self.assertIn(Band.YOUNGER, resource.bands)

    def test_suggestions_say_their_label_in_words(self):
        row = suggest(self.adult, "pacing")[0]
        self.assertEqual(row.url, "/resources/pacing/")
        self.assertEqual(row.evidence, "Tested in small studies")
        self.assertEqual(row.framework, "Pacing and exercise")

    def test_a_suggestion_for_today_is_one_that_the_member_may_open(self):
        self.assertIn(Band.YOUNGER, suggestion_for(self.younger).bands)

    def test_a_closed_account_reads_only_what_everybody_may(self):
        self.adult.is_active = False
        self.assertEqual(set(published(self.adult)), set(published(AnonymousUser())))

    def test_editors_see_every_page(self):
        for slug in (FOR_ADULTS, FOR_YOUTH, FROM_16, FOR_ALL):
            self.assertEqual(self.status(self.editor, slug), 200)

    def test_an_operator_does_not_see_youth_pages(self):
        operator = make_member("Olu", roles=("operator",), is_superuser=True)
        self.assertEqual(self.status(operator, FOR_YOUTH), 404)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/admin/cms/pagecontent/",
        "/admin/resources/resource/",
        "/admin/filer/folder/",
        "/admin/autocomplete/?app_label=resources&model_name=resourcecard&field_name=resource",
    ],
)
def test_pages_that_nobody_published_are_shut_to_whoever_is_no_editor(client, path) -> None:
    """Being a superuser opens nothing."""
    client.force_login(make_member("Olu", roles=("operator",), is_superuser=True, is_staff=True))
    assert client.get(path).status_code == 404
    client.force_login(make_member("Eve", roles=("editor",), is_superuser=True, is_staff=True))
    assert client.get(path).status_code != 404
