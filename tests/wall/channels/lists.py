"""Lists, counts, search."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser

from community.access import readable_bands
from community.members.models import Member
from community.resources import queries as resources
from forums import queries as forum
from groups import queries as meetings
from moderation import queries as casework
from moderation.models import Reviewable
from tests.wall.addresses import hosts_of, plain_paths
from tests.wall.channels.common import Answers, People, about, scanned, signed_in, text_of
from tests.wall.oracle import BANDS, Who
from tests.wall.world import World


def lists(world: World, people: People) -> Answers:
    """Every address that names nothing, with and without what can be asked of it."""
    paths = [path for path in plain_paths() if "logout" not in path]
    for who in people:
        client = signed_in(who)
        for path in paths:
            for asked in ("", "?page=2", "?page=last&q=sleeping", *(f"?band={b}" for b in BANDS)):
                if asked.startswith("?band") and "moderation" not in path:
                    continue
                answer = client.get(path + asked, follow=False)
                yield scanned(world, who, path + asked, text_of(answer))


def counts(world: World, people: People) -> Answers:
    """Numbers say nothing either: each equals what the oracle counts for this person."""
    for who in people:
        member = world.member(who)
        if isinstance(member, AnonymousUser):
            continue
        if not who.takes_part:
            yield about(bool(readable_bands(member)), False, f"{who} reads some band")
            continue
        yield from _counted_spaces(world, who, member)
        yield from _counted_queue(world, who, member)
        yield from _counted_posts(world, who, member)


def _counted_spaces(world: World, who: Who, member: Member) -> Answers:
    spaces = {space.pk: space for space in forum.spaces_of(member)}
    for band, side in world.sides.items():
        for space in side.spaces:
            yield about(space.pk in spaces, who.reaches(band), f"{who} has {space} in the list")
            if space.pk in spaces:
                shown = sum(t.state == "published" and t.space_id == space.pk for t in side.threads)
                counted = spaces[space.pk].thread_count
                yield about(counted == shown, True, f"{who} counts {counted} of {shown} threads")
    seen = {card.group.pk for card in _cards(member)}
    for band, side in world.sides.items():
        for group in side.groups:
            lists_it = (who.reaches(who.band) and who.band == band) or who.hosts(
                band, hosts_of(group.pk)
            )
            yield about(group.pk in seen, lists_it, f"{who} has {group} in the list")


def _cards(member: Member) -> list[meetings.GroupCard]:
    found = meetings.my_groups(member)
    return [*found.mine, *found.waiting, *found.others]


def _counted_queue(world: World, who: Who, member: Member) -> Answers:
    waiting = Reviewable.objects.waiting().exclude(author_id=who.pk)
    expected = [row for row in waiting if who.moderates(row.band)]
    yield about(casework.open_count(member) == len(expected), True, f"{who}'s number of open items")
    page = casework.queue_page(member)
    yield about(page.total == len(expected), True, f"{who}'s total of the queue")
    for tier, number in page.tiers:
        right = sum(row.tier == tier for row in expected)
        yield about(number == right, True, f"{who}'s number of {tier}")
    for band in BANDS:
        right = sum(row.band == band for row in expected)
        narrowed = casework.queue_page(member, band).total
        yield about(narrowed == right, True, f"{who}'s number in {band}")


def _counted_posts(world: World, who: Who, member: Member) -> Answers:
    for band, side in world.sides.items():
        for thread in side.threads:
            if not who.reaches(band):
                continue
            posts = [post for post in side.posts if post.thread_id == thread.pk]
            right = {p.pk for p in posts if p.published_at or sees_unpublished(who, band, p)}
            shown = set(forum.shown_to(member, thread).values_list("pk", flat=True))
            yield about(shown == right, True, f"{who} counts {len(shown)} of {len(right)} posts")


def sees_unpublished(who: Who, band: str, post: Any) -> bool:
    if post.state == "withdrawn":
        return False
    return who.moderates(band) or post.author_id == who.pk


def search(world: World, people: People) -> Answers:
    """Every word of the community is looked for, by everybody it is not meant for."""
    for who in people:
        member = world.member(who)
        if isinstance(member, AnonymousUser):
            continue
        hidden = [mark for mark in world.marks.values() if not mark.may_read(who)]
        for mark in world.chance.sample(hidden, min(30, len(hidden))):
            found = list(forum.find(member, mark.word, 1).page.object_list)
            found += list(resources.search(member, mark.word))
            found += resources.suggest(member, mark.word)
            yield f"{who} found {mark.what} {mark.word}" if found else ""
        client = signed_in(who)
        tried = [mark.word for mark in world.chance.sample(hidden, min(2, len(hidden)))]
        for asked in ("sleeping", *tried):
            text = text_of(client.get("/search/", {"q": asked})).replace(asked, "")
            yield scanned(world, who, f"/search/?q={asked}", text)
        for mark in world.chance.sample(world.readable(who), 3):
            world.seen += bool(list(forum.find(member, mark.word, 1).page.object_list))
