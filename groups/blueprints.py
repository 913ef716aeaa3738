"""The templates that come with Alongside. An operator changes them, and adds others."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from community.members.bands import Band
from groups.models import GroupTemplate, TemplateMeeting
from groups.states import Entry, Shape


@dataclass(frozen=True)
class Blueprint:
    """A template as it is shipped. meetings: titles and agendas."""

    key: str
    name: str
    description: str
    band: Band
    shape: Shape
    minutes: int
    meetings: tuple[tuple[str, str], ...]
    entry: Entry = Entry.OPEN


SHIPPED = (
    Blueprint(
        key="adult-eight-weeks",
        name="Eight weeks together",
        description=(
            "We begin together and stay together for eight meetings, one topic at a time: pacing, "
            "sleep, work, the people around us.\n\n"
            "Nobody fixes anybody. You can talk, type, or mostly listen, with your camera off."
        ),
        band=Band.ADULT,
        shape=Shape.COHORT,
        minutes=75,
        meetings=(
            (
                "Arriving",
                "Hello, and how this room works | 10\nA round: what brings me | 30\n"
                "What I hope for | 20\nGoodbye round | 10",
            ),
            (
                "Stopping before you have to",
                "Arriving | 10\nOne thing I stopped in time | 25\nPlanning pauses | 25\n"
                "Goodbye round | 10",
            ),
            (
                "Nights",
                "Arriving | 10\nWhat a bad night does to the day after | 25\nWhat has helped | 25\n"
                "Goodbye round | 10",
            ),
            (
                "The people around me",
                "Arriving | 10\nWho knows, and who does not | 25\nOne sentence to try | 25\n"
                "Goodbye round | 10",
            ),
            (
                "Half-way",
                "Arriving | 10\nWhat is different since we began | 30\nWhat we want to talk about "
                "in the second half | 20\nGoodbye round | 10",
            ),
            (
                "Work, money and papers",
                "Arriving | 10\nWhat takes strength that nobody sees | 25\nTips that saved time "
                "| 25\nGoodbye round | 10",
            ),
            (
                "Bad days",
                "Arriving | 10\nA plan for a bad day, in three lines | 30\nWhom I can tell | 20\n"
                "Goodbye round | 10",
            ),
            (
                "Saying goodbye",
                "Arriving | 10\nWhat I take with me | 30\nWhat I leave here | 15\n"
                "How we go on, if we like | 10\nLast goodbye round | 10",
            ),
        ),
    ),
    Blueprint(
        key="adult-open",
        name="Open evening",
        description=(
            "We meet again and again, and people come when they can.\n\n"
            "Some of us talk, some of us mostly listen, and some lie on the floor with the camera "
            "off."
        ),
        band=Band.ADULT,
        shape=Shape.OPEN,
        minutes=60,
        meetings=(
            (
                "How was your week?",
                "Arriving | 10\nA round: one word for the week | 15\nOpen talk | 25\n"
                "Goodbye round | 10",
            ),
            (
                "What helped this week",
                "Arriving | 10\nSomething small that helped | 20\nOpen talk | 20\n"
                "Goodbye round | 10",
            ),
        ),
    ),
    Blueprint(
        key="older-six-weeks",
        name="Six weeks together, 16–17",
        description=(
            "We begin together and meet six times: school, friends, sleep, and a body that has "
            "its own plans.\n\nCamera on or off, talk or type. Two adults are there the whole time."
        ),
        band=Band.OLDER,
        shape=Shape.COHORT,
        minutes=60,
        entry=Entry.REQUEST,
        meetings=(
            ("Hello", "Hello | 10\nTwo true things about me | 20\nWhat I hope for | 20\nBye | 10"),
            (
                "Missing things",
                "Hello | 10\nThings we missed | 20\nHow we told people | 20\nBye | 10",
            ),
            (
                "School",
                "Hello | 10\nWhat teachers get wrong | 20\nA note that works | 20\nBye | 10",
            ),
            ("Friends", "Hello | 10\nWho knows | 20\nWhat I wish they asked | 20\nBye | 10"),
            ("Bad days", "Hello | 10\nMy plan for a bad day | 25\nWhom I can tell | 15\nBye | 10"),
            (
                "Saying goodbye",
                "Hello | 10\nWhat I take with me | 20\nA line for each other | 20\nBye | 10",
            ),
        ),
    ),
    Blueprint(
        key="younger-open",
        name="Calm hour, 13–15",
        description=(
            "A calm hour with others whose body hurts a lot.\n\n"
            "We draw, talk and play a word game. You can leave your camera off. "
            "Two adults who were checked are always there."
        ),
        band=Band.YOUNGER,
        shape=Shape.OPEN,
        minutes=45,
        entry=Entry.REQUEST,
        meetings=(
            (
                "Draw your pain as an animal",
                "Hello | 5\nDrawing | 20\nShow it, if you like | 15\nBye | 5",
            ),
            ("What I tell my friends", "Hello | 5\nWord game | 15\nThings we say | 20\nBye | 5"),
        ),
    ),
)


def ensure_shipped(**_signal: object) -> None:
    """Adds what is missing. What an operator changed stays as they want it."""
    if GroupTemplate._meta.db_table not in connection.introspection.table_names():
        return
    for blueprint in SHIPPED:
        _ensure(blueprint)


@transaction.atomic
def _ensure(blueprint: Blueprint) -> None:
    template, is_new = GroupTemplate.objects.get_or_create(
        key=blueprint.key,
        defaults={
            "name": blueprint.name,
            "description": blueprint.description,
            "band": blueprint.band,
            "shape": blueprint.shape,
            "minutes": blueprint.minutes,
            "entry": blueprint.entry,
        },
    )
    if is_new:
        TemplateMeeting.objects.bulk_create(
            TemplateMeeting(template=template, order=order, title=title, agenda=agenda)
            for order, (title, agenda) in enumerate(blueprint.meetings, start=1)
        )
