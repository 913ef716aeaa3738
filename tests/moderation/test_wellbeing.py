"""What the work may do to a moderator, and what they may choose: a share for each day, things not
to see, breaks, and a page that is theirs."""

from __future__ import annotations

import importlib
import re
from datetime import timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.members.bands import Band
from moderation import actions, categories, loads
from moderation.categories import Category
from moderation.models import (
    AppendOnly,
    AuditEvent,
    Exposure,
    Flag,
    Pause,
    Reviewable,
    Skip,
    Wellbeing,
)
from moderation.screening.policy import current
from moderation.states import ReviewState
from moderation.tiers import Rule, deadlines
from moderation.wellbeing import A_DAY, A_WEEK, Load, load_of
from tests.factories import make_member
from tests.moderation.conftest import DANGER, KIND, RUDE, row_of
from tests.pages import names_in

_numbers = count(1_000_000)
HARM, HATE = "crisis.risk", "toxicity.identity_attack"


@pytest.fixture
def author(db):
    return make_member("Wen")


@pytest.fixture
def item(author):
    """An item in the queue, of a tier and about something; late when its first look is due."""

    def make(tier="P3", code="toxicity.insult", late=False, band=Band.ADULT, by=None):
        now = timezone.now()
        opened = now - timedelta(days=4 if late else 0)
        first_look, breach = deadlines(tier, band, opened)
        return Reviewable.objects.create(
            kind=KIND, object_id=next(_numbers), band=band, author=by or author, tier=tier,
            opened_at=opened, due_first_look=first_look, due_breach=breach,
            reasons=[{"code": code, "label": "Why", "words": ["words"]}],
        )  # fmt: skip

    return make


def met(member, weight, ago=timedelta(0), times=1):
    for _ in range(times):
        Exposure.objects.create(member=member, weight=weight, at=timezone.now() - ago)


def spent(member):
    met(member, A_DAY)


def offered(member):
    return actions.offer(loads.own(member, timezone.now()), timezone.now())


def hold(member, row):
    """Gives the row to somebody without counting it."""
    now = timezone.now()
    Reviewable.objects.filter(pk=row.pk).update(
        state=ReviewState.CLAIMED, claimed_by=member, lease_token="0" * 32, lease_started=now,
        lease_expires=now + timedelta(minutes=5),
    )  # fmt: skip


# ---- what is counted


@pytest.mark.parametrize(
    ("tier", "weight"), [("P0", 3), ("P1", 2), ("P2", 1), ("P3", 0), ("P4", 0)]
)
def test_opening_an_item_counts_by_its_tier(item, ana, tier, weight):
    row = item(tier, HARM)
    actions.claim(ana, row.pk)
    seen = Exposure.objects.get()
    assert (seen.member, seen.reviewable, seen.weight) == (ana, row, weight)
    assert seen.category == Category.SELF_HARM


def test_what_one_holds_already_is_not_counted_again(item, ana):
    row = item("P0")
    actions.claim(ana, row.pk)
    actions.claim(ana, row.pk)
    assert Exposure.objects.count() == 1


def test_what_was_met_cannot_be_changed_by_anybody(item, ana):
    actions.claim(ana, item("P0").pk)
    seen = Exposure.objects.get()
    for change in (
        seen.save,
        seen.delete,
        Exposure.objects.all().delete,
        lambda: Exposure.objects.update(weight=0),
    ):
        with pytest.raises(AppendOnly):
            change()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE moderation_exposure SET weight = 0")


def test_it_stays_when_the_item_goes_and_goes_with_the_account(item, ana, author):
    actions.claim(ana, item("P0").pk)
    Reviewable.objects.all().delete()
    assert Exposure.objects.get().reviewable is None
    ana.delete()
    assert not Exposure.objects.exists()


# ---- a share for each day and week


def test_with_the_days_share_spent_next_brings_only_lighter_items(item, ana, bo):
    hard = [item(tier) for tier in ("P0", "P1", "P2")]
    light = [item("P3"), item("P4")]
    spent(ana)
    assert [actions.claim_next(ana), actions.claim_next(ana)] == light
    assert actions.claim_next(ana) is None
    assert actions.claim_next(bo) == hard[0]


