"""What leaves the house: calendars, and what all may read."""

from __future__ import annotations

import json

from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from community.members.models import Member
from groups import actions as grouping
from moderation import transparency
from moderation.queries.transparency import figures
from tests.wall.addresses import hosts_of
from tests.wall.channels.common import Answers, People, scanned, signed_in, text_of
from tests.wall.oracle import may_see_group
from tests.wall.world import World


def calendars(world: World, people: People) -> Answers:
    """A calendar is fetched without signing in: each time with the rights of its owner today."""
    for who in people:
        if not who.pk:
            continue
        key = grouping.make_calendar_link(Member.objects.get(pk=who.pk), "Meeting")
        text = text_of(Client().get(reverse("group_feed", args=[key])))
        yield scanned(world, who, "their calendar", text)
        for band, side in world.sides.items():
            for session in side.sessions:
                shown = f"/sessions/{session.pk}/" in text
                sees = may_see_group(who, band, hosts_of(session.group_id))
                yield f"{who} has {session.pk} in their calendar" if shown and not sees else ""


def exports(world: World, people: People) -> Answers:
    """What leaves the house for all to read names nothing of anybody. Feeds and maps of the site,
    which libraries offer, are not there.
    """
    day = timezone.now().date()
    report = transparency.public(figures(transparency.period_of(day, day)))
    found = world.found_in(transparency.markdown(report) + json.dumps(report))
    yield f"the public report names {sorted(found)}" if found else ""
    for who in people:
        client = signed_in(who)
        for path in ("/sitemap.xml", "/sitemap-0.xml", "/robots.txt", "/feed/", "/feeds/", "/rss/",
                     "/rss.xml", "/atom.xml", "/feed.xml", "/api/", "/metrics/", "/outbox/",
                     "/styleguide/", "/media/"):  # fmt: skip
            answer = client.get(path)
            # A catch-all adds the slash that is missing, whatever was asked for.
            # Whose account is frozen is led to their own page from everywhere.
            there = answer.status_code not in (301, 302 if who.frozen else 404, 404)
            yield f"{path} is there for {who}" if there else ""
            yield scanned(world, who, path, text_of(answer))
    names = {str(entry.pattern) for entry in get_resolver().url_patterns}
    yield f"a map of the site: {names}" if any("sitemap" in n for n in names) else ""
