"""What somebody would rather not see passes them by, while a colleague can take it."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps

from moderation import actions, categories
from moderation.categories import Category
from moderation.models import Flag, Reviewable, Skip
from moderation.screening.policy import current
from moderation.states import ReviewState
from moderation.tiers import Rule
from tests.moderation.conftest import DANGER, row_of
from tests.moderation.wellbeing.conftest import HARM, HATE, offered


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
