"""A mentor's list: who is in it, in which order, and what it must not say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from community.members.actions import end_clearances
from community.members.bands import Band
from community.mentoring import queries
from community.safety.actions import keep_away
from forums.models import Follow, Post, ReadMarker
from moderation.models import CrisisCase
from tests.factories import make_member
from tests.forums.conftest import make_reply, make_space, make_thread
from tests.mentoring.conftest import fresh, put_together
from tests.pages import names_in, words_of

pytestmark = pytest.mark.django_db
URL = "/mentor/caseload/"


def ago(**time):
    return timezone.now() - timedelta(**time)


def age(post: Post, **time) -> Post:
    at = ago(**time)
    Post.objects.filter(pk=post.pk).update(published_at=at, placed_at=at, created=at)
    return post


def asked(author, **time):
    space = make_space(f"talk-{author.pk}", author.age_band)
    thread = make_thread(space, title=f"Question of {author.pk}", author=author)
    age(thread.posts.get(), **time)
    ReadMarker.objects.filter(member=author).delete()
    return thread


def case_of(member) -> CrisisCase:
    now = timezone.now()
    return CrisisCase.objects.create(
        member=member, band=member.age_band, risk="concern", source="flag", due_at=now
    )


def order(viewer, mentor):
    return [one.member.display_name for one in queries.caseload(fresh(viewer), mentor.pk)]


def test_whoever_waits_longest_for_a_reply_comes_first_then_who_is_away_longest(grace) -> None:
    names = ("Here", "Away", "Asked late", "Asked early")
    here, away, late, early = people = [make_member(name) for name in names]
    for one in people:
        put_together(one, grace)
    asked(here, hours=1)
    asked(late, hours=7)
    asked(early, hours=30)
    assert order(grace, grace) == ["Asked early", "Asked late", "Away", "Here"]
    assert away.display_name == "Away"


def test_a_reply_of_anybody_else_answers_and_ones_own_does_not(grace, rosa) -> None:
    put_together(rosa, grace)
    thread = asked(rosa, hours=9)
    age(make_reply(thread, author=rosa), hours=8)
    (charge,) = queries.caseload(grace, grace.pk)
    assert charge.unanswered.opener
    age(make_reply(thread), hours=1)
    (charge,) = queries.caseload(grace, grace.pk)
    assert charge.unanswered is None


@pytest.mark.parametrize(("hours", "waits"), [(5, False), (7, True), (24 * 15, False)])
def test_six_hours_without_a_reply_until_it_is_old(grace, rosa, hours, waits) -> None:
    put_together(rosa, grace)
    asked(rosa, hours=hours)
    (charge,) = queries.caseload(grace, grace.pk)
    assert (charge.unanswered is not None) is waits


def test_a_post_that_waits_for_a_moderator_is_not_spoken_of(grace, rosa) -> None:
    put_together(rosa, grace)
    thread = asked(rosa, hours=9)
    Post.objects.filter(thread=thread).update(state="held")
    (charge,) = queries.caseload(grace, grace.pk)
    assert (charge.unanswered, charge.last) == (None, None)


def test_an_open_case_is_flagged_to_those_who_may_know_of_it_alone(client, grace, noor) -> None:
    first, second = make_member("First"), make_member("Second")
    for one in (first, second):
        put_together(one, grace)
    asked(first, hours=9)
    case_of(second)
    # Not even the order says that there is one.
    assert order(grace, grace) == ["First", "Second"]
    client.force_login(grace)
    assert "Open case" not in client.get(URL).content.decode()
    assert order(noor, grace) == ["Second", "First"]
    client.force_login(noor)
    assert "Open case" in words_of(client.get(f"/mentoring/mentors/{grace.pk}/"))


def test_without_a_clearance_young_people_are_not_in_the_list(client, hana, milo, rosa) -> None:
    for one in (milo, rosa):
        put_together(one, hana)
    client.force_login(hana)
    assert names_in(client.get(URL), "Milo", "Rosa")
    end_clearances(hana)
    assert names_in(client.get(URL), "Milo", "Rosa") == ["Rosa"]


def test_a_lead_without_clearance_is_not_told_of_young_people(client, hana, milo, rosa) -> None:
    for one in (milo, rosa):
        put_together(one, hana)
    client.force_login(make_member(roles=("safeguarding_lead",)))
    page = client.get(f"/mentoring/mentors/{hana.pk}/")
    assert names_in(page, "Milo", "Rosa") == ["Rosa"]


def test_whoever_blocked_their_mentor_is_not_shown_as_being_here(grace, rosa) -> None:
    put_together(rosa, grace)
    thread = asked(make_member(), hours=1)
    ReadMarker.objects.create(member=rosa, thread=thread, seq=1)
    (charge,) = queries.caseload(grace, grace.pk)
    assert charge.last_words == "Here today"
    keep_away(rosa, grace, "block")
    (charge,) = queries.caseload(fresh(grace), grace.pk)
    assert charge.last is None


def test_the_list_says_how_long_ago_in_coarse_words(grace, rosa) -> None:
    put_together(rosa, grace)
    thread = asked(rosa, days=3)
    for days, said in ((3, "this week"), (20, "this month"), (40, "over a month")):
        age(thread.posts.get(), days=days)
        assert said in queries.caseload(grace, grace.pk)[0].last_words


@pytest.mark.parametrize("roles", [(), ("facilitator",), ("moderator",), ("safeguarding_lead",)])
def test_for_others_there_is_no_such_page(client, roles) -> None:
    client.force_login(make_member(roles=roles, cleared=True))
    assert client.get(URL).status_code == 404


def test_the_pages_take_as_many_queries_for_many_as_for_few(
    client, grace, noor, django_assert_max_num_queries
) -> None:
    def fill():
        for _ in range(4):
            one = make_member()
            put_together(one, grace)
            thread = asked(one, hours=9)
            Follow.objects.get_or_create(member=one, thread=thread)
            case_of(one)

    fill()
    pages = ((grace, URL, 24), (noor, f"/mentoring/mentors/{grace.pk}/", 40))
    taken = []
    for _ in range(2):
        counts = []
        for who, path, most in pages:
            client.force_login(who)
            client.get(path)
            with django_assert_max_num_queries(most) as asked_for:
                client.get(path)
            counts.append(len(asked_for))
        taken.append(counts)
        fill()
    assert taken[0] == taken[1]


def test_the_bands_of_a_mentor_are_told_apart(hana) -> None:
    young = make_member(band=Band.OLDER)
    put_together(young, hana)
    asked(young, hours=9)
    (charge,) = queries.caseload(hana, hana.pk)
    assert charge.unanswered is not None
    end_clearances(hana)
    assert queries.caseload(fresh(hana), hana.pk) == []