def test_the_weeks_share_counts_too_and_frees_itself_after_seven_days(item, ana, bo):
    met(ana, A_WEEK, ago=timedelta(days=5))
    row = item("P2")
    assert actions.claim_next(ana) is None
    Exposure.objects.all()._raw_delete("default")
    met(ana, A_WEEK, ago=timedelta(days=8))
    assert actions.claim_next(ana) == row


def test_a_day_ends_at_midnight_where_the_person_lives(item, bo):
    ana = make_member("Ana", roles=("moderator",), time_zone="Pacific/Auckland")
    here = timezone.now().astimezone(ZoneInfo(ana.time_zone))
    met(ana, A_DAY, ago=timedelta(hours=here.hour, minutes=here.minute, seconds=here.second + 1))
    row = item("P2")
    assert actions.claim_next(ana) == row


def test_somebody_can_take_on_less_but_never_more(ana):
    assert actions.look_after(ana, a_day=4).a_day == 4
    for more in ({"a_day": A_DAY + 1}, {"a_week": A_WEEK + 1}, {"a_day": 0}):
        with pytest.raises(ValidationError):
            actions.look_after(ana, **more)


def test_a_cry_that_nobody_else_can_take_is_offered_before_lighter_items(client, item, ana):
    danger, light = item("P0"), item("P3")
    spent(ana)
    assert offered(ana).row == danger and offered(ana).others == actions.Others.CANNOT
    client.force_login(ana)
    asked = client.post("/moderation/next/", follow=True).content.decode()
    assert "Nobody else on the team can take this now" in asked and "I can take it" in asked
    assert "enough hard reading for today" in asked and "Take a break" in asked
    assert not Reviewable.objects.filter(state=ReviewState.CLAIMED).exists()
    assert client.post("/moderation/next/", {"lighter": "1"}).url == f"/moderation/{light.pk}/"
    client.post(f"/moderation/{danger.pk}/claim/")
    danger.refresh_from_db()
    assert danger.claimed_by == ana


@pytest.mark.parametrize("why", ["spared", "skipped", "spent", "uncleared", "author"])
def test_a_colleague_who_could_not_take_it_does_not_count(item, ana, bo, why):
    band = Band.YOUNGER if why == "uncleared" else Band.ADULT
    danger = item("P0", HARM, band=band, by=bo if why == "author" else None)
    spent(ana)
    if why == "spared":
        actions.look_after(bo, spared=["self_harm"])
    elif why == "skipped":
        Skip.objects.create(reviewable=danger, by=bo)
    elif why == "spent":
        spent(bo)
    assert offered(ana).others == actions.Others.CANNOT


def test_what_a_colleague_can_take_is_offered_without_asking_first(client, item, ana, bo):
    danger, light = item("P1"), item("P3")
    spent(ana)
    assert offered(ana) == actions.Offer(danger, actions.Others.MAY)
    client.force_login(ana)
    assert client.post("/moderation/next/").url == f"/moderation/{light.pk}/"
    assert "Colleagues can take it too" in client.get("/moderation/").content.decode()


@pytest.mark.parametrize("tier", ["P0", "P1", "P2"])
def test_what_nobody_took_in_time_is_offered_whoever_could(item, ana, bo, tier):
    row = item(tier, late=True)
    spent(ana)
    assert offered(ana) == actions.Offer(row, actions.Others.LATE)


def test_serious_harm_that_is_in_time_waits_for_others(item, ana, bo):
    item("P2")
    spent(ana)
    assert offered(ana) is None


# ---- in a row, and by turns


def test_after_three_severe_items_a_light_one_comes_first(item, ana):
    hard = [item("P1") for _ in range(4)]
    light = item("P4")
    assert [actions.claim_next(ana) for _ in range(5)] == [*hard[:3], light, hard[3]]


def test_danger_to_life_does_not_wait_for_a_light_one(item, ana):
    met(ana, 2, times=3)
    item("P4")
    danger = item("P0")
    assert actions.claim_next(ana) == danger


def test_without_a_light_one_the_severe_one_comes(item, ana):
    met(ana, 2, times=3)
    row = item("P1")
    assert actions.claim_next(ana) == row


def test_a_break_ends_the_row_of_severe_ones(item, ana):
    met(ana, 2, ago=timedelta(hours=1), times=3)
    actions.take_break(ana)
    actions.end_break(ana)
    item("P4")
    row = item("P1")
    assert actions.claim_next(ana) == row


