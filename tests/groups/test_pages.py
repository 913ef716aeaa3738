from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.members.bands import Band
from groups import actions
from groups.models import Acceptance, Removal, agreement_in_force
from groups.states import Entry, SessionState
from tests.factories import make_member
from tests.groups.makers import add_host, make_facilitator, make_group, make_session, put_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace(db):
    return make_facilitator("Grace")


@pytest.fixture
def group(grace):
    return make_group(facilitator=grace)


@pytest.fixture
def rosa(group, client):
    rosa = put_in(group, make_member("Rosa"))
    client.force_login(rosa)
    return rosa


def url(name, session):
    return reverse(name, args=[session.group_id, session.pk])


def cost_of(client, address):
    """Queries of the second look: the first fills caches."""
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_every_page_wants_a_sign_in(client, group):
    session = make_session(group)
    for address in (
        reverse("groups"),
        reverse("group", args=[group.pk]),
        reverse("group_agreement", args=[group.pk]),
        url("session", session),
        url("room", session),
        url("goodbye", session),
    ):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("band", [Band.YOUNGER, Band.OLDER])
def test_youth_pages_are_not_there_for_adults_and_the_other_way_round(client, group, band):
    theirs = make_group(band, facilitator=make_facilitator("Owen"), name="Youth room")
    adult, youth = make_member("Rosa"), make_member("Milo", band)
    for person, forbidden in ((adult, theirs), (youth, group)):
        client.force_login(person)
        session = make_session(forbidden)
        assert forbidden.name not in client.get(reverse("groups")).content.decode()
        pages = [
            reverse("group", args=[forbidden.pk]),
            reverse("group_agreement", args=[forbidden.pk]),
            *(url(name, session) for name in ("session", "session_door", "room", "goodbye")),
        ]
        for address in pages:
            assert client.get(address).status_code == 404, address
        posts = [
            reverse("group_enrol", args=[forbidden.pk]),
            *(
                url(name, session)
                for name in ("room_token", "room_chat", "room_word", "room_remove")
            ),
        ]
        for address in posts:
            assert client.post(address).status_code == 404, address


def test_a_session_is_found_only_under_its_own_group(client, group, rosa):
    other = make_group(name="Other")
    session = make_session(group)
    assert client.get(reverse("session", args=[other.pk, session.pk])).status_code == 404


def test_my_groups_shows_the_next_session_first_and_lights_join(client, group, rosa):
    session = make_session(group, starts_in_min=30, state=SessionState.SCHEDULED)
    page = client.get(reverse("groups")).content.decode()
    assert "Join opens" in page
    assert session.room_url not in page

    session.starts_at = timezone.now() + timedelta(minutes=9)
    session.save()
    assert session.room_url in client.get(reverse("groups")).content.decode()
    assert session.room_url in client.get(reverse("groups_next")).content.decode()


def test_my_groups_costs_the_same_for_one_group_and_for_many(client, group, rosa):
    make_session(group)
    one = cost_of(client, reverse("groups"))
    for number in range(4):
        more = make_group(name=f"Group {number}")
        make_session(more)
        put_in(more, rosa, accepted=False)
    assert cost_of(client, reverse("groups")) == one
    assert one <= 16


def test_the_room_page_tells_nothing_of_the_chat_to_somebody_at_the_door(client, group, rosa):
    session = make_session(group)
    session.lines.create(member=rosa, text="Private", html="Private", state="published", seq=1)
    assert "Private" not in client.get(session.room_url).content.decode()


def test_the_room_costs_the_same_for_a_small_group_and_a_full_one(client, group, rosa):
    session = make_session(group)
    small = cost_of(client, session.room_url)
    for number in range(9):
        put_in(group, make_member(f"Inside {number}"))
    assert cost_of(client, session.room_url) == small
    assert small <= 20


def test_times_are_in_the_members_own_zone(client, group, rosa):
    rosa.time_zone = "Asia/Kolkata"
    rosa.save()
    session = make_session(group, starts_in_min=600, state=SessionState.SCHEDULED)
    local = session.starts_at.astimezone(ZoneInfo("Asia/Kolkata"))
    assert f"{local:%H:%M} to" in client.get(session.get_absolute_url()).content.decode()


