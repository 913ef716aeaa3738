"""Other thresholds: proposed with a backtest, signed by another person, seven days in the shadow,
published as a new version of the policy pack, or dropped.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb, can, moderated_bands
from community.access.http import require
from community.members.bands import Band
from community.members.models import Member, Role
from community.members.queries import with_rights
from community.notices.actions import notify
from moderation.actions.audit import record
from moderation.actions.policies import publish as publish_pack
from moderation.actions.proposals import propose, register
from moderation.actions.rota import ROTA
from moderation.backtests import BACK, pasts, try_out
from moderation.figures.backtest import Backtest, suggestion
from moderation.models import Beat, PolicyPack, Proposal, Trial
from moderation.policies import differences
from moderation.screening import policy
from moderation.screening.edit import Place, with_thresholds
from moderation.screening.policy import PolicyError, Thresholds
from moderation.states import ProposalState, TrialState

SHADOW = timedelta(days=7)
EVALUATED_EVERY = timedelta(days=7)
EVALUATION = "thresholds"
LONGEST = 1000
LEADS = ("crisis_lead", "safeguarding_lead")


@transaction.atomic
def propose_thresholds(by: Member, place: Place, new: Thresholds, why: str) -> Trial:
    """Asks a second person to let other thresholds run in the shadow for a week.

    Raises PermissionDenied for people who do not lead or are not cleared for the band,
    ValidationError without a reason, for thresholds that are in force already or looser for youth
    in one space than in the rest, and where a trial runs already.
    """
    require(by, Verb.EDIT, ROTA)
    if place.band not in moderated_bands(by):
        raise PermissionDenied("This band is not yours to moderate.")
    pack = policy.current()
    old = place.thresholds(pack)
    _check(place, old, new)
    found = try_out(place, new)
    running = Trial.objects.filter(
        band=place.band, space=place.space, state__in=(TrialState.PROPOSED, TrialState.SHADOW)
    )
    if running.exists():
        raise ValidationError("Other thresholds are on trial here already. Let that end first.")
    said = [f"{_name(place)}: {_words(old)} → {_words(new)}", *summary(found)]
    proposal = propose(by, Proposal.Act.TRIAL, band=place.band, why=why, detail={"changes": said})
    return Trial.objects.create(
        band=place.band, space=place.space, by=by, why=why.strip()[:LONGEST], proposal=proposal,
        review=new.review, hold=new.hold, was_review=old.review, was_hold=old.hold,
        found={"said": said, "readings": found.readings, "judged": found.judged},
    )  # fmt: skip


@transaction.atomic
def publish_trial(by: Member, pk: int) -> PolicyPack:
    """Brings the thresholds into force, once their days in the shadow are over. Two have signed.

    Raises PermissionDenied, or ValidationError: too early, ended meanwhile, or the thresholds in
    force are others than those it was tried against.
    """
    trial = _changing(by, pk)
    now = timezone.now()
    if not trial.is_over(now):
        raise ValidationError("Its days in the shadow are not over.")
    in_force, old = policy.current(), trial.place.thresholds(policy.current())
    if old != trial.old:
        raise ValidationError(
            "The thresholds here changed meanwhile, so this says nothing of them. Propose anew."
        )
    version = f"{in_force.version.partition('+')[0]}+{now:%Y%m%d%H%M%S}"
    text = with_thresholds(_text_in_force(), trial.place, trial.new, version)
    changes = [str(one) for one in differences(in_force, policy.parse(text))]
    pack = PolicyPack.objects.create(
        version=version, text=text, by=by, why=trial.why, changes=changes
    )
    publish_pack(by, pack)
    trial.pack = pack
    _end(by, trial, TrialState.PUBLISHED)
    return pack


@transaction.atomic
def drop_trial(by: Member, pk: int) -> Trial:
    """Ends it without any change. Raises PermissionDenied, or ValidationError if it is over."""
    trial = _changing(by, pk)
    _end(by, trial, TrialState.DROPPED)
    return trial


def summary(found: Backtest) -> list[str]:
    """ "14 more held, 3 of them wrongly", and so on; what changes nothing says so."""
    names = {
        "more_held": ("more held", "wrongly"),
        "fewer_held": ("no longer held", "wrongly"),
        "more_seen": ("more looked at after", "without need"),
        "fewer_seen": ("no longer looked at", "wrongly"),
    }
    said = []
    for moved in found.moved:
        if moved.n:
            what, wrong = names[moved.name]
            unknown = f", {moved.unknown} judged by nobody" if moved.unknown else ""
            said.append(f"{moved.n} {what}, {moved.wrong} of them {wrong}{unknown}")
    return said or ["Nothing of the last four weeks would have gone otherwise"]


def advance(now: datetime) -> int:
    """Tells the leads of trials whose days are over, and drops those that nobody signed in time.

    Says how many those were.
    """
    unsigned = Trial.objects.filter(
        state=TrialState.PROPOSED, proposal__state=ProposalState.EXPIRED
    ).values_list("pk", flat=True)
    return _remind_of_ends(now) + sum(_lapse(pk) for pk in list(unsigned))


@transaction.atomic
def _lapse(pk: int) -> bool:
    trial = Trial.objects.select_for_update(of=("self",)).get(pk=pk)
    if trial.state != TrialState.PROPOSED:
        return False
    _end(None, trial, TrialState.DROPPED)
    return True


def _remind_of_ends(now: datetime) -> int:
    due = Trial.objects.filter(
        state=TrialState.SHADOW, shadow_until__lte=now, told_over_at=None
    ).values_list("pk", flat=True)
    return sum(_remind(pk, now) for pk in list(due))


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    trial = Trial.objects.select_for_update(of=("self",)).get(pk=pk)
    if not trial.is_over(now) or trial.told_over_at is not None:
        return False
    trial.told_over_at = now
    trial.save(update_fields=["told_over_at"])
    for lead in _leads(trial.band):
        notify(
            lead,
            kind="trial",
            title="A week in the shadow is over",
            body=f"{_name(trial.place)}: see what other thresholds would have done, then publish "
            "or drop them.",
            link=trial.get_absolute_url(),
            band=trial.band,
        )
    return True


def evaluate(now: datetime) -> int:
    """Once a week: where other thresholds would clearly make fewer mistakes, the leads are told.

    Says for how many bands that was. It changes nothing by itself.
    """
    with transaction.atomic():
        beat, _ = Beat.objects.get_or_create(
            name=EVALUATION, defaults={"at": now - EVALUATED_EVERY}
        )
        beat = Beat.objects.select_for_update().get(pk=beat.pk)
        if beat.at > now - EVALUATED_EVERY:
            return 0
        beat.at = now
        beat.save(update_fields=["at"])
    return sum(_evaluate(Place(band), now) for band in Band)


def _evaluate(place: Place, now: datetime) -> bool:
    pack = policy.current()
    if pack.band(place.band).premoderated:
        return False
    old = place.thresholds(pack)
    better = suggestion(pasts(place, now - BACK, now), old)
    if better is None:
        return False
    for lead in _leads(place.band):
        notify(
            lead,
            kind="trial",
            title="Other thresholds may serve better",
            body=f"{_name(place)}: {_words(old)} now, {_words(better)} would have made fewer "
            "mistakes. Have a look; nothing changes by itself.",
            link=f"/moderation/thresholds/?band={place.band}"
            f"&review={better.review:.2f}&hold={better.hold:.2f}",
            band=place.band,
        )
    return True


def _check(place: Place, old: Thresholds, new: Thresholds) -> None:
    if new == old:
        raise ValidationError("These thresholds are in force already.")
    if policy.current().band(place.band).premoderated:
        raise ValidationError("Here everything waits for a person; the score only orders.")
    try:
        with_thresholds(_text_in_force(), place, new, "trial")
    except PolicyError as error:
        raise ValidationError(
            "One space may be stricter for youth than the rest of their band, never looser."
        ) from error


def _text_in_force() -> str:
    found = PolicyPack.objects.filter(published_at__isnull=False, retired_at=None).first()
    return found.text if found else policy.PACK.read_text(encoding="utf-8")


def _changing(by: Member, pk: int) -> Trial:
    require(by, Verb.EDIT, ROTA)
    trial = Trial.objects.select_for_update(of=("self",)).get(pk=pk)
    if trial.band not in moderated_bands(by):
        raise PermissionDenied("This band is not yours to moderate.")
    if not trial.in_shadow:
        raise ValidationError("This trial does not run any more.")
    return trial


def _end(by: Member | None, trial: Trial, state: TrialState) -> None:
    trial.move(state)
    trial.ended_at, trial.ended_by = timezone.now(), by
    trial.save()
    _record(by, trial)


def _started(by: Member, proposal: Proposal) -> None:
    trial = Trial.objects.select_for_update(of=("self",)).get(proposal=proposal)
    now = timezone.now()
    trial.move(TrialState.SHADOW)
    trial.shadow_since, trial.shadow_until = now, now + SHADOW
    trial.save()
    _record(by, trial)


def _refused(by: Member, proposal: Proposal) -> None:
    trial = Trial.objects.select_for_update(of=("self",)).get(proposal=proposal)
    _end(by, trial, TrialState.DROPPED)


def _record(by: Member | None, trial: Trial) -> None:
    said = {"place": _name(trial.place), "review": trial.review, "hold": trial.hold}
    record(by, f"trial.{trial.state}", f"trial:{trial.pk}", said, band=trial.band)


def _leads(band: str) -> list[Member]:
    held = Role.objects.held().filter(name__in=LEADS).values("member")
    team = with_rights(Member.objects.filter(pk__in=held, is_active=True))
    return [
        one for one in team.values() if can(one, Verb.EDIT, ROTA) and band in moderated_bands(one)
    ]


def _name(place: Place) -> str:
    band = Band(place.band).audience
    return f"{place.space}, {band}" if place.space else band[:1].upper() + band[1:]


def _words(at: Thresholds) -> str:
    return f"looked at from {at.review:.2f}, held from {at.hold:.2f}"


register(Proposal.Act.TRIAL, _started, _refused)