def test_what_is_severe_goes_to_the_colleague_at_work_who_met_less(item, ana, bo):
    met(ana, 2, ago=timedelta(days=2), times=4)
    met(ana, 0)
    hold(bo, item("P4"))
    hard, light = item("P1"), item("P3")
    assert actions.claim_next(ana) == light
    assert actions.claim_next(bo) == hard


@pytest.mark.parametrize("why", ["late", "away", "spared", "danger"])
def test_it_does_not_go_round_to_a_colleague_when(item, ana, bo, why):
    met(ana, 2, ago=timedelta(days=2), times=4)
    met(ana, 0)
    hard = item("P0" if why == "danger" else "P1", HARM, late=why == "late")
    item("P3")
    if why != "away":
        hold(bo, item("P4"))
    if why == "spared":
        actions.look_after(bo, spared=["self_harm"])
    assert actions.claim_next(ana) == hard


# ---- what somebody would rather not see


def test_next_passes_by_what_somebody_would_rather_not_see(item, ana, bo):
    harm, hate = item("P1", HARM), item("P2", HATE)
    actions.look_after(ana, spared=["self_harm"])
    assert actions.claim_next(ana) == hate
    assert actions.claim_next(ana) is None
    assert actions.claim_next(bo) == harm


def test_one_may_still_choose_it(item, ana, bo):
    harm = item("P1", HARM)
    actions.look_after(ana, spared=["self_harm"])
    assert actions.claim(ana, harm.pk).claimed_by == ana


def test_what_nobody_wants_to_see_still_comes_with_a_word_before_it(
    client, make_post, screening, ana, bo
):
    row = row_of(make_post(DANGER, body="I want to end it tonight"))
    for one in (ana, bo):
        actions.look_after(one, spared=["self_harm"])
    assert actions.claim_next(ana) == row
    client.force_login(ana)
    page = client.get(f"/moderation/{row.pk}/").content.decode()
    warned = page.index("This is about: Suicide and self-harm")
    assert warned < page.index('class="veil"') < page.index("tonight")


def test_what_everybody_passed_by_comes_to_somebody_again(item, ana, bo, noor):
    row = item("P2", HATE)
    for one in (bo, noor):
        Skip.objects.create(reviewable=row, by=one, why=Skip.Why.UNSURE)
    actions.look_after(ana, spared=["hate"])
    assert actions.claim_next(ana) == row


def test_it_does_not_come_while_a_colleague_may_take_it(item, ana, bo, noor):
    row = item("P2", HATE)
    Skip.objects.create(reviewable=row, by=bo)
    actions.look_after(ana, spared=["hate"])
    assert actions.claim_next(ana) is None
    assert actions.claim_next(noor) == row


def test_who_reported_it_is_not_the_colleague_who_could(item, ana, bo):
    row = item("P2", HATE)
    Flag.objects.create(reviewable=row, reporter=bo, concern="guideline", rule="unkind")
    actions.look_after(ana, spared=["hate"])
    assert actions.claim_next(ana) == row


def test_a_late_cry_that_one_would_rather_not_see_is_a_choice(client, item, ana, bo):
    row = item("P1", HARM, late=True)
    actions.look_after(ana, spared=["self_harm"])
    assert actions.claim_next(ana) is None
    assert offered(ana).row == row
    client.force_login(ana)
    page = client.get("/moderation/").content.decode()
    assert "something that you would rather not see: Suicide and self-harm" in page


def test_the_next_item_that_is_suggested_follows_the_same_choices(client, item, ana, bo):
    done, harm, light = item("P3"), item("P1", HARM), item("P4")
    actions.look_after(ana, spared=["self_harm"])
    Reviewable.objects.filter(pk=done.pk).update(state=ReviewState.CLOSED)
    client.force_login(ana)
    page = client.get(f"/moderation/{done.pk}/").content.decode()
    suggested = page[page.index("bar-claim") : page.index("Look at the next one")]
    assert f"/moderation/{light.pk}/" in suggested and f"/moderation/{harm.pk}/" not in suggested


