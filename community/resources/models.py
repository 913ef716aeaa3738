"""Self-management resources: the label on a CMS page, and what lists and search know of it."""

from __future__ import annotations

from cms.extensions import PageExtension
from cms.extensions.extension_pool import extension_pool
from cms.models import CMSPlugin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from community.access import Facts, Kind
from community.members.bands import Band
from community.resources.labels import Evidence, Framework, Topic

BAND_FIELDS = {
    Band.YOUNGER: "for_13_15",
    Band.OLDER: "for_16_17",
    Band.ADULT: "for_adults",
}


class ResourceQuerySet(models.QuerySet["Resource"]):
    def live(self) -> ResourceQuerySet:
        return self.filter(is_live=True)

    def for_bands(self, bands: frozenset[Band]) -> ResourceQuerySet:
        """Those written for any of the bands; none when there are no bands."""
        wanted = Q(pk__in=[])
        for band in bands:
            wanted |= Q(**{BAND_FIELDS[band]: True})
        return self.filter(wanted)

    def for_everybody(self) -> ResourceQuerySet:
        return self.filter(**dict.fromkeys(BAND_FIELDS.values(), True))


@extension_pool.register
class Resource(PageExtension):  # type: ignore[misc]
    """The label of one page. Not versioned: links to it survive each new version of the text.

    `is_live`, `path` and `words` are set when the page is published or taken down, so that a list
    or a search is one query.
    """

    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    summary = models.CharField(max_length=240, help_text="One or two sentences. Shown in lists.")
    topic = models.CharField(max_length=12, choices=Topic)
    for_13_15 = models.BooleanField("for people aged 13–15", default=False)
    for_16_17 = models.BooleanField("for people aged 16–17", default=False)
    for_adults = models.BooleanField("for adults", default=False)
    minutes = models.PositiveSmallIntegerField(
        "minutes to read", validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    evidence = models.CharField(max_length=8, choices=Evidence)
    evidence_note = models.CharField(
        "what the evidence says", max_length=400, help_text="Plain words. Say what is not known."
    )
    framework = models.CharField(max_length=12, choices=Framework)
    reviewed_on = models.DateField()
    next_review = models.DateField()
    is_live = models.BooleanField(default=False, editable=False)
    path = models.CharField(max_length=255, default="", editable=False)
    words = models.TextField(default="", editable=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        constraints = (
            models.CheckConstraint(
                name="resource_evidence_is_labelled",
                condition=Q(evidence__in=Evidence.values),
                violation_error_message="Say how well this was studied.",
            ),
            models.CheckConstraint(
                name="resource_framework_is_labelled",
                condition=Q(framework__in=Framework.values),
                violation_error_message="Say which approach this draws on.",
            ),
            models.CheckConstraint(
                name="resource_topic_is_known",
                condition=Q(topic__in=Topic.values),
                violation_error_message="Choose a topic.",
            ),
            models.CheckConstraint(
                name="resource_is_for_somebody",
                condition=Q(for_13_15=True) | Q(for_16_17=True) | Q(for_adults=True),
                violation_error_message="Choose at least one age band.",
            ),
            models.CheckConstraint(
                name="resource_is_described",
                condition=~Q(title="") & ~Q(summary="") & ~Q(evidence_note=""),
                violation_error_message="Give a title, a summary and what the evidence says.",
            ),
            models.CheckConstraint(
                name="resource_review_lies_ahead",
                condition=Q(next_review__gt=F("reviewed_on")),
                violation_error_message="The next review comes after the last one.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def bands(self) -> frozenset[Band]:
        return frozenset(band for band, field in BAND_FIELDS.items() if getattr(self, field))

    @property
    def url(self) -> str:
        return self.path

    def get_absolute_url(self) -> str:
        return self.path

    @property
    def audience(self) -> str:
        """Who it is written for, in words."""
        if self.bands == frozenset(Band):
            return "Everybody"
        if self.bands == frozenset({Band.YOUNGER, Band.OLDER}):
            return "People aged 13–17"
        names = [band.audience for band in Band if band in self.bands]
        return " and ".join(names).capitalize()

    def access_facts(self) -> Facts:
        state = "published" if self.is_live else "draft"
        return Facts(kind=Kind.RESOURCE, bands=self.bands, state=state)

    def copy_relations(self, oldinstance: Resource, language: str) -> None:
        for source in oldinstance.sources.all():
            source.pk = None
            source.resource = self
            source.save()


class AnyPage:
    """A page as such, for the question who may edit pages."""

    def access_facts(self) -> Facts:
        return Facts(kind=Kind.RESOURCE, bands=frozenset(Band))


class Source(models.Model):
    """A publication that a resource rests on, with what it does and does not support."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="sources")
    citation = models.CharField(max_length=400)
    url = models.URLField(blank=True)
    supports = models.CharField("what it supports", max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.citation


class ResourceCard(CMSPlugin):  # type: ignore[misc]
    """A plugin: one resource, shown as a card."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="cards")

    def __str__(self) -> str:
        return str(self.resource)


class ResourceList(CMSPlugin):  # type: ignore[misc]
    """A plugin: the resources that the reader may open."""

    topic = models.CharField(
        max_length=12, choices=Topic, blank=True, help_text="Leave empty for a list with a filter."
    )

    def __str__(self) -> str:
        return self.get_topic_display() or "All topics"
