"""Who is there when, and what members are told of it."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from community.members.bands import Band
from community.members.models import Role
from moderation import actions, rota, staffing
from moderation.actions.alarms import raise_alarm
from moderation.models import Chain, Cover, CrisisCase, Duty, Risk, Shift
from moderation.rota import Span
from moderation.staffing import care_at, deadlines
from tests.factories import make_member

MONDAY = date(2026, 3, 23)
NOON = datetime(2026, 3, 23, 12, tzinfo=UTC)


def shift(member, duty=Duty.MODERATING, weekday=0, starts=9, ends=17, zone="Europe/London"):
    return Shift.objects.create(
        member=member, duty=duty, weekday=weekday, starts=time(starts), ends=time(ends), zone=zone,
        first_day=date(2026, 1, 1),
    )  # fmt: skip


def always(member, *duties):
    """On duty day and night."""
    return [
        shift(member, duty, day, 0, 12) and shift(member, duty, day, 12, 0)
        for duty in duties
        for day in range(7)
    ]


def test_local_hours_stay_what_they_are_when_the_clocks_change(ana):
    made = shift(ana, weekday=0)
    before, after = rota.hours_of(made, MONDAY), rota.hours_of(made, MONDAY + timedelta(days=7))
    assert before.start == datetime(2026, 3, 23, 9, tzinfo=UTC)
    assert after.start == datetime(2026, 3, 30, 8, tzinfo=UTC)


def test_a_night_shift_ends_on_the_next_day(ana):
    span = rota.hours_of(shift(ana, starts=22, ends=6, zone="America/New_York"), MONDAY)
    assert span.end - span.start == timedelta(hours=8)
    assert span.start.astimezone(ZoneInfo("America/New_York")).hour == 22


def test_a_shift_of_yesterday_that_goes_on_is_seen_today(ana):
    shift(ana, weekday=6, starts=22, ends=6)
    at = datetime(2026, 3, 23, 3, tzinfo=UTC)
    assert [one.member for one in staffing.watches(at, at + timedelta(minutes=1))] == [ana]


SPANS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 120)).map(
        lambda pair: Span(
            NOON + timedelta(minutes=pair[0]), NOON + timedelta(minutes=pair[0] + pair[1])
        )
    ),
    max_size=8,
)


@given(SPANS)
def test_merged_hours_and_their_gaps_are_the_whole_time_and_never_overlap(spans):
    end = NOON + timedelta(minutes=700)
    joined = rota.merged(spans)
    whole = sorted([*joined, *rota.gaps(joined, NOON, end)], key=lambda one: one.start)
    assert whole[0].start == NOON and whole[-1].end == end
    assert all(one.end == other.start for one, other in itertools.pairwise(whole))


@given(SPANS, st.integers(0, 600), st.integers(1, 300))
def test_a_deadline_leaves_exactly_the_allowed_time_with_somebody_there(spans, since, allowed):
    joined, start = rota.merged(spans), NOON + timedelta(minutes=since)
    found = rota.after(start, timedelta(minutes=allowed), joined)
    staffed = sum(
        (
            min(one.end, found or one.end) - max(one.start, start)
            for one in joined
            if min(one.end, found or one.end) > max(one.start, start)
        ),
        timedelta(),
    )
    assert staffed == timedelta(minutes=allowed) if found else staffed < timedelta(minutes=allowed)


def test_only_the_hours_count_in_which_somebody_is_there(ana):
    shift(ana, weekday=0, starts=9, ends=10)
    shift(ana, weekday=1, starts=9, ends=17)
    first, _ = deadlines("P2", Band.ADULT, datetime(2026, 3, 23, 9, 30, tzinfo=UTC))
    assert first == datetime(2026, 3, 24, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize("tier", ["P0", "P1"])
def test_danger_waits_for_no_shift(ana, tier):
    shift(ana)
    at = datetime(2026, 3, 22, 2, tzinfo=UTC)
    assert deadlines(tier, Band.ADULT, at)[0] - at <= timedelta(minutes=30)


def test_without_a_rota_all_hours_count(db):
    assert deadlines("P2", Band.ADULT, NOON)[0] == NOON + timedelta(hours=2)


def test_a_moderator_who_may_not_be_near_youth_does_not_staff_their_spaces(ana, bo):
    shift(bo)
    assert care_at(Band.ADULT, NOON).kind == "here"
    assert care_at(Band.YOUNGER, NOON).kind == "away"
    shift(ana)
    assert care_at(Band.YOUNGER, NOON).kind == "here"


def test_a_role_that_expired_staffs_nothing(ana):
    shift(ana)
    Role.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert care_at(Band.ADULT, NOON).kind == "away"


def test_nobody_is_there_while_the_shift_is_not_covered(ana, bo):
    made = shift(ana)
    Cover.objects.create(shift=made, day=MONDAY, by=None)
    assert care_at(Band.ADULT, NOON).kind == "away"
    Cover.objects.update(by=bo)
    found = staffing.watches(NOON, NOON + timedelta(minutes=1))
    assert [(one.member, one.covers) for one in found] == [(bo, ana)]


def test_members_read_when_somebody_is_back(ana):
    shift(ana, weekday=2, starts=9, ends=17)
    found = care_at(Band.ADULT, NOON)
    assert (found.kind, found.back) == ("away", datetime(2026, 3, 25, 9, tzinfo=UTC))
    assert not found.is_watched


def page_of(client, member):
    client.force_login(member)
    return client.get(reverse("today")).content.decode()


def test_every_page_says_whether_anybody_is_there(client, ana):
    member = make_member()
    assert "Nobody watches this community around the clock" in page_of(client, member)
    always(ana, Duty.MODERATING)
    staffing.forget_care()
    assert "care-strip" not in page_of(client, member)
    Shift.objects.all().update(first_day=date(2999, 1, 1))
    staffing.forget_care()
    assert "Nobody from our team is here right now" in page_of(client, member)


def give(by, member, **other):
    said = {
        "duty": Duty.MODERATING, "weekdays": [0, 2], "starts": time(9), "ends": time(12),
        "zone": "Europe/Berlin",
    }  # fmt: skip
    return actions.give_shift(by, member, **{**said, **other})


def test_a_lead_gives_shifts_and_a_moderator_does_not(noor, ana, bo):
    assert [one.weekday for one in give(noor, bo)] == [0, 2]
    with pytest.raises(PermissionDenied):
        give(ana, bo)


def test_nobody_is_given_a_duty_that_their_role_does_not_allow(noor, bo):
    with pytest.raises(ValidationError, match="does not hold the role"):
        give(noor, bo, duty=Duty.ON_CALL)
    with pytest.raises(ValidationError, match="does not hold the role"):
        give(noor, make_member("Rosa"))


@pytest.mark.parametrize("wrong", [{"weekdays": []}, {"ends": time(9)}, {"zone": "Mars/Base"}])
def test_a_shift_that_makes_no_sense_is_refused(noor, bo, wrong):
    with pytest.raises(ValidationError):
        give(noor, bo, **wrong)
    assert not Shift.objects.exists()


def test_whoever_works_a_shift_may_say_who_stands_in_and_others_may_not(ana, bo, noor):
    made = shift(ana)
    with pytest.raises(PermissionDenied):
        actions.cover(bo, made.pk, MONDAY, bo)
    actions.cover(ana, made.pk, MONDAY, bo)
    assert Cover.objects.get().by == bo
    actions.cover(noor, made.pk, MONDAY, ana)
    assert not Cover.objects.exists()
    with pytest.raises(ValidationError, match="does not begin on that day"):
        actions.cover(ana, made.pk, MONDAY + timedelta(days=1), bo)


def test_an_ended_shift_stays_on_record_and_works_no_more(noor, ana):
    made = shift(ana)
    actions.end_shift(noor, made.pk)
    made.refresh_from_db()
    assert made.last_day and not staffing.watches(timezone.now(), timezone.now() + staffing.AHEAD)


def test_the_rota_page_is_for_the_team(client, noor, ana):
    always(ana, Duty.MODERATING)
    always(noor, Duty.ON_CALL)
    client.force_login(make_member("Rosa"))
    assert client.get(reverse("moderation:rota")).status_code == 404
    client.force_login(ana)
    page = client.get(reverse("moderation:rota")).content.decode()
    assert "somebody is on call all week" in page and "Give a shift" not in page
    client.force_login(noor)
    assert "Give a shift" in client.get(reverse("moderation:rota")).content.decode()


def test_a_form_that_was_wrong_comes_back_filled(client, noor, bo):
    client.force_login(noor)
    typed = {"member": bo.pk, "duty": "on_call", "weekdays": ["3"], "starts": "09:00",
             "ends": "11:00", "zone": "Europe/Berlin"}  # fmt: skip
    answer = client.post(reverse("moderation:rota_give"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "does not hold the role" in page
    assert 'value="Europe/Berlin"' in page and 'value="11:00"' in page


def test_the_cost_of_the_rota_page_does_not_grow_with_it(
    client, noor, ana, django_assert_max_num_queries
):
    client.force_login(noor)
    always(noor, Duty.ON_CALL)
    client.get(reverse("moderation:rota"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("moderation:rota"))
    always(ana, Duty.MODERATING)
    for _ in range(4):
        always(make_member(roles=("moderator",)), Duty.MODERATING)
    with django_assert_max_num_queries(40) as many:
        client.get(reverse("moderation:rota"))
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("at", "asked"),
    [
        (datetime(2026, 3, 23, 8, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 23, 9, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 23, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 23, 17, 0, tzinfo=UTC), False),
        # The clocks went forward in between: nine in London is eight in UTC.
        (datetime(2026, 3, 30, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 30, 8, 0, tzinfo=UTC), True),
    ],
)
def test_risk_questions_are_asked_in_the_hours_and_zone_of_the_rota(ana, at, asked):
    shift(ana, weekday=0, starts=9, ends=17, zone="Europe/London")
    assert staffing.may_ask_about_risk(Band.ADULT, at) is asked
    assert staffing.may_ask_about_risk(Band.OLDER, at) is asked


def test_risk_questions_are_off_while_the_rota_is_empty(db):
    assert not staffing.may_ask_about_risk(Band.ADULT)
    assert not staffing.may_ask_about_risk(Band.YOUNGER, NOON)


def test_risk_questions_are_off_while_nobody_comes(ana):
    always(ana, Duty.MODERATING)
    assert staffing.may_ask_about_risk(Band.ADULT)
    alarm = raise_alarm(Chain.IMMINENT, Band.ADULT, case=_case_of(make_member()))
    late = alarm.raised_at + timedelta(minutes=20)
    assert not staffing.may_ask_about_risk(Band.ADULT, late)
    assert staffing.may_ask_about_risk(Band.OLDER, late)


def test_a_worry_is_told_at_all_hours_and_says_when_nobody_is_here(client, ana):
    rosa, sam = make_member(), make_member(about="Hello")
    path = f"{reverse('moderation:report', args=['members.profile', sam.pk])}?concern=worry"
    client.force_login(rosa)
    assert "Do not wait for us" in client.get(path).text
    always(ana, Duty.MODERATING)
    staffing.forget_care()
    page = client.get(path).text
    assert "Do not wait for us" not in page and "Our team looks at this first" in page


def _case_of(member):
    return CrisisCase.objects.create(
        member=member, band=member.band, risk=Risk.IMMINENT, source="flag", due_at=timezone.now()
    )