def test_joining_and_leaving_a_group(client, group):
    ines = make_member("Ines")
    client.force_login(ines)
    page = client.post(reverse("group_enrol", args=[group.pk]), follow=True)
    assert ines.pk in {m.member_id for m in group.memberships.filter(state="active")}
    assert "Leave this group" in page.content.decode()
    client.post(reverse("group_leave", args=[group.pk]))
    assert not group.memberships.filter(state="active").exists()


def test_somebody_who_waits_sees_their_place(client, group):
    group.entry = Entry.OPEN
    group.capacity = 10
    group.save()
    for number in range(10):
        put_in(group, make_member(f"Inside {number}"))
    actions.enrol(make_member("First"), group)
    second = make_member("Second")
    client.force_login(second)
    client.post(reverse("group_enrol", args=[group.pk]))
    page = client.get(reverse("group", args=[group.pk])).content.decode()
    assert "You are number 2 on the waiting list" in page


def test_only_hosts_see_who_is_in_the_group(client, group, grace, rosa):
    put_in(group, make_member("Tobias"))
    address = reverse("group", args=[group.pk])
    assert "Tobias" not in client.get(address).content.decode()
    client.force_login(grace)
    assert "Tobias" in client.get(address).content.decode()


def test_the_room_leads_to_the_agreement_first(client, group):
    ines = put_in(group, make_member("Ines"), accepted=False)
    session = make_session(group)
    client.force_login(ines)
    answer = client.get(session.room_url)
    assert answer.status_code == 302
    agreement = reverse("group_agreement", args=[group.pk])
    assert answer["Location"].startswith(f"{agreement}?next=")
    assert client.post(url("room_token", session)).status_code == 403

    version = agreement_in_force(group).version
    unticked = client.post(agreement, {"version": version, "next": session.room_url})
    assert "Tick the box" in unticked.content.decode()
    assert not Acceptance.objects.filter(member=ines).exists()
    accepted = client.post(agreement, {"version": version, "agree": "on", "next": session.room_url})
    assert accepted["Location"] == session.room_url
    assert client.get(session.room_url).status_code == 200
    assert client.post(url("room_token", session)).status_code == 200


def test_the_agreement_sends_nobody_to_another_site(client, group):
    client.force_login(put_in(group, make_member("Ines"), accepted=False))
    version = agreement_in_force(group).version
    answer = client.post(
        reverse("group_agreement", args=[group.pk]),
        {"version": version, "agree": "on", "next": "https://elsewhere.example/"},
    )
    assert answer["Location"] == group.get_absolute_url()


def test_the_room_waits_for_its_time(client, group, rosa):
    session = make_session(group, starts_in_min=60, state=SessionState.SCHEDULED)
    assert client.get(session.room_url)["Location"] == session.get_absolute_url()
    answer = client.post(url("room_token", session))
    assert answer.status_code == 403
    assert answer.json()["error"] == "The room is not open yet."


def test_a_facilitator_opens_the_room(client, group, grace):
    session = make_session(group, starts_in_min=40, state=SessionState.SCHEDULED)
    client.force_login(grace)
    answer = client.post(url("session_open", session))
    assert answer["Location"] == session.room_url
    session.refresh_from_db()
    assert session.state == SessionState.OPEN


def test_a_member_cannot_open_the_room_or_remove_anybody(client, group, rosa):
    session = make_session(group, starts_in_min=5, state=SessionState.SCHEDULED)
    tobias = put_in(group, make_member("Tobias"))
    assert client.post(url("session_open", session)).status_code == 403
    assert client.post(url("room_remove", session), {"member": tobias.pk}).status_code == 403
    assert not Removal.objects.exists()


def test_a_removed_member_is_told_and_stays_out(client, group, grace, rosa):
    session = make_session(group)
    client.force_login(grace)
    answer = client.post(url("room_remove", session), {"member": rosa.pk, "reason": "Shouting"})
    assert answer.status_code == 200
    client.force_login(rosa)
    assert client.get(session.room_url)["Location"] == session.get_absolute_url()
    assert "cannot come back today" in client.get(session.get_absolute_url()).content.decode()
    assert "cannot come back" in client.post(url("room_token", session)).json()["error"]
    assert "no longer in the room" in client.get(url("goodbye", session)).content.decode()


