"""The conversations of the demo community, and a few posts that wait for a moderator."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from community.members.bands import Audience, Band
from community.members.demo import members
from community.members.models import Member
from forums import actions, markdown
from forums.actions import Words
from forums.models import Follow, Post, Reaction, ReactionWord, ReadMarker, Space, Thread
from forums.states import State

CONVERSATIONS = Path(__file__).with_name("demo_conversations.yaml")
WAITING = Path(__file__).with_name("demo_waiting.yaml")
KEYS = uuid.UUID("7d4f6c1e-52a8-4f0b-9a57-0f2f3c1b8e10")

SPACES = (  # slug, name, description, band, and for carers alone: their audience
    ("everyday-life", "Everyday life", "Kitchens, buses, families.", Band.ADULT),
    ("flares", "Flares and hard days", "When it is bad, and what helped last time.", Band.ADULT),
    ("work-and-money", "Work and money", "Jobs, sick pay, forms, the boss.", Band.ADULT),
    ("sleep", "Nights and rest", "Awake again? So are others.", Band.ADULT),
    ("small-wins", "Small wins", "Something went well. Tell us.", Band.ADULT),
    ("close-to-pain", "Close to somebody with pain", "For parents, partners and friends.",
     Band.ADULT, Audience.CARERS),
    ("talk-16-17", "Just talk", "Anything at all, with people who get it.", Band.OLDER),
    ("plans-16-17", "School, work, what next", "Exams, jobs, clinics, moving out.", Band.OLDER),
    ("days-13-15", "Good days, bad days", "How is it going? Both kinds are fine.", Band.YOUNGER),
    ("school-13-15", "School and friends", "Lessons, PE, missing out, going back.", Band.YOUNGER),
)  # fmt: skip


def load(say: Callable[[str], None]) -> None:
    """Adds what is missing and changes nothing that is there."""
    people = members()
    spaces = _spaces()
    begun = [_conversation(entry, spaces, people) for entry in _read(CONVERSATIONS)]
    say(f"conversations: {len(begun)}, {sum(begun)} of them new, in {len(spaces)} spaces")
    sent = [_send(entry, people) for entry in _read(WAITING)]
    say(f"posts that went through the filter: {len(sent)}, {sum(sent)} of them new")


def _read(file: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return entries


def _spaces() -> dict[str, Space]:
    return {
        slug: Space.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "description": text,
                "band": band,
                "position": place,
                "audience": audience[0] if audience else Audience.MEMBERS,
            },
        )[0]
        for place, (slug, name, text, band, *audience) in enumerate(SPACES)
    }


@transaction.atomic
def _conversation(
    entry: dict[str, Any], spaces: dict[str, Space], people: dict[str, Member]
) -> bool:
    """True when it was not there yet. These were read by people: no verdict is kept beside them."""
    space, author = spaces[entry["space"]], people[entry["author"]]
    if Thread.objects.filter(space=space, title=entry["title"]).exists():
        return False
    started = timezone.now() - timedelta(minutes=entry["minutes_ago"])
    thread = Thread.objects.create(
        space=space,
        author=author,
        title=entry["title"],
        title_shown=True,
        state=State.PUBLISHED,
        created=started,
    )
    posts = Post.objects.bulk_create(_posts(entry, thread, people, started))
    thread.reply_count = len(posts) - 1
    thread.last_reply = posts[-1].placed_at
    thread.last_seq = thread.last_post_seq = len(posts)
    thread.save()
    _traces(thread, posts)
    return True


def _posts(
    entry: dict[str, Any], thread: Thread, people: dict[str, Member], started: datetime
) -> Iterator[Post]:
    said = [(entry["author"], 0, entry["body"])]
    said += [(r["author"], r["minutes_after"], r["body"]) for r in entry["replies"]]
    for number, (name, minutes, body) in enumerate(said):
        at = started + timedelta(minutes=minutes)
        yield Post(
            thread=thread,
            author=people[name],
            body=body.strip(),
            html=markdown.render(body.strip(), people),
            state=State.PUBLISHED,
            opener=number == 0,
            client_key=uuid.uuid5(KEYS, f"{thread.space.slug}/{thread.title}/{number}"),
            created=at,
            placed_at=at,
            published_at=at,
            seq=number + 1,
        )


def _traces(thread: Thread, posts: list[Post]) -> None:
    """Those who took part follow the conversation, have read it, and nodded here and there."""
    people = {post.author_id: post.author for post in posts}
    Follow.objects.bulk_create(Follow(member=person, thread=thread) for person in people.values())
    ReadMarker.objects.bulk_create(
        ReadMarker(member=person, thread=thread, seq=thread.last_seq) for person in people.values()
    )
    words = list(ReactionWord)
    Reaction.objects.bulk_create(
        Reaction(post=post, member=person, word=words[(post.seq + place) % len(words)])
        for post in posts
        for place, person in enumerate(people.values())
        if person.pk != post.author_id and (post.seq * 7 + person.pk * 3 + thread.pk) % 5 < 2
    )


def _send(entry: dict[str, Any], people: dict[str, Member]) -> bool:
    """Goes the way of every post: policy, filter, queue. True when it was not there yet."""
    author = people[entry["author"]]
    key = uuid.uuid5(KEYS, f"{entry['thread']}/{entry['author']}/{entry['body']}")
    if Post.objects.filter(author=author, client_key=key).exists():
        return False
    thread = Thread.objects.select_related("space").get(title=entry["thread"])
    sent = actions.reply(author, thread, Words(entry["body"].strip(), client_key=key))
    return not sent.again
