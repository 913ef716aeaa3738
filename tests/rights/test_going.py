"""An account goes: what the dry run says happens, no more, no less, and nobody is found again."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.consent import actions as consent
from community.consent.models import Asking, Consent
from community.members.bands import Band
from community.members.models import Member
from community.personal import Leave, holdings
from community.rights import actions
from community.rights.actions import leaving, receipts
from community.rights.models import Departure, Receipt
from forums.models import Post, Thread
from forums.private.models import Message, MessageDraft
from forums.states import State
from moderation.actions import open_reviewable
from moderation.models import AuditEvent, CrisisCase
from tests.factories import PASSWORD, make_member
from tests.rights.left import found_in
from tests.rights.traces import TRACES, once_each
from tests.rights.world import EMAIL, NAME, World, make_canary

pytestmark = [pytest.mark.django_db]


def go(member: Member, *, keep: bool = True) -> Receipt:
    departure = actions.ask_to_leave(member, keep_words=keep)
    return actions.carry_out(departure)


def counted(lines) -> Counter:
    return Counter({(line.title, line.how): line.count for line in lines if line.count})


@pytest.fixture
def everything(canary: Member) -> World:
    """One trace of each kind, and what there can be only one of."""
    world = World(canary)
    for trace in TRACES.values():
        trace(world)
    once_each(world)
    return world


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    how_often=st.fixed_dictionaries({name: st.integers(0, 2) for name in TRACES}),
    keep=st.booleans(),
    band=st.sampled_from(Band),
)
def test_the_dry_run_equals_the_result_whoever_it_is(db, how_often, keep, band) -> None:
    with transaction.atomic():
        world = World(make_canary(band))
        for name, times in how_often.items():
            for _ in range(times):
                TRACES[name](world)
        planned = actions.dry_run(world.member, keep_words=keep)
        done = [line for one in holdings() for line in one.go(world.member.pk, keep)]
        assert counted(planned) == counted(done)
        after = actions.dry_run(world.member, keep_words=keep)
        assert not [line for line in after if line.how is Leave.DELETE and line.count]
        transaction.set_rollback(True)


@pytest.mark.parametrize("keep", [True, False])
def test_nothing_of_the_person_is_left_in_any_column(everything: World, keep: bool) -> None:
    assert found_in(NAME, EMAIL)
    go(everything.member, keep=keep)
    assert found_in(NAME, EMAIL, "quill/quills") == []


def test_the_look_for_what_is_left_finds_what_is_planted(everything: World) -> None:
    go(everything.member)
    Thread.objects.filter(pk=everything.thread.pk).update(title=f"about {NAME.upper()}")
    assert found_in(NAME) == [f"forums.Thread.title: {NAME}"]


def test_every_kind_of_row_that_a_member_can_have_is_tried_here(everything: World) -> None:
    """Rows of the team at work and of the page editor have tests of their own, or hold no words."""
    lines = actions.dry_run(everything.member, keep_words=True)
    tables = {holding.title: holding.model for holding in holdings()}
    empty = {tables[line.title] for line in lines if not line.count and line.title in tables}
    team = {
        "members.Role", "members.Clearance", "members.Member_groups",
        "members.Member_user_permissions", "groups.GroupHost", "groups.Poll", "groups.RunSheet",
        "groups.SessionNote", "moderation.Skip", "moderation.Part",
        "moderation.AlarmCall", "moderation.Cover", "moderation.Shift", "moderation.Exposure",
        "moderation.Pause", "moderation.Wellbeing", "moderation.PolicyPack", "moderation.Trial",
        "admin.LogEntry", "rights.LegalHold", "rights.Departure",
    }  # fmt: skip
    editor = {"cms", "filer", "djangocms_versioning"}
    missing = {table for table in empty - team if table.split(".")[0] not in editor}
    assert missing == {"forums.ResourceSuggestion"}


def test_posts_that_others_read_stay_without_a_name(everything: World) -> None:
    pk = everything.member.pk
    before = Post.objects.filter(author=pk, state=State.PUBLISHED).count()
    go(everything.member, keep=True)
    kept = Post.objects.filter(author=pk, state=State.PUBLISHED)
    assert kept.count() == before
    assert {post.author.display_name for post in kept} == {"A former member"}
    assert all(post.body for post in kept)
    others = Post.objects.filter(author=pk).exclude(state=State.PUBLISHED)
    assert {(post.body, post.html) for post in others} == {("", "")}


def test_posts_go_too_when_their_author_wishes_so(everything: World) -> None:
    pk = everything.member.pk
    go(everything.member, keep=False)
    assert {post.body for post in Post.objects.filter(author=pk)} == {""}
    assert not Post.objects.filter(author=pk, state=State.PUBLISHED).exists()


def test_what_others_wrote_is_there_as_it_was(everything: World) -> None:
    words = everything.post(everything.other, State.PUBLISHED, "Quill pens and feathers are fine.")
    go(everything.member, keep=False)
    words.refresh_from_db()
    assert words.body == "Quill pens and feathers are fine."
    assert words.state == State.PUBLISHED


def test_what_others_wrote_in_private_stays_theirs(everything: World) -> None:
    pk = everything.member.pk
    theirs = Message.objects.exclude(author=pk)
    before = set(theirs.values_list("pk", flat=True))
    drafts = MessageDraft.objects.exclude(member=pk).count()
    assert before and drafts and Message.objects.filter(author=pk).exists()
    go(everything.member)
    assert set(Message.objects.values_list("pk", flat=True)) == before
    assert MessageDraft.objects.count() == drafts
    assert all(message.body and message.html for message in Message.objects.all())


def test_no_moderator_waits_for_a_private_message_that_is_gone(everything: World) -> None:
    message = Message.objects.filter(author=everything.member, state=State.HELD).first()
    reason = {"code": "toxicity.insult", "label": "Rude", "words": [NAME]}
    row = open_reviewable(
        "private.message", message.pk, band=Band.ADULT, author=message.author,
        tier="P3", reasons=[reason],
    )  # fmt: skip
    assert row.state == "open"
    go(everything.member)
    row.refresh_from_db()
    assert (row.state, row.excerpt) == ("closed", "")


def test_a_guardians_answers_can_be_shown_when_their_address_is_gone(everything: World) -> None:
    given = Consent.objects.get(guardianship__member=everything.member)
    go(everything.member)
    given.refresh_from_db()
    assert given.guardianship.email == given.guardianship.passphrase == ""
    assert not consent.knows(given.guardianship, "")


def test_somebody_else_who_waits_for_the_team_is_not_forgotten(everything: World) -> None:
    """An address alone does not say whose request it is, and a code may still be used."""
    waits = Asking.objects.create(email=EMAIL, words="Please", band="13-15")
    go(everything.member)
    assert Asking.objects.get().pk == waits.pk


def test_a_page_of_a_conversation_shows_a_former_member_and_no_link(everything: World, client):
    thread = everything.thread
    everything.post(everything.member, State.PUBLISHED, "Kept words")
    pk = everything.member.pk
    go(everything.member)
    client.force_login(everything.other)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "A former member" in page
    assert "Kept words" in page
    assert f'href="/people/{pk}/"' not in page
    assert client.get(f"/people/{pk}/").status_code == 404


def test_two_people_may_be_former_members(canary: Member) -> None:
    other = make_member()
    go(canary)
    go(other)
    gone = Member.objects.filter(display_name="A former member")
    assert gone.count() == 2
    assert not any(member.is_active for member in gone)


def test_somebody_else_may_take_the_name_and_the_address(canary: Member) -> None:
    go(canary)
    again = make_member(NAME, email=EMAIL)
    assert again.pk != canary.pk


def test_whoever_is_gone_cannot_sign_in(canary: Member, client) -> None:
    go(canary)
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert client.get("/today/").status_code == 302


def test_open_pages_end_with_the_account(canary: Member, client) -> None:
    client.force_login(canary)
    assert client.get("/today/").status_code == 200
    go(canary)
    assert client.get("/today/").status_code == 302


def test_staff_may_go_and_what_they_decided_stays(everything: World) -> None:
    decision = everything.decision()
    go(everything.staff)
    decision.refresh_from_db()
    assert decision.by.display_name == "A former member"
    assert decision.by.roles == frozenset()


def test_a_plan_that_does_not_hold_undoes_everything(canary: Member, monkeypatch) -> None:
    departure = actions.ask_to_leave(canary, keep_words=True)
    monkeypatch.setattr(leaving, "dry_run", lambda member, keep_words: [])
    with pytest.raises(actions.NotAsPlanned):
        actions.carry_out(departure)
    assert Member.objects.get(pk=canary.pk).display_name == NAME


# ---- the days to think it over


def test_nothing_goes_before_its_day(canary: Member) -> None:
    departure = actions.ask_to_leave(canary, keep_words=True)
    assert actions.advance(departure.due_at - timedelta(minutes=1)) == 0
    assert Member.objects.get(pk=canary.pk).gone_at is None


def test_on_its_day_the_account_goes_once(canary: Member) -> None:
    departure = actions.ask_to_leave(canary, keep_words=True)
    assert actions.advance(departure.due_at) == 1
    assert actions.advance(departure.due_at) == 0
    assert Member.objects.get(pk=canary.pk).gone_at is not None


def test_whoever_changes_their_mind_stays(canary: Member) -> None:
    departure = actions.ask_to_leave(canary, keep_words=True)
    assert actions.stay(canary)
    assert not actions.stay(canary)
    assert actions.advance(departure.due_at + timedelta(days=1)) == 0
    assert Member.objects.get(pk=canary.pk).display_name == NAME


def test_the_letters_say_no_health_word(canary: Member, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        departure = actions.ask_to_leave(canary, keep_words=True)
        actions.carry_out(departure)
    assert [letter.to for letter in mail.outbox] == [[EMAIL], [EMAIL]]
    for letter in mail.outbox:
        said = f"{letter.subject} {letter.body}".lower()
        assert not [word for word in ("pain", "health", "peer", "support group") if word in said]


# ---- the receipt


def test_the_receipt_is_signed_and_says_nothing_of_whom(everything: World) -> None:
    receipt = go(everything.member)
    text = receipts.in_full(receipt)
    assert NAME not in text
    assert EMAIL not in text
    assert actions.is_genuine(text)
    assert actions.is_genuine(text.replace("\n", "\r\n  ") + "\r\n")


@pytest.mark.parametrize("change", [lambda t: t.replace("1", "2", 1), lambda t: t[:-1], str.upper])
def test_a_receipt_that_was_changed_is_noticed(canary: Member, change) -> None:
    text = receipts.in_full(go(canary))
    changed = change(text)
    assert changed == text or not actions.is_genuine(changed)


def test_anybody_can_have_a_receipt_checked(canary: Member, client) -> None:
    text = receipts.in_full(go(canary))
    assert "We wrote this" in client.post("/receipts/", {"text": text}).content.decode()
    page = client.post("/receipts/", {"text": "An account was deleted."}).content.decode()
    assert "We did not write this" in page


def test_the_log_knows_a_number_and_the_receipt(canary: Member) -> None:
    receipt = go(canary)
    row = AuditEvent.objects.get(act="departure.done")
    assert row.target == f"member:{canary.pk}"
    assert row.detail == {"receipt": receipt.number}


# ---- what has to be kept


def test_while_somebody_is_looked_after_only_the_door_closes(canary: Member) -> None:
    now = timezone.now()
    case = CrisisCase.objects.create(
        member=canary, band="adult", risk="concern", source="flag", due_at=now
    )
    departure = actions.ask_to_leave(canary, keep_words=True)
    assert actions.advance(departure.due_at) == 1
    closed = Member.objects.get(pk=canary.pk)
    assert (closed.display_name, closed.is_active) == (NAME, False)
    assert actions.advance(departure.due_at) == 0
    CrisisCase.objects.filter(pk=case.pk).delete()
    assert actions.advance(departure.due_at) == 1
    assert Departure.objects.get(pk=departure.pk).done_at is not None
