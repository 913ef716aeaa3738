"""Three groups with a past and a future, one that forms, and one session that is on now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from community.members.bands import Band
from community.members.demo import members
from community.members.models import Member
from groups.actions import When, create_from_template
from groups.agreements import ensure_defaults
from groups.blueprints import ensure_shipped
from groups.models import (
    Acceptance,
    Attendance,
    CheckIn,
    Group,
    GroupHost,
    GroupTemplate,
    Membership,
    Session,
    Slot,
    agreement_in_force,
)
from groups.states import Entry, HostRole, MembershipState, SessionState

FORMING = "Eight weeks together, starting soon"
WEEKS_BEHIND, WEEKS_AHEAD = 3, 4
LIVE_TITLE = "Open room: how was your week?"
LIVE_AGENDA = """\
Arriving, with a cup of something
A round: one word for the week
Open talk
Goodbye round"""
LIVE_FOR = timedelta(hours=4)
STARTED_AGO = timedelta(minutes=10)


@dataclass(frozen=True)
class Circle:
    """A group of the demo. weekday: Monday is 0. evenings: titles and plans, used in turn."""

    name: str
    description: str
    band: Band
    rhythm: str
    weekday: int
    starts: time
    minutes: int
    inside: tuple[str, ...]
    accepted: tuple[str, ...]
    evenings: tuple[tuple[str, str], ...]
    waiting: tuple[str, ...] = ()
    entry: Entry = Entry.OPEN
    live: bool = False


CIRCLES = (
    Circle(
        name="Tuesday evening: living with back pain",
        description=(
            "We meet once a week to talk about the days between appointments: work, sleep, "
            "family, and doing less before the body insists.\n\n"
            "Nobody fixes anybody. Some of us talk, some of us mostly listen, and some lie on the "
            "floor with the camera off."
        ),
        band=Band.ADULT,
        rhythm="Tuesdays at 19:00, London time",
        weekday=1,
        starts=time(19, 0),
        minutes=75,
        inside=("Rosa", "Tobias", "Ines", "Kofi", "Ruth", "Marta"),
        accepted=("Tobias", "Ines", "Ruth", "Marta"),
        evenings=(
            (
                "Stopping before you have to",
                "Arriving\nOne thing I stopped in time this week\nPlanning pauses\nGoodbye round",
            ),
            (
                "Work, and what to tell them",
                "Arriving\nWho knows at work, and who does not\nOne sentence to try\nGoodbye round",
            ),
            (
                "Nights",
                "Arriving\nWhat a bad night does to the day after\nWhat has helped\nGoodbye round",
            ),
        ),
        live=True,
    ),
    Circle(
        name="Thursday room, 16–17",
        description=(
            "School, friends, exams, and a body that has its own plans.\n\n"
            "Camera on or off, talk or type. Grace and Owen are there the whole time."
        ),
        band=Band.OLDER,
        rhythm="Thursdays at 17:30, London time",
        weekday=3,
        starts=time(17, 30),
        minutes=60,
        inside=("Juno", "Sam", "Priya"),
        accepted=("Juno", "Sam"),
        evenings=(
            (
                "Missing things",
                "Hello\nThings we missed, and how we told people\nSomething good this week\nBye",
            ),
            ("Teachers and notes", "Hello\nWhat teachers get wrong\nA note that works\nBye"),
        ),
    ),
    Circle(
        name="Saturday room, 13–15",
        description=(
            "A calm hour with other people whose body hurts a lot.\n\n"
            "We draw, talk and play a word game. You can leave your camera off. "
            "Two adults who were checked are always there."
        ),
        band=Band.YOUNGER,
        rhythm="Saturdays at 11:00, London time",
        weekday=5,
        starts=time(11, 0),
        minutes=45,
        inside=("Milo", "Ada", "Finn"),
        accepted=("Milo", "Ada"),
        waiting=("Zuri",),
        entry=Entry.REQUEST,
        evenings=(
            ("Draw your pain as an animal", "Hello\nDrawing\nShow it, if you like\nBye"),
            ("What I tell my friends", "Hello\nWord game\nThings we say when people ask\nBye"),
        ),
    ),
)


def load(say: Callable[[str], None]) -> None:
    """Makes what is missing, and opens the session that is on now again."""
    ensure_defaults()
    people = members()
    for circle in CIRCLES:
        group = _group(circle, people)
        _people(group, circle, people)
        _weeks(group, circle, people)
        if circle.live:
            _open_now(group, people)
    _forming(people)
    say(f"groups: {len(CIRCLES) + 1}, and a session of “{CIRCLES[0].name}” is on now")


def _group(circle: Circle, people: dict[str, Member]) -> Group:
    group, _ = Group.objects.get_or_create(
        name=circle.name,
        defaults={
            "description": circle.description,
            "band": circle.band,
            "rhythm": circle.rhythm,
            "entry": circle.entry,
        },
    )
    for name, role in (("Grace", HostRole.FACILITATOR), ("Owen", HostRole.CO_FACILITATOR)):
        GroupHost.objects.get_or_create(group=group, member=people[name], defaults={"role": role})
    return group


def _people(group: Group, circle: Circle, people: dict[str, Member]) -> None:
    states = dict.fromkeys(circle.inside, MembershipState.ACTIVE)
    states |= dict.fromkeys(circle.waiting, MembershipState.WAITING)
    for name, state in states.items():
        Membership.objects.get_or_create(
            group=group, member=people[name], defaults={"state": state}
        )
    agreement = agreement_in_force(group)
    for name in circle.accepted:
        Acceptance.objects.get_or_create(member=people[name], agreement=agreement)


def _slot(group: Group, circle: Circle) -> Slot:
    """The rule behind the sessions, so that the clock goes on where the demo ends."""
    group.plan = [{"title": title, "agenda": agenda} for title, agenda in circle.evenings]
    group.save(update_fields=["plan"])
    first = next(iter(_starts(circle))).date()
    slot, _ = Slot.objects.get_or_create(
        group=group,
        weekday=circle.weekday,
        starts=circle.starts,
        defaults={"minutes": circle.minutes, "first_day": first},
    )
    return slot


def _weeks(group: Group, circle: Circle, people: dict[str, Member]) -> None:
    """One session a week on the group's own clock, some behind and some ahead."""
    slot = _slot(group, circle)
    for number, starts in enumerate(_starts(circle)):
        title, agenda = circle.evenings[number % len(circle.evenings)]
        ends = starts + timedelta(minutes=circle.minutes)
        past = ends < timezone.now()
        session, is_new = Session.objects.get_or_create(
            group=group,
            starts_at=starts,
            defaults={
                "title": title,
                "agenda": agenda,
                "slot": slot,
                "day": starts.date(),
                "ends_at": ends,
                "state": SessionState.CLOSED if past else SessionState.SCHEDULED,
            },
        )
        if is_new and past:
            _attended(session, [people[name] for name in ("Grace", *circle.accepted)])
            _checked_in(session, people[circle.accepted[0]], number)


