"""What follows for a person: told with its reason, by a person, and reversed as a whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from community.members.models import Limit, Member
from community.notices.models import Notice
from forums import actions as forum
from forums.actions import Words
from forums.limits import TooFast
from forums.models import Post
from moderation import actions, jobs, wording
from moderation.actions import StaleProposal, sanctions
from moderation.content import IllegalTransition
from moderation.models import Appeal, AuditEvent, Proposal, Rung, Sanction
from tests.factories import make_member
from tests.forums.conftest import PUBLISH, make_space, make_thread
from tests.moderation.conftest import KIND, RUDE, decide, post_of, row_of

RULE = {"reason_code": "guideline_unkind"}


def sanctioned(by, row, rung, action="remove"):
    return decide(by, row, action, sanction=rung, **RULE)


def fresh(member):
    return Member.objects.get(pk=member.pk)


@pytest.mark.parametrize("rung", [rung for rung in Rung if rung != Rung.BAN])
def test_every_step_is_told_with_its_end_and_a_way_to_appeal(ana, held, rung):
    decision = sanctioned(ana, held, rung)
    made = Sanction.objects.get(decision=decision)
    assert made.by == ana and made.rung == rung
    notice = Notice.objects.get(member=held.author, kind="sanction")
    assert "A person decided this" in notice.body and "another look" in notice.body
    assert AuditEvent.objects.filter(act="sanction.imposed").count() == 1
    if made.ends_at:
        assert f"{timezone.localtime(made.ends_at):%H:%M}" in notice.body


def test_a_kind_word_is_no_strike_and_a_warning_is(ana, bo, make_post):
    author = make_member()
    sanctioned(ana, row_of(make_post(RUDE, author=author)), Rung.NUDGE)
    assert actions.strikes_of(author) == 0
    sanctioned(ana, row_of(make_post(RUDE, author=author)), Rung.WARNING)
    assert actions.strikes_of(author) == 1
    Sanction.objects.update(starts_at=timezone.now() - timedelta(days=181))
    assert actions.strikes_of(author) == 0


def test_care_is_never_followed_by_a_sanction(ana, held):
    with pytest.raises(ValidationError, match="Care is never followed"):
        decide(ana, held, "return_for_edit", reason_code="safety_care", sanction=Rung.WARNING)
    with pytest.raises(ValidationError, match="breaks a guideline"):
        decide(ana, held, "approve", sanction=Rung.WARNING)
    assert not Sanction.objects.exists()


def test_who_is_slowed_down_waits_ten_minutes_and_keeps_their_text(ana, held):
    sanctioned(ana, held, Rung.SLOW)
    thread = post_of(held).thread
    with pytest.raises(TooFast, match="Your text is kept"):
        forum.reply(fresh(held.author), thread, Words("And another thing"))
    Post.objects.update(created=timezone.now() - timedelta(minutes=11))
    assert forum.reply(fresh(held.author), thread, Words("And another thing")).post


def test_what_a_premoderated_member_writes_waits(ana, held):
    sanctioned(ana, held, Rung.PREMODERATE)
    sent = forum.reply(fresh(held.author), post_of(held).thread, Words("Good morning"))
    assert sent.post.state == "held"
    assert row_of(sent.post).reasons[0]["code"] == "limit.premoderate"


def test_who_is_muted_in_one_place_writes_in_another(ana, held):
    sanctioned(ana, held, Rung.MUTE)
    author, here = fresh(held.author), post_of(held).thread
    with pytest.raises(PermissionDenied, match="read here but not write"):
        forum.reply(author, here, Words("Hello?"))
    elsewhere = make_thread(make_space("elsewhere", author.band))
    assert forum.reply(author, elsewhere, Words("Hello")).post


def test_a_limit_ends_by_itself_and_the_member_hears_of_it_once(ana, held):
    sanctioned(ana, held, Rung.PREMODERATE)
    Limit.objects.update(
        since=timezone.now() - timedelta(days=20), until=timezone.now() - timedelta(days=1)
    )
    Member.objects.update(limited_until=timezone.now() - timedelta(days=1))
    later = timezone.now() + timedelta(days=15)
    for _ in range(2):
        jobs.tick(later)
    assert Notice.objects.filter(member=held.author, title="That is over").count() == 1
    sent = forum.reply(fresh(held.author), post_of(held).thread, Words("Good morning"))
    assert sent.post.state == "published"


def test_taking_a_decision_back_at_once_takes_the_step_back(ana, held):
    decision = sanctioned(ana, held, Rung.SUSPEND)
    assert fresh(held.author).is_suspended
    actions.undo(ana, held.pk, decision.pk)
    assert not fresh(held.author).is_suspended
    assert not Sanction.objects.standing().exists()


def test_of_two_suspensions_the_longer_counts_and_one_lifted_leaves_the_other(ana, make_post):
    author = make_member()
    rows = [row_of(make_post(RUDE, author=author)) for _ in range(2)]
    first = sanctioned(ana, rows[0], Rung.SUSPEND)
    sanctioned(ana, rows[1], Rung.SUSPEND)
    sanctions.reverse(first, ana)
    assert fresh(author).is_suspended
    assert actions.strikes_of(author) == 1


# ---- dual control


@pytest.fixture
def proposed(ana, held):
    sanctioned(ana, held, Rung.BAN)
    return Proposal.objects.get()


def test_one_person_alone_bans_nobody(proposed, held, ana):
    author = fresh(held.author)
    assert author.is_active and author.is_suspended
    with pytest.raises(PermissionDenied, match="Another person"):
        actions.answer_proposal(ana, proposed.pk, version=proposed.version, agree=True)


def test_two_people_close_an_account_and_the_letter_has_a_way_to_appeal(
    proposed, held, bo, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer_proposal(bo, proposed.pk, version=proposed.version, agree=True)
    author = fresh(held.author)
    assert not author.is_active and author.banned_at
    assert [one.rung for one in Sanction.objects.standing()] == [Rung.BAN]
    assert "/look-again/" in mail.outbox[-1].body and mail.outbox[-1].to == [author.email]


def test_when_the_second_does_not_agree_the_rest_ends_at_once(proposed, held, bo):
    with pytest.raises(ValidationError, match="why not"):
        actions.answer_proposal(bo, proposed.pk, version=proposed.version, agree=False)
    actions.answer_proposal(bo, proposed.pk, version=proposed.version, agree=False, text="No.")
    author = fresh(held.author)
    assert author.is_active and not author.is_suspended


def test_when_nobody_answers_the_rest_lapses_by_itself_after_three_days(proposed, held):
    later = timezone.now() + timedelta(hours=72, seconds=1)
    assert Sanction.objects.get().ends_at <= later
    jobs.tick(later)
    proposed.refresh_from_db()
    assert proposed.state == "expired"
    with pytest.raises(IllegalTransition):
        proposed.move("approved")


def test_two_colleagues_do_not_both_answer(proposed, bo, noor):
    version = proposed.version
    actions.answer_proposal(bo, proposed.pk, version=version, agree=True)
    with pytest.raises(StaleProposal):
        actions.answer_proposal(noor, proposed.pk, version=version, agree=False, text="No")


def test_who_proposed_takes_it_back_and_nobody_else_does(proposed, ana, bo, held):
    with pytest.raises(ValidationError):
        actions.withdraw(bo, proposed.pk, version=proposed.version)
    actions.withdraw(ana, proposed.pk, version=proposed.version)
    assert not fresh(held.author).is_suspended


def test_a_member_of_the_team_does_not_see_a_proposal_about_themselves(client, ana, bo, make_post):
    sanctioned(ana, row_of(make_post(RUDE, author=bo)), Rung.BAN)
    client.force_login(bo)
    assert client.get(Proposal.objects.get().get_absolute_url()).status_code == 404


def reveal(by, row, **more):
    return actions.propose(
        by, Proposal.Act.REVEAL, band=row.band, member=row.author, why="In danger", **more
    )


def test_who_somebody_is_shows_to_the_two_who_signed_and_every_look_is_kept(
    client, ana, bo, noor, held
):
    made = reveal(ana, held)
    page = made.get_absolute_url()
    client.force_login(ana)
    assert held.author.email not in client.get(page).content.decode()
    actions.answer_proposal(bo, made.pk, version=made.version, agree=True)
    assert held.author.email in client.get(page).content.decode()
    client.force_login(noor)
    assert held.author.email not in client.get(page).content.decode()
    assert AuditEvent.objects.filter(act="identity.read", actor_id=ana.pk).count() == 1
    Proposal.objects.update(answered_at=timezone.now() - timedelta(hours=25))
    client.force_login(ana)
    assert held.author.email not in client.get(page).content.decode()


def test_where_a_life_may_depend_on_it_one_acts_at_once_and_another_signs(client, ana, bo, held):
    made = reveal(ana, held, at_once=True)
    client.force_login(ana)
    assert held.author.email in client.get(made.get_absolute_url()).content.decode()
    assert made.due_at - made.made_at == timedelta(hours=24)
    jobs.tick(timezone.now() + timedelta(hours=25))
    assert Notice.objects.filter(member=bo, title="Still without a second signature").exists()
    made.refresh_from_db()
    actions.answer_proposal(bo, made.pk, version=made.version, agree=False, text="Too soon")
    assert held.author.email not in client.get(made.get_absolute_url()).content.decode()


def test_a_ban_is_never_done_at_once(ana, held):
    with pytest.raises(ValidationError, match="can wait"):
        actions.propose(
            ana, Proposal.Act.BAN, band=held.band, member=held.author, why="Now", at_once=True
        )


def test_a_proposal_needs_a_reason_and_a_stranger_makes_none(client, ana, held):
    client.force_login(ana)
    address = reverse("moderation:propose", args=[held.pk])
    answer = client.post(address, {"act": "reveal", "why": ""})
    assert answer.status_code == 422 and "Write why" in answer.content.decode()
    client.force_login(make_member())
    assert client.get(address).status_code == 404


# ---- another look at all of it


def overturn(by, row, outcome="overturned"):
    claimed = actions.claim(by, row.pk)
    return actions.answer_appeal(
        by, row.pk, lease_token=claimed.lease_token, version=claimed.version, outcome=outcome,
        answer="You are right.",
    )  # fmt: skip


def test_an_appeal_on_day_180_reverses_words_step_strike_and_notices(ana, bo, held):
    decision = sanctioned(ana, held, Rung.SUSPEND)
    then = timezone.now() - timedelta(days=180)
    type(decision).objects.update(decided_at=then)
    Sanction.objects.update(ends_at=timezone.now() + timedelta(days=1))
    assert actions.strikes_of(held.author) == 1
    actions.ask_again(held.author, decision.pk, "I quoted somebody.")
    overturn(bo, held)
    author = fresh(held.author)
    assert post_of(held).state == "published"
    assert not author.is_suspended and actions.strikes_of(author) == 0
    told = Notice.objects.filter(member=author, kind__in=["decision", "sanction"])
    assert told.count() == 2 and all(one.reversed_at for one in told)


def test_what_followed_is_lifted_and_the_words_stay_down(ana, bo, held):
    decision = sanctioned(ana, held, Rung.MUTE)
    actions.ask_again(held.author, decision.pk, "Too harsh.")
    overturn(bo, held, "modified")
    assert post_of(held).state == "removed"
    assert not Sanction.objects.standing().exists()
    assert not fresh(held.author).limits


def test_nothing_is_lifted_where_nothing_followed(ana, bo, held):
    decision = decide(ana, held, "remove", **RULE)
    actions.ask_again(held.author, decision.pk, "Too harsh.")
    with pytest.raises(ValidationError, match="Nothing else followed"):
        overturn(bo, held, "modified")
    assert not Appeal.objects.get().outcome


def test_an_overturned_decision_ends_the_proposal_to_ban(ana, bo, held, proposed):
    actions.ask_again(held.author, proposed.decision_id, "It was a quotation.")
    overturn(bo, held)
    proposed.refresh_from_db()
    assert proposed.state == "withdrawn" and not fresh(held.author).is_suspended


def test_it_is_a_dialogue(ana, bo, held):
    decision = decide(ana, held, "remove", **RULE)
    actions.ask_again(held.author, decision.pk, "It was a joke.")
    claimed = actions.claim(bo, held.pk)
    lease = {"lease_token": claimed.lease_token, "version": claimed.version}
    actions.ask_author(bo, held.pk, **lease, text="Whose joke was it?")
    assert Notice.objects.filter(member=held.author, body="Whose joke was it?").exists()
    held.refresh_from_db()
    assert held.state == "appealed" and held.claimed_by is None
    appeal = Appeal.objects.get()
    actions.add_to_appeal(held.author, appeal.pk, "My brother's.")
    assert [one.from_team for one in appeal.messages.all()] == [True, False]
    with pytest.raises(PermissionDenied):
        actions.add_to_appeal(make_member(), appeal.pk, "Let him")
    overturn(bo, held)
    with pytest.raises(PermissionDenied):
        actions.add_to_appeal(held.author, appeal.pk, "Thanks")


def test_somebody_whose_account_is_closed_appeals_by_the_link_in_their_letter(
    client, proposed, held, bo, noor
):
    link = wording.look_again_link(proposed.decision)
    assert client.get(link).status_code == 404
    actions.answer_proposal(bo, proposed.pk, version=proposed.version, agree=True)
    page = client.get(link)
    assert page.status_code == 200 and "You are useless." in page.content.decode()
    client.post(link, {"text": "I was quoting my brother."})
    overturn(noor, held)
    author = fresh(held.author)
    assert author.is_active and author.banned_at is None
    assert client.get(link).status_code == 404
    assert client.get("/look-again/nonsense/").status_code == 404


def test_the_preview_says_what_author_and_reporter_will_read(client, ana, make_post):
    post = make_post(PUBLISH)
    actions.flag(make_member(), KIND, post.pk, concern="guideline", rule="unkind")
    row = row_of(post)
    actions.claim(ana, row.pk)
    client.force_login(ana)
    address = reverse("moderation:preview", args=[row.pk])
    page = client.get(address, {"action": "remove", "sanction": "suspend", **RULE})
    said = page.content.decode()
    assert "Your account takes a break" in said
    assert "Your report led to a change" in said
    kept = client.get(address, {"action": "approve", "sanction": "suspend"}).content.decode()
    assert "takes a break" not in kept
