"""What children get without choosing: private, not located, not profiled, not nudged."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.conf import settings

from community.consent.forms import AgreeForm, Choices
from community.consent.models import Purpose
from community.consent.queries import agreed
from community.members.bands import Band
from tests.factories import make_member

OURS = ("community", "forums", "groups", "moderation", "video")
SOURCES = [
    path
    for room in (*OURS, "templates")
    for path in (settings.BASE_DIR / room).rglob("*")
    if path.suffix in {".js", ".html"}
]


def test_the_sources_are_really_read() -> None:
    assert len(SOURCES) > 100


@pytest.mark.parametrize(
    "word", ["geolocation", "getCurrentPosition", "streak", "leaderboard", 'autoplay="autoplay"']
)
def test_no_page_asks_where_somebody_is_or_counts_their_days(word: str) -> None:
    found = [path for path in SOURCES if word in path.read_text(encoding="utf-8")]
    assert not found


def test_no_table_keeps_a_place_or_a_score_of_a_person() -> None:
    """A text may have a score; a person has none."""
    words = re.compile(r"latitude|longitude|geo|ip_address|streak|points|level|engagement|interest")
    for model in apps.get_models():
        if model._meta.app_config.name.split(".")[0] in OURS:
            for field in model._meta.get_fields():
                assert not words.search(field.name), f"{model.__name__}.{field.name}"


@pytest.mark.django_db
@pytest.mark.parametrize("band", list(Band))
def test_somebody_who_chose_nothing_shows_a_name_and_gave_nothing_to_others(client, band) -> None:
    kit = make_member("Kit", band)
    assert (kit.about, kit.pronouns) == ("", "")
    assert not any(agreed(kit, purpose) for purpose in (Purpose.RESEARCH, Purpose.TRAINING))
    client.force_login(make_member("Lou", band))
    page = client.get(f"/people/{kit.pk}/").content.decode().split("<main", 1)[1]
    for private in (kit.email, str(kit.date_of_birth.year), kit.time_zone):
        assert private not in page


@pytest.mark.parametrize("form", [Choices(), AgreeForm()])
def test_no_box_is_ticked_beforehand(form) -> None:
    assert not re.search(r"<input[^>]*checked", str(form))


@pytest.mark.django_db
def test_browsers_are_told_to_refuse_places(client) -> None:
    assert "geolocation=()" in client.get("/help/")["Permissions-Policy"]