CODES = {
    **dict.fromkeys(("contact.email", "contact.phone", "contact.handle")),
    **dict.fromkeys(("contact.link", "medical", "premoderation", "crisis.lookalike")),
    **dict.fromkeys(("contact.secrecy", "contact.age", "contact.meet"), "grooming"),
    **dict.fromkeys(("contact.elsewhere", "contact.likely", "flag.contact"), "grooming"),
    **dict.fromkeys(("crisis.distress", "crisis.worry", "crisis.risk"), "self_harm"),
    **dict.fromkeys(("crisis.intent", "crisis.plan", "crisis.method"), "self_harm"),
    **dict.fromkeys(("crisis.pact", "crisis.encourage", "crisis.told", "flag.method"), "self_harm"),
    **dict.fromkeys(("flag.worry", "watched.word"), "self_harm"),
    **dict.fromkeys(("medical.trade", "medical.dosing", "medical.stop"), "medicine"),
    **dict.fromkeys(("medical", "medical.cure", "medical.likely", "flag.medical"), "medicine"),
    **dict.fromkeys(("toxicity.threat", "flag.threat"), "threats"),
    **dict.fromkeys(("toxicity.identity_attack", "toxicity.severe_toxicity"), "hate"),
    **dict.fromkeys(("toxicity.insult", "toxicity.obscene", "toxicity.toxicity")),
    **dict.fromkeys(("flag.private", "flag.off_topic", "flag.other")),
    "flag.unkind": "hate",
    "toxicity.disbelief": "disbelief",
}


@pytest.mark.parametrize(("code", "category"), CODES.items())
def test_each_reason_is_about_one_thing_or_nothing(code, category):
    bits = categories.bits_of([{"code": code}])
    assert categories.named(bits) == ([category] if category else [])


def test_every_code_that_can_bring_an_item_here_is_in_that_table():
    policy = current()
    raised = {*policy.findings, *(f"toxicity.{label}" for label in policy.labels)}
    assert raised | {f"flag.{rule}" for rule in Rule.values} <= set(CODES)


def test_what_came_before_is_sorted_too(item):
    row = item("P1", HARM)
    Reviewable.objects.update(categories=0)
    migration = importlib.import_module("moderation.migrations.0007_wellbeing")
    migration.say_what_it_is_about(apps, None)
    row.refresh_from_db()
    assert categories.named(row.categories) == [Category.SELF_HARM]


# ---- nothing waits for ever

choice = st.sets(st.sampled_from(["self_harm", "hate", "medicine"]))
things = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(["P0", "P1", "P2", "P3", "P4"]),
        "code": st.sampled_from([HARM, HATE, "medical.trade", "toxicity.insult"]),
        "late": st.booleans(),
        "band": st.sampled_from([Band.ADULT, Band.YOUNGER]),
    }
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    spared=st.lists(choice, min_size=3, max_size=3),
    weights=st.lists(st.sampled_from([0, 6, A_DAY, A_WEEK]), min_size=3, max_size=3),
    rows=st.lists(things, min_size=1, max_size=5),
    skips=st.lists(st.booleans(), max_size=12),
)
def test_every_item_is_served_to_somebody_in_the_end(
    item, ana, bo, noor, spared, weights, rows, skips
):
    """Whatever they would rather not see, skip, and have met: next brings it, or offers it."""
    people = [ana, bo, noor]
    with transaction.atomic():
        for one, what, weight in zip(people, spared, weights, strict=True):
            actions.look_after(one, spared=what)
            met(one, weight)
        for row in rows:
            item(**row)
        _work(people, list(skips))
        # What is not urgent may wait for somebody else, but not past its time.
        Reviewable.objects.update(due_first_look=timezone.now() - timedelta(minutes=1))
        _work(people, [])
        assert not Reviewable.objects.waiting().exists()
        transaction.set_rollback(True)


def _work(people, skips):
    """Turns, until nobody is brought or offered anything more."""
    served = True
    while served:
        served = False
        for one in people:
            row = actions.claim_next(one)
            if row is None and (urgent := offered(one)):
                row = actions.claim(one, urgent.row.pk)
            if row is None:
                continue
            served = True
            if skips and skips.pop():
                assert actions.hand_on(one, row.pk, row.lease_token)
            else:
                row.move(ReviewState.CLOSED)
                row.save()


# ---- handing on


def test_an_item_is_handed_on_without_a_reason(client, held, ana, bo):
    actions.claim(ana, held.pk)
    held.refresh_from_db()
    client.force_login(ana)
    token = {"lease_token": held.lease_token}
    answer = client.post(f"/moderation/{held.pk}/hand-on/", token, follow=True)
    assert "Handed on." in answer.content.decode()
    row = AuditEvent.objects.get(act="reviewable.handed_on")
    assert row.detail == {} and Skip.objects.get().why == ""
    assert actions.claim_next(ana) is None
    assert actions.claim_next(bo).pk == held.pk


