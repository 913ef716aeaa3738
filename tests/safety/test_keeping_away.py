"""Block and mute: what follows for the one who does it, and that nothing shows to the other."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.members.bands import Band
from community.notices.models import Notice
from community.safety.actions import keep_away, let_near
from community.safety.queries import kept_away, unseen_by, who_hear
from tests.factories import make_member
from tests.forums.conftest import adults, make_reply, make_thread, screening
from tests.pages import words_of

__all__ = ["adults", "screening"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def people(adults):
    return make_member("Rosa"), make_member("Tobias"), make_thread(adults)


@pytest.mark.parametrize("kind", ["block", "mute"])
def test_what_they_write_is_folded_for_me_and_for_nobody_else(people, client, kind):
    rosa, tobias, thread = people
    make_reply(thread, "Slow and steady.", tobias)
    make_reply(thread, "Other words.", make_member("Ines"))
    keep_away(rosa, tobias, kind)
    client.force_login(rosa)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert page.count('class="kept-away"') == 1
    folded = page.split('class="kept-away"')[1].split("</details>")
    assert "Slow and steady." in "".join(folded[:-1])
    assert f'data-away=",{tobias.pk},"' in page
    for other in (tobias, make_member("Kofi")):
        client.force_login(other)
        assert "kept-away" not in client.get(thread.get_absolute_url()).content.decode()


def test_the_live_fragment_of_such_a_post_is_folded_when_my_page_fetches_it(people, client):
    rosa, tobias, thread = people
    post = make_reply(thread, "Slow and steady.", tobias)
    keep_away(rosa, tobias, "block")
    client.force_login(rosa)
    assert "kept-away" in client.get(f"/posts/{post.pk}/fragment/").content.decode()


def test_their_reactions_and_conversations_step_back_as_well(people, client):
    from forums import actions

    rosa, tobias, thread = people
    theirs = make_thread(thread.space, "Tomatoes", author=tobias)
    mine = make_reply(thread, "Mine.", rosa)
    actions.react(tobias, mine, "same")
    client.force_login(rosa)
    assert "Tobias" in words_of(client.get(thread.get_absolute_url()))
    keep_away(rosa, tobias, "mute")
    assert "Tobias" not in words_of(client.get(thread.get_absolute_url()))
    rows = client.get(thread.space.get_absolute_url()).content.decode()
    assert rows.count('class="kept-away"') == 1
    assert "Tomatoes" in rows.split('class="kept-away"')[1].split("</details>")[0]
    assert theirs.pk


def test_search_leaves_them_out_until_i_ask_for_everybody(people, client):
    rosa, tobias, thread = people
    make_reply(thread, "A very particular tomato.", tobias)
    keep_away(rosa, tobias, "block")
    client.force_login(rosa)
    assert "Nothing with" in words_of(client.get("/search/?q=tomato"))
    assert "1 post with" in words_of(client.get("/search/?q=tomato&everybody=yes"))


@pytest.mark.parametrize("kind", ["block", "mute"])
def test_i_hear_nothing_when_they_write_my_name_and_the_words_look_as_always(people, kind):
    rosa, tobias, thread = people
    keep_away(rosa, tobias, kind)
    post = make_reply(thread, "Hello @Rosa", tobias)
    assert '<span class="mention">@Rosa</span>' in post.html
    assert not Notice.objects.filter(member=rosa).exists()
    make_reply(thread, "Hello @Rosa", make_member("Ines"))
    assert Notice.objects.filter(member=rosa, kind="mention").count() == 1
    let_near(rosa, tobias)
    make_reply(thread, "Hello again @Rosa", tobias)
    assert Notice.objects.filter(member=rosa, kind="mention").count() == 2


def test_presence_is_hidden_both_ways_by_a_block_and_one_way_by_a_mute(people):
    rosa, tobias, _ = people
    keep_away(rosa, tobias, "block")
    assert unseen_by(tobias) == {rosa.pk}
    assert unseen_by(rosa) == {tobias.pk}
    keep_away(rosa, tobias, "mute")
    assert unseen_by(tobias) == frozenset()
    assert unseen_by(rosa) == {tobias.pk}


def test_a_moderator_of_the_band_cannot_be_kept_from_looking_after_it(people, client):
    rosa, tobias, thread = people
    bo = make_member("Bo", roles=("moderator",))
    keep_away(rosa, bo, "block")
    assert unseen_by(bo) == frozenset()
    assert who_hear(bo, [rosa], Band.ADULT) == [rosa]
    make_reply(thread, "Slow and steady.", tobias)
    keep_away(bo, tobias, "block")
    client.force_login(bo)
    assert "kept-away" not in client.get(thread.get_absolute_url()).content.decode()


def test_the_one_kept_away_sees_the_same_pages_as_before(people, client):
    rosa, tobias, thread = people
    make_reply(thread, "Mine.", rosa)
    client.force_login(tobias)
    addresses = [thread.get_absolute_url(), f"/people/{rosa.pk}/", f"/people/{rosa.pk}/distance/",
                 "/me/safety/", "/search/?q=Mine"]  # fmt: skip
    before = [words_of(client.get(one)) for one in addresses]
    keep_away(rosa, tobias, "block")
    assert [words_of(client.get(one)) for one in addresses] == before


def test_it_takes_two_steps_from_a_post_and_is_undone_on_my_own_page(people, client):
    rosa, tobias, thread = people
    make_reply(thread, "Slow and steady.", tobias)
    client.force_login(rosa)
    assert (
        f"/people/{tobias.pk}/distance/" in client.get(thread.get_absolute_url()).content.decode()
    )
    client.post(f"/people/{tobias.pk}/distance/", {"kind": "block"})
    assert "Tobias Blocked" in words_of(client.get("/me/safety/"))
    client.post(f"/people/{tobias.pk}/distance/", {"kind": "none"})
    assert "Nobody." in words_of(client.get("/me/safety/"))


def test_nobody_blocks_themselves_or_somebody_beyond_the_wall(people, client):
    rosa, _, _ = people
    juno = make_member("Juno", band=Band.OLDER)
    with pytest.raises(ValidationError):
        keep_away(rosa, rosa, "block")
    with pytest.raises(PermissionDenied):
        keep_away(rosa, juno, "block")
    client.force_login(rosa)
    missing = client.get("/people/999999/distance/")
    for address in (f"/people/{juno.pk}/distance/", f"/people/{rosa.pk}/distance/"):
        assert client.get(address).status_code == missing.status_code == 404
        assert words_of(client.get(address)) == words_of(missing)


def test_somebody_whom_a_birthday_took_beyond_the_wall_is_not_named_and_stays_blocked(client):
    juno, sam = make_member("Juno", band=Band.OLDER), make_member("Sam", band=Band.OLDER)
    keep_away(sam, juno, "block")
    sam.date_of_birth = sam.date_of_birth.replace(year=sam.date_of_birth.year - 10)
    sam.band = Band.ADULT
    sam.save()
    client.force_login(sam)
    assert "Juno" not in words_of(client.get("/me/safety/"))
    assert kept_away(sam) == {juno.pk: "block"}


def test_who_keeps_nobody_away_pays_no_query_for_it(people, client):
    rosa, tobias, thread = people
    make_reply(thread, "Slow and steady.", tobias)
    client.force_login(rosa)
    address = thread.get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as none:
        client.get(address)
    keep_away(rosa, tobias, "block")
    with CaptureQueriesContext(connection) as some:
        client.get(address)
    assert len(some) == len(none) + 1
    assert not any("safety_distance" in one["sql"] for one in none.captured_queries)
