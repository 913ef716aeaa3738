"""The ladder: a step for a person, and back. Each is taken by a person and told with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.members import actions as members
from community.members.models import Limit, Member
from community.notices.actions import mark_reversed, notify
from community.notices.models import Notice
from moderation import wording
from moderation.actions.audit import record
from moderation.actions.proposals import propose, register, withdraw_for
from moderation.content import Item
from moderation.models import STRIKES, Decision, Family, Proposal, Rung, Sanction
from moderation.screening import policy

LIMITS = {Rung.SLOW: Limit.Kind.SLOW, Rung.PREMODERATE: Limit.Kind.PREMODERATE,
          Rung.MUTE: Limit.Kind.MUTE}  # fmt: skip


def check(decision_family: str, rung: str, item: Item | None) -> None:
    """Raises ValidationError for a step that does not fit: care is never followed by a sanction."""
    if not rung:
        return
    if rung not in Rung.values:
        raise ValidationError({"sanction": "There is no such step."})
    if decision_family != Family.GUIDELINE:
        raise ValidationError(
            {"sanction": "A step for the person needs a decision that breaks a guideline. "
             "Care is never followed by one."}
        )  # fmt: skip
    if item and not item.manner.a_person:
        raise ValidationError(
            {"sanction": "This is about a meeting, not about one person. Report the person, and a "
             "colleague decides."}
        )  # fmt: skip
    if rung == Rung.MUTE and not _place(item):
        raise ValidationError({"sanction": "This was written nowhere that could be closed."})


def impose(by: Member, decision: Decision, item: Item, rung: str) -> Sanction:
    """Takes the step and tells the member. A ban is proposed to a second person, and the account
    rests meanwhile.
    """
    if rung == Rung.BAN:
        return _propose_ban(by, decision, item)
    return _take(by, decision, item, Rung(rung))


def hold_account(member: Member) -> None:
    """Nobody else takes or lifts a step meanwhile. Before anything is written to the log, else two
    who act on one account could wait for each other. Rows that name the account may be written.
    """
    list(Member.objects.select_for_update(no_key=True).filter(pk=member.pk).values_list("pk"))


def sanction_words(member: Member, rung: Rung) -> tuple[str, str]:
    """What the member would read of a step that is not taken yet."""
    interim = rung == Rung.BAN
    taken = Rung.SUSPEND if interim else rung
    strikes = strikes_of(member) + (rung in STRIKES)
    until = _end(taken, interim, timezone.now())
    return wording.sanction(taken, until, strikes, interim=interim)


def _propose_ban(by: Member, decision: Decision, item: Item) -> Sanction:
    propose(
        by,
        Proposal.Act.BAN,
        band=decision.reviewable.band,
        member=item.author,
        decision=decision,
        why=decision.note or decision.text_shown[:1000],
    )
    return _take(by, decision, item, Rung.SUSPEND, interim=True)


def _take(
    by: Member, decision: Decision, item: Item, rung: Rung, *, interim: bool = False
) -> Sanction:
    now = timezone.now()
    sanction = Sanction(
        member=item.author, decision=decision, by=by, rung=rung, interim=interim, starts_at=now,
        ends_at=_end(rung, interim, now),
    )  # fmt: skip
    if rung in LIMITS and sanction.ends_at:
        place = _place(item) if rung == Rung.MUTE else ""
        sanction.limit = members.limit(
            item.author, LIMITS[rung], until=sanction.ends_at, place=place
        )
    strikes = strikes_of(item.author) + (rung in STRIKES)
    title, body = wording.sanction(rung, sanction.ends_at, strikes, interim=interim)
    sanction.notice = notify(
        item.author, kind="sanction", title=title, body=body,
        link=wording.own_link(decision.reviewable),
    )  # fmt: skip
    sanction.save()
    settle(item.author)
    _record(by, "sanction.imposed", sanction)
    return sanction


def ban(by: Member, proposal: Proposal) -> Sanction:
    """What a second person has agreed to. The member is told by letter, with a way to appeal."""
    assert proposal.member is not None and proposal.decision is not None
    for interim in Sanction.objects.standing().filter(decision=proposal.decision, interim=True):
        _lift(interim, by)
    sanction = Sanction.objects.create(
        member=proposal.member, decision=proposal.decision, by=proposal.by, rung=Rung.BAN
    )
    settle(proposal.member)
    _record(by, "sanction.imposed", sanction)
    members.write_letter(proposal.member, *wording.ban_letter(sanction))
    return sanction


@transaction.atomic
def reverse(decision: Decision, by: Member) -> int:
    """Lifts everything that followed for the person; says how many steps that were."""
    hold_account(decision.reviewable.author)
    standing = list(Sanction.objects.standing().filter(decision=decision))
    for sanction in standing:
        _lift(sanction, by)
    withdraw_for(decision, by)
    told = [one.notice_id for one in standing if one.notice_id]
    mark_reversed(Notice.objects.filter(pk__in=told))
    settle(decision.reviewable.author)
    return len(standing)


def lift_interim(by: Member, proposal: Proposal) -> None:
    """Two people did not agree, so the rest that bridged the time ends at once."""
    interim = Sanction.objects.standing().filter(decision=proposal.decision, interim=True)
    for sanction in interim:
        _lift(sanction, by)
        settle(sanction.member)
        title, body = wording.interim_over(sanction)
        notify(sanction.member, kind="sanction", title=title, body=body)


def _lift(sanction: Sanction, by: Member | None) -> None:
    sanction.lifted_at, sanction.lifted_by = timezone.now(), by
    sanction.save(update_fields=["lifted_at", "lifted_by"])
    if sanction.limit and sanction.limit.lifted_at is None:
        members.lift_limit(sanction.limit)
    _record(by, "sanction.lifted", sanction)


def settle(member: Member) -> None:
    """Brings the account to what its standing sanctions say: of several, the longest counts."""
    standing = list(Sanction.objects.standing().filter(member=member))
    ends = [one.ends_at for one in standing if one.rung == Rung.SUSPEND and one.ends_at]
    banned = any(one.rung == Rung.BAN for one in standing)
    members.settle_account(member, suspended_until=max(ends, default=None), banned=banned)


def strikes_of(member: Member) -> int:
    """Warnings and more of the last months that were not reversed."""
    return strikes_in(Sanction.objects.filter(member=member).select_related("decision"))


def strikes_in(found: Iterable[Sanction]) -> int:
    """How many of somebody's steps count; read with their decisions."""
    since = timezone.now() - timedelta(days=policy.current().sanctions.strikes_count_days)
    return sum(
        one.is_strike and one.starts_at >= since and one.decision.overturned_at is None
        for one in found
    )