def test_nobody_reads_who_handed_it_on(client, held, ana, bo):
    row = actions.claim(ana, held.pk)
    actions.hand_on(ana, held.pk, row.lease_token)
    client.force_login(bo)
    assert names_in(client.get(f"/moderation/{held.pk}/"), "Ana") == []


def test_the_words_leave_the_screen_with_it(client, held, ana):
    row = actions.claim(ana, held.pk)
    client.force_login(ana)
    answer = client.post(
        f"/moderation/{held.pk}/hand-on/",
        {"lease_token": row.lease_token},
        headers={"HX-Request": "true"},
    )
    assert "useless" not in answer.content.decode()
    assert answer.headers["HX-Push-Url"] == "/moderation/"


def test_nobody_hands_on_what_somebody_else_holds(client, held, ana, bo):
    row = actions.claim(ana, held.pk)
    client.force_login(bo)
    answer = client.post(f"/moderation/{held.pk}/hand-on/", {"lease_token": row.lease_token})
    assert answer.status_code == 409
    held.refresh_from_db()
    assert held.claimed_by == ana


# ---- words stay hidden until they are opened


@pytest.mark.parametrize(
    ("veil", "tiers"),
    [("severe", "P0 P1"), ("care", "P0 P1 P2"), ("all", "P0 P1 P2 P3 P4")],
)
def test_a_moderator_chooses_from_where_on_words_are_hidden(
    client, make_post, screening, ana, veil, tiers
):
    actions.look_after(ana, veil=veil)
    row = row_of(make_post(RUDE))
    client.force_login(ana)
    for tier in ("P0", "P1", "P2", "P3", "P4"):
        Reviewable.objects.filter(pk=row.pk).update(tier=tier)
        page = client.get(f"/moderation/{row.pk}/").content.decode()
        assert ('class="veil"' in page) is (tier in tiers), tier
        assert ("why-words" in page) is (tier not in tiers), tier
        assert f'data-veils="{veil}"' in page


# ---- breaks


def test_a_break_gives_back_what_one_holds_and_taking_something_ends_it(client, held, ana):
    actions.claim(ana, held.pk)
    client.force_login(ana)
    page = client.post("/moderation/wellbeing/break/", follow=True).content.decode()
    assert "You are on a break" in page
    held.refresh_from_db()
    assert held.state == ReviewState.OPEN
    actions.take_break(ana)
    assert Pause.objects.count() == 1
    actions.claim(ana, held.pk)
    assert Pause.objects.get().ended_at is not None


# ---- whose page it is

WHO = {
    "self": (200, 404, 302),
    "colleague": (200, 404, 404),
    "crisis lead": (200, 404, 404),
    "supervisor": (200, 200, 200),
    "suspended supervisor": (200, 404, 404),
    "operator": (404, 404, 404),
    "member": (404, 404, 404),
    "youth": (404, 404, 404),
}


def _who(name, ana):
    roles = {
        "colleague": ("moderator",),
        "crisis lead": ("crisis_lead",),
        "supervisor": ("safeguarding_lead",),
        "suspended supervisor": ("safeguarding_lead",),
        "operator": ("operator",),
    }
    if name == "self":
        return ana
    band = Band.OLDER if name == "youth" else Band.ADULT
    member = make_member(band=band, roles=roles.get(name, ()), cleared=name == "supervisor")
    if name.startswith("suspended"):
        member.suspended_until = timezone.now() + timedelta(days=1)
        member.save()
    return member


@pytest.mark.parametrize(("who", "answers"), WHO.items())
def test_who_sees_which_page(client, ana, who, answers):
    """Their own, that of the team, and that of Ana."""
    client.force_login(_who(who, ana))
    pages = ("", "team/", f"{ana.pk}/")
    assert tuple(client.get(f"/moderation/wellbeing/{page}").status_code for page in pages) == (
        answers
    )


@pytest.mark.parametrize("page", ["", "team/", "7/"])
def test_signed_out_people_are_asked_to_sign_in(client, db, page):
    assert client.get(f"/moderation/wellbeing/{page}").status_code == 302


