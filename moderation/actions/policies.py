"""Bring a policy pack into force, and go back to the one before."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.access import Verb
from community.access.http import require
from community.members.bands import Band
from community.members.models import Member
from moderation.actions.audit import record
from moderation.actions.proposals import propose, register
from moderation.actions.rota import ROTA
from moderation.models import PolicyPack, Proposal
from moderation.policies import Change, differences
from moderation.screening import policy
from moderation.screening.policy import Policy, PolicyError

MOST_SHOWN = 60


@transaction.atomic
def apply_pack(by: Member, text: str, why: str = "") -> PolicyPack:
    """Publishes a pack; one that loosens anything for youth waits for a second person.

    Raises PermissionDenied for people who do not lead, PolicyError for a text that is no pack, or
    ValidationError: nothing differs, or its version was used before.
    """
    require(by, Verb.EDIT, ROTA)
    new, now = policy.parse(text), policy.current()
    changes = differences(now, new)
    _check(new, now, changes)
    pack = PolicyPack.objects.create(
        version=new.version, text=text, by=by, why=why.strip()[:1000],
        changes=[str(one) for one in changes[:MOST_SHOWN]],
    )  # fmt: skip
    if any(one.looser for one in changes):
        return _ask(by, pack)
    publish(by, pack)
    return pack


def roll_back(by: Member, why: str = "") -> PolicyPack:
    """Brings back the pack that was in force before; as an application of its own, with a version
    that says so. Raises what `apply_pack` raises.
    """
    require(by, Verb.EDIT, ROTA)
    in_force = PolicyPack.objects.filter(published_at__isnull=False, retired_at=None).first()
    if in_force is None:
        raise ValidationError("The shipped pack is in force; there is none before it.")
    earlier = PolicyPack.objects.filter(published_at__lt=in_force.published_at)
    before = earlier.order_by("-published_at").first()
    text = before.text if before else policy.PACK.read_text(encoding="utf-8")
    old = policy.parse(text)
    stamp = f"{timezone.now():%Y%m%d%H%M%S}"
    version = f"{old.version.partition('+')[0]}+again{stamp}"
    return apply_pack(by, with_version(text, old.version, version), why or "Rolled back")


def with_version(text: str, old: str, new: str) -> str:
    """The same text under another version. Raises PolicyError where the version is not plain."""
    for quote in ('"', "'", ""):
        line = f"version: {quote}{old}{quote}"
        if line in text:
            return text.replace(line, f'version: "{new}"', 1)
    raise PolicyError("the line with the version was not found")


def publish(by: Member, pack: PolicyPack) -> None:
    now = timezone.now()
    in_force = PolicyPack.objects.filter(published_at__isnull=False, retired_at=None)
    in_force.update(retired_at=now)
    pack.published_at = now
    pack.save(update_fields=["published_at"])
    said = {"version": pack.version, "changes": pack.changes}
    record(by, "policy.published", f"policy:{pack.pk}", said)
    transaction.on_commit(policy.forget)


def _check(new: Policy, now: Policy, changes: list[Change]) -> None:
    if not changes:
        raise ValidationError("Nothing differs from the pack in force.")
    if new.version == now.version or PolicyPack.objects.filter(version=new.version).exists():
        raise ValidationError(
            f"The version {new.version} was used before. Verdicts name it, so give a new one."
        )


def _ask(by: Member, pack: PolicyPack) -> PolicyPack:
    """Youth are the strictest case, so whoever signs has to be cleared for them."""
    pack.proposal = propose(
        by,
        Proposal.Act.POLICY,
        band=Band.YOUNGER,
        why=pack.why or f"Policy pack {pack.version}",
        detail={"pack": pack.pk, "changes": pack.changes},
    )
    pack.save(update_fields=["proposal"])
    return pack


def _signed(by: Member, proposal: Proposal) -> None:
    publish(by, PolicyPack.objects.get(proposal=proposal))


register(Proposal.Act.POLICY, _signed)