def _starts(circle: Circle) -> Iterable[datetime]:
    today = timezone.localdate()
    last = today - timedelta(days=(today.weekday() - circle.weekday) % 7)
    for week in range(-WEEKS_BEHIND, WEEKS_AHEAD):
        day = last + timedelta(weeks=week)
        yield datetime.combine(day, circle.starts, tzinfo=ZoneInfo("Europe/London"))


def _attended(session: Session, who: Iterable[Member]) -> None:
    for member in who:
        Attendance.objects.create(
            session=session, member=member, joined_at=session.starts_at, left_at=session.ends_at
        )


def _checked_in(session: Session, member: Member, number: int) -> None:
    """One of them takes the 20 seconds before and after."""
    before = {"pain": 7 - number % 3, "mood": 3 + number % 2, "confidence": 4}
    after = {"pain": 5, "mood": 5 + number % 3, "confidence": 5 + number % 2}
    for moment, answers in ((CheckIn.Moment.BEFORE, before), (CheckIn.Moment.AFTER, after)):
        CheckIn.objects.create(member=member, session=session, moment=moment, **answers)


def _forming(people: dict[str, Member]) -> None:
    """A cohort from a template: people have joined, and Grace has not started it yet."""
    ensure_shipped()
    template = GroupTemplate.objects.get(key="adult-eight-weeks")
    if Group.objects.filter(name=FORMING).exists():
        return
    group = create_from_template(
        people["Grace"],
        template,
        name=FORMING,
        time_zone="Europe/London",
        first_day=timezone.localdate() + timedelta(days=7),
        slots=[When(2, time(18, 30)), When(5, time(10, 0))],
        co_facilitator=people["Owen"],
    )
    for name in ("Kofi", "Ines"):
        Membership.objects.create(group=group, member=people[name], state=MembershipState.ACTIVE)


def _open_now(group: Group, people: dict[str, Member]) -> None:
    """Reuses the session of the last day, so that loading again makes no second one."""
    now = timezone.now()
    started = now - STARTED_AGO
    started = started.replace(minute=started.minute // 5 * 5, second=0, microsecond=0)
    day_ago = now - timedelta(days=1)
    session = group.sessions.filter(title=LIVE_TITLE, starts_at__gt=day_ago).first()
    session = session or Session(group=group, title=LIVE_TITLE)
    session.starts_at = started
    session.ends_at = started + LIVE_FOR
    session.state = SessionState.LIVE
    session.agenda = LIVE_AGENDA
    session.save()
    session.removals.all().delete()
