"""Puts the texts of content/ into the CMS. A page that is there already is left as it is."""

from __future__ import annotations

from urllib.parse import urlsplit

from cms.api import add_plugin, create_page
from cms.models import Page, PageContent
from django.conf import settings
from django.contrib.sites.models import Site
from django.db import transaction
from djangocms_versioning.models import Version

from community.members.models import Member
from community.resources import seeds
from community.resources.models import BAND_FIELDS, Resource, Source

LANGUAGE = "en"
HOME = "home"
INDEX = "resources"


def seed_pages(author: Member) -> int:
    """Makes and publishes the pages that are missing; returns how many."""
    _name_site()
    made = sum(_seed(page, author, parent=None) for page in seeds.pages())
    parent = Page.objects.get(reverse_id=INDEX)
    return made + sum(_seed(page, author, parent=parent) for page in seeds.resources())


def _name_site() -> None:
    """The page editor and letters show the name of the site: ours, in place of Django's example."""
    Site.objects.filter(pk=settings.SITE_ID, domain="example.com").update(
        domain=urlsplit(settings.SITE_URL).netloc, name="Alongside"
    )
    Site.objects.clear_cache()


@transaction.atomic
def _seed(seed: seeds.Seed, author: Member, parent: Page | None) -> bool:
    # The column holds 40 characters, which PostgreSQL insists on.
    name = f"{INDEX}-{seed.slug}"[:40] if parent else seed.slug
    if Page.objects.filter(reverse_id=name).exists():
        return False
    page = create_page(
        seed.title,
        seed.template,
        LANGUAGE,
        slug=seed.slug,
        parent=parent,
        reverse_id=name,
        created_by=author,
    )
    if seed.slug == HOME and parent is None:
        page.set_as_homepage()
    content = PageContent.admin_manager.get(page=page, language=LANGUAGE)
    _fill(content, seed)
    if seed.label:
        _put_label(page, seed, seed.label)
    Version.objects.get_for_content(content).publish(author)
    return True


def _fill(content: PageContent, seed: seeds.Seed) -> None:
    placeholders = {place.slot: place for place in content.rescan_placeholders().values()}
    for slot, html in seed.slots.items():
        add_plugin(placeholders[slot], "TextPlugin", LANGUAGE, body=html)
    if seed.slug == INDEX:
        add_plugin(placeholders["list"], "ResourceListPlugin", LANGUAGE)


def _put_label(page: Page, seed: seeds.Seed, label: seeds.Label) -> None:
    resource = Resource(
        extended_object=page,
        title=seed.title,
        slug=seed.slug,
        summary=label.summary,
        topic=label.topic,
        minutes=label.minutes,
        evidence=label.evidence,
        evidence_note=label.evidence_note,
        framework=label.framework,
        reviewed_on=label.reviewed_on,
        next_review=label.next_review,
        **{BAND_FIELDS[band]: True for band in label.bands},
    )
    resource.full_clean()
    resource.save()
    for position, source in enumerate(label.sources):
        Source.objects.create(
            resource=resource,
            position=position,
            citation=source.citation,
            url=source.url,
            supports=source.supports,
        )