def test_nobody_has_a_page_who_does_not_moderate(client, noor, author):
    client.force_login(noor)
    assert client.get(f"/moderation/wellbeing/{author.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.look_after(author, veil="all")


def test_a_supervisor_reads_a_band_and_nothing_else(client, noor, ana, bo):
    met(ana, 7, times=5)
    actions.look_after(ana, spared=["self_harm", "grooming"], veil="all", a_day=3)
    client.force_login(noor)
    for page in ("team/", f"{ana.pk}/"):
        seen = client.get(f"/moderation/wellbeing/{page}").content.decode()
        assert "Heavy" in seen and "spared some topics" not in seen
        said = names_in(
            seen, *(str(label) for label in Category.labels), "35", "hard item", "share"
        )
        assert said == []


def test_a_supervisor_learns_that_topics_are_spared_only_when_told(client, noor, ana):
    actions.look_after(ana, spared=["grooming"], shares_spared=True)
    client.force_login(noor)
    seen = client.get("/moderation/wellbeing/team/").content.decode()
    assert "Asked to be spared some topics" in seen and "grooming" not in seen


def test_the_team_is_listed_by_name_not_by_load(client, noor, ana, bo):
    met(bo, A_WEEK)
    client.force_login(noor)
    team = client.get("/moderation/wellbeing/team/")
    assert names_in(team, "Ana", "Bo", "Noor") == ["Ana", "Bo", "Noor"]


@pytest.mark.parametrize(
    ("week", "load"), [(0, Load.LIGHT), (13, Load.LIGHT), (14, Load.USUAL), (31, Load.HEAVY)]
)
def test_a_load_is_light_usual_or_heavy(week, load):
    assert load_of(week) is load


def test_ones_own_page_says_it_in_words_and_draws_it(client, ana, bo):
    met(ana, 3, times=2)
    met(ana, 2, ago=timedelta(days=2))
    met(bo, 3, times=3)
    client.force_login(ana)
    page = client.get("/moderation/wellbeing/").content.decode()
    assert "You opened 2 hard items today, about half of your share for one day." in page
    assert "3 hard items, a little of your share for a week." in page
    assert "<svg viewBox" in page and "<desc" in page and page.count('<rect class="wb-bar') == 7
    assert names_in(page, "Bo") == [] and not re.search(r"\sstyle=", page)


def test_the_settings_are_kept_and_the_log_does_not_name_them(client, ana):
    client.force_login(ana)
    said = {
        "spared": ["self_harm", "hate"],
        "veil": "care",
        "shares_spared": "on",
        "a_day": 6,
        "a_week": 20,
    }
    answer = client.post("/moderation/wellbeing/", said, follow=True)
    assert "Kept." in answer.content.decode()
    chosen = Wellbeing.objects.get(member=ana)
    assert set(categories.named(chosen.spared)) == {"self_harm", "hate"}
    assert (chosen.veil, chosen.shares_spared, chosen.a_day, chosen.a_week) == ("care", True, 6, 20)
    row = AuditEvent.objects.get(act="wellbeing.changed")
    assert row.detail == {} and row.scope == "" and row.actor_id == ana.pk


def test_what_cannot_be_read_is_refused_in_plain_words(client, ana):
    client.force_login(ana)
    said = {"spared": ["nonsense"], "veil": "care", "a_day": 99, "a_week": 20}
    answer = client.post("/moderation/wellbeing/", said)
    assert answer.status_code == 422 and "less than or equal to 12" in answer.content.decode()
    assert not Wellbeing.objects.exists()


# ---- it stays fast


@pytest.mark.parametrize("tier", ["P1", "P3"])
def test_next_takes_the_same_number_of_queries_however_long_the_queue(item, ana, bo, noor, tier):
    """With something to spare, somebody at work and a row of severe ones: every question asked."""
    actions.look_after(ana, spared=["self_harm"])
    hold(bo, item("P4"))
    item("P3")
    met(ana, 2, ago=timedelta(days=1), times=4)
    actions.claim_next(bo)
    taken = []
    for more in (1, 40):
        for _ in range(more):
            item(tier, HATE)
            item(tier, HARM)
        with CaptureQueriesContext(connection) as seen:
            row = actions.claim_next(ana)
        assert row is not None
        taken.append(len(seen))
        actions.release(ana, row.pk, row.lease_token)
    assert taken[0] == taken[1] <= 36