def test_who_is_out_for_ten_minutes_reads_until_when(client, group, grace, rosa):
    session = make_session(group)
    removal = actions.remove_from_session(grace, session, rosa, may_return=True)
    client.force_login(rosa)
    from_then = f"{timezone.localtime(removal.until):%H:%M}"
    for page in (session.get_absolute_url(), url("goodbye", session)):
        words = client.get(page).content.decode()
        assert "can ask to come in again from" in words
        assert from_then in words
        assert "cannot come back today" not in words
    removal.until = timezone.now()
    removal.save()
    assert client.get(session.room_url).status_code == 200
    assert "come in again" not in client.get(session.get_absolute_url()).content.decode()


def test_facilitators_can_remove_members_alone(client, group, grace):
    owen = add_host(group, make_facilitator("Owen"))
    session = make_session(group)
    client.force_login(grace)
    for person in (owen, make_member("Outsider")):
        answer = client.post(url("room_remove", session), {"member": person.pk})
        assert answer.status_code == 404
    with pytest.raises(PermissionDenied):
        actions.remove_from_session(grace, session, owen)


def test_a_chat_line_that_cannot_be_sent_says_why(client, group, rosa):
    session = make_session(group)
    at_the_door = client.post(url("room_chat", session), {"text": "Hello"})
    assert at_the_door.status_code == 403
    actions.record_joined(session, rosa)
    empty = client.post(url("room_chat", session), {"text": " "})
    assert empty.status_code == 400
    assert empty.json()["error"] == "Write something first."


def test_goodbye_shows_when_the_group_meets_next(client, group, rosa):
    session = make_session(group)
    following = make_session(group, starts_in_min=60 * 24 * 7, state=SessionState.SCHEDULED)
    page = client.get(url("goodbye", session)).content.decode()
    assert following.get_absolute_url() in page
    assert "Go back in" in page


def test_a_facilitator_plans_a_meeting_in_her_own_time_zone(client, group, grace):
    grace.time_zone = "America/Toronto"
    grace.save()
    client.force_login(grace)
    day = (timezone.now() + timedelta(days=3)).date()
    form = {"title": "Sleep", "starts_at": f"{day}T19:00", "minutes": 60, "agenda": "Hello\nBye"}
    answer = client.post(reverse("session_new", args=[group.pk]), form)
    session = group.sessions.get()
    assert answer["Location"] == session.get_absolute_url()
    assert session.starts_at.astimezone(ZoneInfo("America/Toronto")).hour == 19
    assert session.ends_at - session.starts_at == timedelta(hours=1)


def test_a_meeting_in_the_past_is_refused_and_nothing_is_lost(client, group, grace):
    client.force_login(grace)
    form = {"title": "Sleep", "starts_at": "2020-01-01T19:00", "minutes": 60}
    page = client.post(reverse("session_new", args=[group.pk]), form)
    assert page.status_code == 200
    assert page.context["form"]["title"].value() == "Sleep"
    assert "in the past" in str(page.context["form"].errors)
    assert not group.sessions.exists()


def test_a_facilitator_writes_a_new_agreement(client, group, grace, rosa):
    client.force_login(grace)
    address = reverse("agreement_new", args=[group.pk])
    assert client.post(address, {"text": "Be kind."}).status_code == 200
    assert agreement_in_force(group).group is None
    client.post(address, {"text": "Be kind.\nListen.\nPhones away."})
    assert agreement_in_force(group).promises == ["Be kind.", "Listen.", "Phones away."]


def test_members_plan_and_write_nothing(client, group, rosa):
    for name in ("session_new", "agreement_new"):
        assert client.get(reverse(name, args=[group.pk])).status_code == 403


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("left", "You have left the room"),
        ("denied", "You were not let in this time"),
        ("replaced", "in another window"),
        ("<script>", "You have left the room"),
        ("removed", "You are no longer in the room"),
    ],
)
def test_goodbye_says_why(client, group, rosa, why, words):
    page = client.get(url("goodbye", make_session(group)), {"why": why}).content.decode()
    assert words in page
    assert "<script>" not in page.split("<h1>")[1].split("</h1>")[0]
