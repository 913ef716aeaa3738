"""What lists, search and conversations need to know of resources: one query each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone

from community.access.facts import standing_of
from community.members.bands import Band
from community.members.models import Member
from community.resources.labels import Evidence, Framework
from community.resources.models import Resource, ResourceQuerySet

Reader = Member | AnonymousUser

SUGGESTIONS = 6
WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True)
class Suggestion:
    """One row of "Suggest a resource"."""

    id: int
    title: str
    summary: str
    url: str
    evidence: str
    framework: str


def published(reader: Reader, topic: str = "") -> ResourceQuerySet:
    """The live resources that the reader may open; of one topic, if given."""
    resources = Resource.objects.live()
    resources = _for_reader(resources, reader)
    return resources.filter(topic=topic) if topic else resources


def search(reader: Reader, text: str) -> ResourceQuerySet:
    """Those that hold every word of the text; a hit in the title comes first."""
    terms = _terms(text)
    if not terms:
        return Resource.objects.none()
    found = published(reader)
    for term in terms:
        found = found.filter(_somewhere(term))
    return _title_first(found, terms)


def suggest(
    reader: Reader, text: str = "", bands: frozenset[Band] | None = None
) -> list[Suggestion]:
    """A few resources whose title or summary holds a word of the text; the shortest without text.

    `bands`: those of the conversation, so that everybody in it can open what is suggested.
    """
    readable = published(reader)
    for band in bands or ():
        readable = readable.for_bands(frozenset({band}))
    terms = _terms(text)
    if not text.strip():
        return [_row(one) for one in readable.order_by("minutes", "title")[:SUGGESTIONS]]
    near = Q(pk__in=[])
    for term in terms:
        near |= Q(title__icontains=term) | Q(summary__icontains=term)
    return [_row(one) for one in _title_first(readable.filter(near), terms)[:SUGGESTIONS]]


def suggestion_for(member: Member) -> Resource | None:
    """One resource for today: the next in turn, so that a week brings seven."""
    readable = list(published(member).order_by("pk"))
    if not readable:
        return None
    return readable[timezone.localdate().toordinal() % len(readable)]


def _for_reader(resources: ResourceQuerySet, reader: Reader) -> ResourceQuerySet:
    who = standing_of(reader)
    if who.active and "editor" in who.roles:
        return resources
    if who.active and who.band is not None:
        return resources.for_bands(frozenset({who.band}))
    return resources.for_everybody()


def _terms(text: str) -> list[str]:
    return WORD.findall(text.lower())[:8]


def _somewhere(term: str) -> Q:
    return Q(title__icontains=term) | Q(summary__icontains=term) | Q(words__icontains=term)


def _title_first(resources: ResourceQuerySet, terms: list[str]) -> ResourceQuerySet:
    in_title = Q(pk__in=[])
    for term in terms:
        in_title |= Q(title__icontains=term)
    rank = Case(When(in_title, then=Value(0)), default=Value(1), output_field=IntegerField())
    ranked: ResourceQuerySet = resources.annotate(rank=rank).order_by("rank", "title")
    return ranked


def _row(resource: Resource) -> Suggestion:
    return Suggestion(
        id=resource.pk,
        title=resource.title,
        summary=resource.summary,
        url=resource.url,
        evidence=Evidence(resource.evidence).label,
        framework=Framework(resource.framework).label,
    )