def remind_of_ends(now: datetime) -> int:
    """Tells those whose time is over, once; says how many."""
    over = Sanction.objects.standing().filter(ends_at__lte=now, told_over_at=None)
    return sum(_tell_over(one, now) for one in over.select_related("member"))


@transaction.atomic
def _tell_over(sanction: Sanction, now: datetime) -> bool:
    if not Sanction.objects.filter(pk=sanction.pk, told_over_at=None).update(told_over_at=now):
        return False
    title, body = wording.sanction_over(sanction)
    notify(sanction.member, kind="sanction", title=title, body=body)
    _record(None, "sanction.over", sanction)
    return True


def _end(rung: Rung, interim: bool, now: datetime) -> datetime | None:
    ladder = policy.current().sanctions
    if interim:
        return now + timedelta(hours=ladder.interim_hours)
    days = {str(name): count for name, count in ladder.days.items()}.get(rung.value)
    return now + timedelta(days=days) if days else None


def _place(item: Item | None) -> str:
    return item.facts.place if item and item.facts else ""


def _record(by: Member | None, act: str, sanction: Sanction) -> None:
    said = {
        "sanction": sanction.pk,
        "rung": sanction.rung,
        "interim": sanction.interim,
        "decision": sanction.decision_id,
        "until": sanction.ends_at.isoformat() if sanction.ends_at else None,
    }
    band = sanction.decision.reviewable.band
    record(by, act, f"member:{sanction.member_id}", said, band=band)


register(Proposal.Act.BAN, ban, refused=lift_interim)
