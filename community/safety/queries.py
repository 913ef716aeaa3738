"""Who keeps whom away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from community.access import Verb, can
from community.members.bands import Band
from community.members.models import Member
from community.safety.models import Attention, Distance, Preference
from community.safety.topics import Reading, reading

BLOCK = Distance.Kind.BLOCK


def kept_away(member: Member) -> Mapping[int, str]:
    """Ids of those whom the member keeps away, and how; read once, and never for who keeps nobody
    away.
    """
    if not member.keeps_distance:
        return {}
    known: dict[int, str] | None = member.__dict__.get("kept_away")
    if known is None:
        rows = Distance.objects.filter(member=member).values_list("other", "kind")
        known = member.__dict__["kept_away"] = dict(rows)
    return known


def away_ids(member: Member) -> str:
    """For a page of the member's own, ",3,7,": it folds what such people write while it is open."""
    return "".join(f",{pk}" for pk in kept_away(member)) + "," if kept_away(member) else ""


def kept_people(member: Member) -> list[Distance]:
    """For the member's own page. Somebody who is beyond the wall by now is not named."""
    rows = Distance.objects.filter(member=member, other__is_active=True).select_related("other")
    found = rows.order_by("other__display_name")
    return [row for row in found if can(member, Verb.SEE, row.other)]


def unseen_by(member: Member) -> frozenset[int]:
    """Ids of those whose being here the member is not shown: they blocked the member, or the member
    keeps them away.
    """
    blocking = Distance.objects.filter(other=member, kind=BLOCK).select_related("member")
    hidden = {
        row.member_id
        for row in blocking
        if not can(
            member,
            Verb.SEE,
            Attention(row.member, row.member.age_band, frozenset({member.pk})),
        )
    }
    return frozenset(hidden | set(kept_away(member)))


def reading_of(member: Member) -> Reading:
    """How the member reads content notes; asked once, and only where there is a note."""
    known: Reading | None = member.__dict__.get("reading")
    if known is None:
        row = Preference.objects.filter(member=member).first()
        known = reading(row.topics, row.words, opens_notes=row.opens_notes) if row else Reading()
        member.__dict__["reading"] = known
    return known


def who_hear(author: Member, named: Iterable[Member], band: Band) -> list[Member]:
    """Those of the named who are told that the author named them. One query."""
    people = list(named)
    rows = Distance.objects.filter(other=author, member__in=people)
    away = set(rows.values_list("member", flat=True))
    return [
        one
        for one in people
        if can(
            author,
            Verb.MENTION,
            Attention(one, band, frozenset({author.pk} if one.pk in away else ())),
        )
    ]


def gets_letters_from(member: Member, author: Member) -> bool:
    """Whether what the author writes to the member comes to them. The author is told nothing."""
    blocked = Distance.objects.filter(member=member, other=author, kind=BLOCK).exists()
    kept_out = frozenset({author.pk} if blocked else ())
    return can(author, Verb.WRITE, Attention(member, member.age_band, kept_out))
