"""A member's own page, and how others see them."""

from __future__ import annotations

import pytest

from community.members.bands import Band
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def fields(**changes: str) -> dict[str, str]:
    return {
        "display_name": "Rosa",
        "pronouns": "she/her",
        "about": "Two dogs.",
        "time_zone": "Europe/Dublin",
        "theme": "dark",
    } | changes


def test_a_member_changes_what_others_see(client) -> None:
    rosa = make_member("Rosa")
    client.force_login(rosa)
    assert client.post("/me/", fields(), follow=True).status_code == 200
    rosa.refresh_from_db()
    assert (rosa.pronouns, rosa.time_zone, rosa.theme) == ("she/her", "Europe/Dublin", "dark")
    assert 'data-theme="dark"' in client.get("/me/").content.decode()


def test_a_name_that_is_taken_comes_back_with_the_rest_filled_in(client) -> None:
    make_member("Ines")
    client.force_login(make_member("Rosa"))
    page = client.post("/me/", fields(display_name="ines")).content.decode()
    assert "Somebody already uses this name" in page
    assert "Two dogs." in page


def test_an_adult_meets_no_profile_of_a_youth_and_no_youth_one_of_an_adult(client) -> None:
    rosa, juno, milo = (
        make_member("Rosa"),
        make_member("Juno", Band.OLDER),
        make_member("Milo", Band.YOUNGER),
    )
    for viewer in (rosa, juno, milo):
        client.force_login(viewer)
        for person in (rosa, juno, milo):
            expected = 200 if person == viewer else 404
            assert client.get(f"/people/{person.pk}/").status_code == expected


def test_a_youth_meets_the_cleared_people_who_look_after_them(client) -> None:
    grace = make_member("Grace", roles=("facilitator",), cleared=True)
    client.force_login(make_member("Juno", Band.OLDER))
    page = client.get(f"/people/{grace.pk}/")
    assert page.status_code == 200
    assert "Facilitator" in page.content.decode()


def test_nobody_sees_an_address_or_a_date_of_birth(client) -> None:
    tobias = make_member("Tobias", email="tobias.secret@test.example")
    client.force_login(make_member("Rosa"))
    page = client.get(f"/people/{tobias.pk}/").content.decode()
    assert "tobias.secret" not in page
    assert str(tobias.date_of_birth.year) not in page


def test_flare_mode_strips_the_page_and_comes_back_to_it(client) -> None:
    client.force_login(make_member("Rosa"))
    answer = client.post("/me/flare/", {"next": "/conversations/"})
    assert answer["Location"] == "/conversations/"
    assert "data-flare" in client.get("/conversations/").content.decode()
    assert client.post("/me/flare/", {"next": "https://elsewhere.example/"})["Location"] == "/me/"


def test_a_profile_costs_the_same_whoever_it_is(client, django_assert_max_num_queries) -> None:
    tobias = make_member("Tobias")
    client.force_login(make_member("Rosa"))
    with django_assert_max_num_queries(10):
        client.get(f"/people/{tobias.pk}/")


@pytest.mark.parametrize("path", ["/today/", "/me/", "/notices/", "/people/1/"])
def test_a_visitor_is_asked_to_sign_in(client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_quick_exit_is_for_youth_and_for_adults_who_want_it(client) -> None:
    client.force_login(make_member("Juno", Band.OLDER))
    assert "data-exit" in client.get("/conversations/").content.decode()
    client.force_login(make_member("Rosa"))
    client.post("/me/safety/exit/", {"wanted": "yes"})
    assert "data-exit" in client.get("/conversations/").content.decode()
    client.post("/me/safety/exit/", {"wanted": "no"})
    assert "data-exit" not in client.get("/conversations/").content.decode()


def test_an_old_link_for_a_new_password_says_so_kindly(client) -> None:
    page = client.get("/accounts/password/reset/key/x-y/").content.decode()
    assert "This link no longer works" in page
    assert 'href="/accounts/password/reset/"' in page


def test_a_member_who_forgot_their_password_chooses_a_new_one(client, mailoutbox) -> None:
    rosa = make_member("Rosa", email="rosa@test.example")
    sent = client.post("/accounts/password/reset/", {"email": rosa.email}, follow=True)
    assert "Look in your e-mail" in sent.content.decode()
    link = next(word for word in mailoutbox[0].body.split() if "/reset/key/" in word)
    form = client.get(link, follow=True)
    assert "Choose a new password" in form.content.decode()
    words = "three quiet herons"
    where = form.redirect_chain[-1][0]
    bad = client.post(where, {"password1": words, "password2": "another thing"}).content.decode()
    assert "That did not work" in bad
    done = client.post(where, {"password1": words, "password2": words}, follow=True)
    assert "Your password is changed" in done.content.decode()
    rosa.refresh_from_db()
    assert rosa.check_password(words)
