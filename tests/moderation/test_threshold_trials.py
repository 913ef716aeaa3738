"""Other thresholds: tried on the past, signed by another, a week in the shadow, then in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import yaml
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from community.members.bands import Band
from community.notices.models import Notice
from forums.models import Post
from moderation import actions, backtests
from moderation.actions import trials
from moderation.figures.backtest import Past, backtest, mistakes, suggestion
from moderation.models import Beat, PolicyPack, Proposal, Reviewable, Trial
from moderation.queries.policies import published_text
from moderation.screening import policy
from moderation.screening.edit import Place, with_thresholds
from moderation.screening.policy import PACK, PolicyError, Thresholds, current, parse
from moderation.screening.verdict import STRICTNESS
from tests.factories import make_member
from tests.forums.conftest import PUBLISH
from tests.moderation.conftest import HOLD, INSULT, decide, row_of

ADULTS, OLDER = Place(Band.ADULT), Place(Band.OLDER)
MODEL = "test-model"
SHIPPED = PACK.read_text(encoding="utf-8")
EARLIER_HOLD = Thresholds(review=0.5, hold=0.6)

scores = st.floats(0, 1)
limits = st.tuples(scores, scores).map(lambda two: Thresholds(review=min(two), hold=max(two)))
readings = st.lists(
    st.builds(
        Past,
        st.just("test"),
        st.integers(1, 99),
        st.just(""),
        st.just(timezone.now()),
        scores,
        st.sampled_from(STRICTNESS),
        st.sampled_from([True, False, None]),
    ),
    max_size=60,
)


@pytest.fixture(autouse=True)
def published(the_shipped_policy):
    """The database is asked which pack is in force."""
    policy.published_by(published_text)


@pytest.fixture
def lead(db):
    return make_member("Noor", roles=("safeguarding_lead",), cleared=True)


@pytest.fixture
def second(db):
    return make_member("Sami", roles=("crisis_lead",), cleared=True)


@pytest.fixture
def write(make_post, ana):
    """A post that the filter scored, and that a moderator judged if that is said."""

    def make(score, judged=None, band=Band.ADULT, codes=(), **verdict):
        at = current().bands[band].toxicity
        outcome = "hold" if score >= at.hold else "review" if score >= at.review else "publish"
        reasons = tuple(replace(INSULT, code=code, detector=code[:7]) for code in codes)
        found = replace(
            HOLD if outcome == "hold" else PUBLISH,
            outcome=outcome, score=score, signals={"abuse": score}, model=MODEL, tier="P3",
            reasons=reasons or ((INSULT,) if outcome != "publish" else ()), **verdict,
        )  # fmt: skip
        post = make_post(found, band)
        if judged is not None:
            row = row_of(post)
            why = {} if judged == "approve" else {"reason_code": "guideline_unkind"}
            decide(ana, row, judged, **why)
        return post

    return make


def some(write):
    """Three between 0.6 and 0.8, of which moderators let one stay; one that nobody judged."""
    write(0.65, "remove")
    write(0.7, "remove")
    write(0.72, "approve")
    write(0.3)
    write(0.9, "remove")


def propose(lead, place=ADULTS, new=EARLIER_HOLD, why="Insults get through"):
    return actions.propose_thresholds(lead, place, new, why)


def signed(trial, second):
    proposal = trial.proposal
    actions.answer_proposal(second, proposal.pk, version=proposal.version, agree=True)
    return Trial.objects.get(pk=trial.pk)


def days_later(trial, days=7):
    shift = timedelta(days=days, minutes=1)
    Trial.objects.filter(pk=trial.pk).update(
        shadow_since=trial.shadow_since - shift, shadow_until=trial.shadow_until - shift
    )
    return Trial.objects.get(pk=trial.pk)


# The past


def test_the_past_says_how_many_more_would_have_been_held_and_how_many_wrongly(write) -> None:
    some(write)
    found = backtests.try_out(ADULTS, EARLIER_HOLD)
    more = found.of("more_held")
    assert (found.readings, found.judged) == (5, 4)
    assert (more.n, more.right, more.wrong, more.unknown) == (3, 2, 1, 0)
    assert (found.mistakes_before, found.mistakes_after) == (2, 1)
    assert trials.summary(found) == ["3 more held, 1 of them wrongly"]


def test_what_nobody_judged_is_neither_right_nor_wrong(write) -> None:
    write(0.7)
    found = backtests.try_out(ADULTS, EARLIER_HOLD)
    assert trials.summary(found) == ["1 more held, 0 of them wrongly, 1 judged by nobody"]
    assert found.mistakes_before == found.mistakes_after == 0


def test_what_something_else_holds_moves_with_no_threshold(write) -> None:
    write(0.7, codes=("medical.trade",))
    assert backtests.try_out(ADULTS, EARLIER_HOLD).changes_nothing


def test_a_decision_that_was_reversed_counts_as_one_to_stay(write) -> None:
    post = write(0.7, "remove")
    row_of(post).decisions.update(overturned_at=timezone.now())
    assert backtests.try_out(ADULTS, EARLIER_HOLD).of("more_held").wrong == 1


def test_readings_of_other_models_bands_and_times_are_left_out(write) -> None:
    write(0.7, band=Band.OLDER)
    old = write(0.7)
    Post.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=40))
    other = write(0.7)
    Post.objects.filter(pk=other.pk).update(verdict={**other.verdict, "model": "another"})
    write(0.7)
    assert backtests.try_out(ADULTS, EARLIER_HOLD).readings == 1


def test_one_space_is_tried_apart(write, make_post) -> None:
    post = write(0.7)
    assert backtests.try_out(Place(Band.ADULT, "elsewhere"), EARLIER_HOLD).readings == 0
    here = Place(Band.ADULT, post.thread.space.slug)
    assert backtests.try_out(here, EARLIER_HOLD).of("more_held").n == 1


def test_trying_takes_two_queries_a_kind_of_content_however_much_there_is(write) -> None:
    taken = []
    for _ in range(2):
        some(write)
        with CaptureQueriesContext(connection) as found:
            backtests.try_out(ADULTS, EARLIER_HOLD)
        taken.append(len(found))
    assert taken[0] == taken[1] <= 4


# The arithmetic


@given(readings, limits, limits)
def test_every_text_moves_one_way_at_most_and_back_again(pasts, old, new) -> None:
    there, back = backtest(pasts, old, new), backtest(pasts, new, old)
    for one, other in (("more_held", "fewer_held"), ("more_seen", "fewer_seen")):
        assert there.of(one).n == back.of(other).n
    moved = [id(item) for one in there.moved for item in one.items]
    assert len(moved) == len(set(moved))
    assert there.mistakes_after == back.mistakes_before


@given(readings, limits)
def test_the_same_thresholds_change_nothing(pasts, at) -> None:
    found = backtest(pasts, at, at)
    assert found.changes_nothing
    assert found.mistakes_before == found.mistakes_after


@given(readings, limits)
def test_what_is_suggested_makes_clearly_fewer_mistakes_on_enough_judgements(pasts, now) -> None:
    better = suggestion(pasts, now)
    if better is not None:
        assert sum(one.restricted is not None for one in pasts) >= 30
        assert mistakes(pasts, better) <= mistakes(pasts, now) - 3
        assert better.review <= better.hold


def past(score, restricted):
    return Past("test", 1, "", timezone.now(), score, "publish", restricted)


def test_with_enough_judged_the_better_threshold_is_found() -> None:
    pasts = [past(0.62, True)] * 20 + [past(0.4, False)] * 20
    at = Thresholds(review=0.5, hold=0.8)
    assert suggestion(pasts, at) == Thresholds(review=0.5, hold=0.6)
    assert suggestion(pasts[:15] + pasts[-9:], at) is None
    assert suggestion(pasts, Thresholds(review=0.5, hold=0.6)) is None


# The text of the pack


@given(limits, st.sampled_from([Band.OLDER, Band.ADULT]))
def test_the_text_changes_in_the_two_numbers_and_the_version_alone(new, band) -> None:
    new = Thresholds(review=round(new.review, 2), hold=round(new.hold, 2))
    text = with_thresholds(SHIPPED, Place(band), new, "test.2")
    assert parse(text).bands[band].toxicity == new
    before, after = yaml.safe_load(SHIPPED), yaml.safe_load(text)
    after["version"] = before["version"]
    after["bands"][band]["toxicity"] = before["bands"][band]["toxicity"]
    assert after == before
    lines = zip(SHIPPED.splitlines(), text.splitlines(), strict=True)
    assert sum(one != two for one, two in lines) <= 2


def test_a_space_gets_thresholds_of_its_own_and_others_keep_theirs() -> None:
    one = with_thresholds(SHIPPED, Place("adult", "flares"), EARLIER_HOLD, "a")
    two = with_thresholds(one, Place("adult", "pacing"), Thresholds(review=0.4, hold=0.7), "b")
    three = with_thresholds(two, Place("adult", "flares"), Thresholds(review=0.2, hold=0.9), "c")
    pack = parse(three)
    holds = [(one.space, one.toxicity.hold) for one in pack.overrides]
    assert holds == [("pacing", 0.7), ("flares", 0.9)]
    assert Place("adult").thresholds(pack) == Place("adult").thresholds(parse(SHIPPED))


def test_overrides_written_over_many_lines_are_understood_too() -> None:
    block = (
        "overrides:\n  - space: flares\n    band: adult\n    toxicity: {review: 0.4, hold: 0.7}\n"
    )
    text = SHIPPED.replace("overrides: []\n", block)
    pack = parse(with_thresholds(text, Place("adult", "pacing"), EARLIER_HOLD, "b"))
    assert [one.space for one in pack.overrides] == ["flares", "pacing"]
    assert pack.counted == parse(SHIPPED).counted


def test_a_space_is_never_looser_for_youth_than_the_rest_of_their_band() -> None:
    with pytest.raises(PolicyError):
        with_thresholds(SHIPPED, Place("16-17", "talk"), Thresholds(review=0.6, hold=0.9), "b")


# From the proposal into force


def test_a_proposal_is_signed_runs_a_week_and_is_published(write, lead, second) -> None:
    some(write)
    before = current()
    trial = propose(lead)
    assert trial.state == "proposed"
    assert "3 more held, 1 of them wrongly" in trial.proposal.detail["changes"]
    trial = signed(trial, second)
    assert trial.state == "shadow"
    assert current() == before
    with pytest.raises(ValidationError, match="not over"):
        actions.publish_trial(lead, trial.pk)
    pack = actions.publish_trial(lead, days_later(trial).pk)
    policy.forget()
    assert current().version == pack.version != before.version
    assert current().bands["adult"].toxicity == EARLIER_HOLD
    assert current().bands["16-17"] == before.bands["16-17"]
    assert Trial.objects.get().state == "published"


def test_one_click_brings_the_old_thresholds_back(write, lead, second) -> None:
    before = current().bands["adult"]
    actions.publish_trial(lead, days_later(signed(propose(lead), second)).pk)
    policy.forget()
    actions.roll_back(lead)
    policy.forget()
    assert current().bands["adult"] == before
    assert PolicyPack.objects.count() == 2


def test_whoever_proposes_does_not_sign(lead) -> None:
    trial = propose(lead)
    with pytest.raises(PermissionDenied):
        signed(trial, lead)


def test_a_proposal_that_is_declined_or_taken_back_or_forgotten_changes_nothing(
    lead, second
) -> None:
    first = propose(lead).proposal
    actions.answer_proposal(second, first.pk, version=first.version, agree=False, text="Too soon")
    again = propose(lead).proposal
    actions.withdraw(lead, again.pk, version=again.version)
    third = propose(lead)
    late = timezone.now() + timedelta(days=4)
    actions.proposals.expire(late)
    assert trials.advance(late) == 1
    assert set(Trial.objects.values_list("state", flat=True)) == {"dropped"}
    assert Trial.objects.get(pk=third.pk).ended_by is None
    assert not PolicyPack.objects.exists()


def test_during_the_week_the_shadow_shows_what_it_would_have_done(write, lead, second) -> None:
    write(0.7)
    trial = signed(propose(lead), second)
    write(0.66, "remove")
    found = backtests.shadow_of(Trial.objects.get(pk=trial.pk), timezone.now())
    assert (found.readings, found.of("more_held").right) == (1, 1)


def test_a_trial_can_be_dropped_and_then_published_no_more(lead, second) -> None:
    trial = days_later(signed(propose(lead), second))
    actions.drop_trial(lead, trial.pk)
    with pytest.raises(ValidationError, match="does not run"):
        actions.publish_trial(lead, trial.pk)


def test_what_was_tried_against_other_thresholds_is_not_published(lead, second) -> None:
    trial = days_later(signed(propose(lead), second))
    text = with_thresholds(SHIPPED, ADULTS, Thresholds(review=0.4, hold=0.7), "other.1")
    actions.apply_pack(lead, text)
    policy.forget()
    with pytest.raises(ValidationError, match="changed meanwhile"):
        actions.publish_trial(lead, trial.pk)


@pytest.mark.parametrize(
    ("place", "new", "why", "said"),
    [
        (ADULTS, Thresholds(review=0.5, hold=0.8), "why", "in force already"),
        (Place(Band.YOUNGER), EARLIER_HOLD, "why", "everything waits"),
        (Place(Band.OLDER, "talk"), Thresholds(review=0.6, hold=0.9), "why", "never looser"),
        (ADULTS, EARLIER_HOLD, " ", "Write why"),
    ],
)
def test_what_makes_no_sense_is_refused_in_plain_words(lead, place, new, why, said) -> None:
    with pytest.raises(ValidationError, match=said):
        propose(lead, place, new, why)
    assert not Trial.objects.exists()
    assert not Proposal.objects.exists()


def test_in_one_place_one_trial_runs_at_a_time(lead) -> None:
    trial = propose(lead)
    with pytest.raises(ValidationError, match="already"):
        propose(lead)
    propose(lead, OLDER, Thresholds(review=0.2, hold=0.4))
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.create(
            band=trial.band, review=0.1, hold=0.2, was_review=0.5, was_hold=0.8, why="x",
            by=lead, proposal=Proposal.objects.exclude(pk=trial.proposal_id).get(),
        )  # fmt: skip


def test_the_database_refuses_a_trial_that_skips_the_shadow(lead) -> None:
    trial = propose(lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.filter(pk=trial.pk).update(
            state="published", shadow_since=trial.made_at, shadow_until=timezone.now()
        )


@pytest.mark.parametrize("roles", [(), ("moderator",), ("facilitator",)])
def test_only_leads_propose(db, roles) -> None:
    with pytest.raises(PermissionDenied):
        propose(make_member(roles=roles, cleared=True))


def test_without_clearance_nobody_proposes_for_youth(db) -> None:
    lead = make_member(roles=("safeguarding_lead",))
    with pytest.raises(PermissionDenied):
        propose(lead, OLDER, Thresholds(review=0.2, hold=0.4))


# What the clock does


def test_the_leads_hear_once_that_the_week_is_over(lead, second) -> None:
    days_later(signed(propose(lead), second))
    now = timezone.now()
    assert trials.advance(now) == 1
    assert trials.advance(now) == 0
    heard = Notice.objects.filter(kind="trial").values_list("member", flat=True)
    assert set(heard) == {lead.pk, second.pk}


def test_once_a_week_the_leads_hear_of_better_thresholds(lead, write, monkeypatch) -> None:
    pasts = [past(0.62, True)] * 20 + [past(0.4, False)] * 20
    monkeypatch.setattr(trials, "pasts", lambda place, *_: pasts if place == ADULTS else [])
    now = timezone.now()
    assert trials.evaluate(now) == 1
    assert trials.evaluate(now + timedelta(days=6)) == 0
    assert Notice.objects.get(kind="trial", member=lead).link.endswith("review=0.50&hold=0.60")
    assert trials.evaluate(now + timedelta(days=8)) == 1
    assert Beat.objects.filter(name="thresholds").exists()
    assert not PolicyPack.objects.exists()


# The pages


URL = "/moderation/thresholds/"


def test_a_lead_tries_sees_the_items_and_proposes(client, write, lead, second) -> None:
    some(write)
    client.force_login(lead)
    tried = "?place=adult&review=0.50&hold=0.60"
    page = client.get(URL + tried).content.decode()
    assert "3 more held" in page
    listed = client.get(f"{URL}moved/{tried}&which=more_held").content.decode()
    assert listed.count("<li>") == 3
    for row in Reviewable.objects.filter(score__lt=0.8):
        assert f"/moderation/{row.pk}/" in listed
    sent = {"place": "adult", "review": "0.50", "hold": "0.60", "why": "Insults get through"}
    answer = client.post(URL, sent)
    trial = Trial.objects.get()
    assert answer["Location"] == trial.get_absolute_url()
    signed(trial, second)
    shown = client.get(trial.get_absolute_url()).content.decode()
    assert "3 more held, 1 of them wrongly" in shown
    assert "Publish</button>" not in shown
    days_later(Trial.objects.get())
    assert "Publish</button>" in client.get(trial.get_absolute_url()).content.decode()
    client.post(f"{trial.get_absolute_url()}end/", {"how": "publish"})
    assert Trial.objects.get().state == "published"


def test_a_proposal_without_a_reason_comes_back_filled(client, lead, write) -> None:
    client.force_login(lead)
    write(0.7)
    answer = client.post(URL, {"place": "adult", "review": "0.50", "hold": "0.60", "why": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write why" in page
    assert 'value="0.60"' in page


@pytest.mark.parametrize("asked", ["review=0.9&hold=0.2", "review=x&hold=0.2", "review=2&hold=3"])
def test_thresholds_that_are_none_are_explained(client, lead, asked) -> None:
    client.force_login(lead)
    answer = client.get(f"{URL}?place=adult&{asked}")
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


def test_without_clearance_a_lead_sees_nothing_of_youth(client, write) -> None:
    cleared = make_member(roles=("safeguarding_lead",), cleared=True)
    trial = propose(cleared, OLDER, Thresholds(review=0.2, hold=0.4))
    client.force_login(make_member(roles=("moderator",)))
    page = client.get(URL).content.decode()
    assert "aged" not in page
    assert client.get(trial.get_absolute_url()).status_code == 404
    assert client.get(f"{URL}?place=16-17&review=0.2&hold=0.4").status_code == 422


def test_members_find_no_such_page(client, lead) -> None:
    trial = propose(lead)
    client.force_login(make_member())
    for url in (URL, f"{URL}moved/", trial.get_absolute_url()):
        assert client.get(url).status_code == 404
    assert client.post(f"{trial.get_absolute_url()}end/").status_code == 404
