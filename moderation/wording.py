"""What people read: authors, reporters and moderators, in plain words and in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_text

from moderation.content import Item, manner_of
from moderation.models import (
    STRIKES,
    Appeal,
    Decision,
    Flag,
    ReasonTemplate,
    Reviewable,
    Rung,
    Sanction,
)
from moderation.states import DecisionAction, ReviewState

Pair = tuple[str, str]
STAYS_DOWN = "It stays down, and the rest was lifted"
HUMAN_ROUTE = "If you think this is wrong, you can ask for another look. Another person reads it."


@dataclass(frozen=True)
class Words:
    title: str
    text: str


def for_author(
    action: str, template: ReasonTemplate | None, note: str, band: str, kind: str = ""
) -> Words:
    """What the author is told of a decision about something of a kind."""
    if action == DecisionAction.ESCALATE:
        return Words("", "The author hears nothing yet. A colleague decides.")
    manner = manner_of(kind)
    if action not in manner.told:
        return Words("", "They hear nothing of it.")
    title, after = manner.told[action], manner.after[action]
    if template is None:
        return Words(title, after)
    parts = [template.text_for(band)]
    if note:
        parts.append(f"The moderator writes: {note}")
    if template.change:
        parts.append(template.change)
    asks = action == DecisionAction.RETURN and manner.shown
    parts.append(after if asks else f"{after} {HUMAN_ROUTE}")
    return Words(title, "\n\n".join(parts))


def swept(number: int, template: ReasonTemplate, note: str, band: str) -> Pair:
    """The author is told once of all that was taken down together."""
    things = "one thing" if number == 1 else f"{number} things"
    told = (
        f"{template.text_for(band)}\n\nThe moderator writes: {note}\n\n"
        f"It is about {things} that you wrote. Your words are kept for you. If you think this is "
        "wrong, ask for another look at any of them: another person then looks at all."
    )
    return f"A moderator took down {things} that you wrote", told


def stands(item: Item) -> str:
    """Where it stands, for moderators: the end of “It is …”."""
    state = "pending" if item.pending else item.state
    return item.manner.stands.get(state, state)


def reported(item: Item) -> Pair:
    """Heading and first sentence of the page on which it is reported."""
    names = {"name": item.author.display_name, "place": item.space_name}
    return item.manner.report.format(**names), item.manner.about.format(**names)


def hidden_by_reports(row: Reviewable) -> Pair:
    """An automated step says that it is one."""
    return (
        "A moderator will look at what you wrote",
        (
            "Somebody reported it. So it is out of sight for now; nobody has decided anything. "
            f"This step was automatic. A moderator usually looks within {span(row)}."
        ),
    )


def hidden_while_away(row: Reviewable) -> Pair:
    """An automated step says that it is one."""
    return (
        "A moderator will look at what you wrote",
        (
            "It may be hurtful or unsafe, and nobody of the team is here right now. So it is out "
            "of sight for now; nobody has decided anything. This step was automatic. "
            f"A moderator usually looks within {span(row)}."
        ),
    )


def receipt(made: Flag, row: Reviewable) -> Pair:
    """What a reporter reads at once."""
    if made.answered_at is not None:
        return (
            "A moderator has looked at this before",
            (
                "Thank you. A moderator looked at these words for the same reason and decided. If "
                "something else is wrong, report it with that reason."
            ),
        )
    if made.is_worry:
        return (
            "Thank you for looking out for somebody",
            (
                "The team knows, and looks at it first. You need not do more. If somebody is in "
                "danger right now, call your emergency number. Help is at the same place on every "
                "page."
            ),
        )
    return (
        "Thank you, we got your report",
        (
            f"A moderator usually looks within {span(row)}. We tell you what came of it. "
            "Nobody learns who reported."
        ),
    )


def outcome_for_reporter(made: Flag, decision: Decision) -> Pair:
    """The class of the outcome, and nothing about the person."""
    if made.is_worry:
        return (
            "Somebody has looked",
            (
                "You were worried about somebody. A person from our team has looked, and follows "
                "up if it is needed. We cannot say more, to protect them. Thank you."
            ),
        )
    if decision.restricts:
        return ("Your report led to a change", "A moderator agreed and acted on it. Thank you.")
    return "A moderator looked at your report", manner_of(decision.reviewable.kind).stays


def appeal_answer(appeal: Appeal) -> Pair:
    if appeal.outcome == Appeal.Outcome.OVERTURNED:
        return (
            manner_of(appeal.decision.reviewable.kind).back,
            f"Another person looked again and reversed the decision. They write: {appeal.answer}",
        )
    if appeal.outcome == Appeal.Outcome.MODIFIED:
        return (
            manner_of(appeal.decision.reviewable.kind).lifted,
            f"Another person looked again. They write: {appeal.answer}",
        )
    return (
        "We looked again, and the decision stands",
        f"Another person looked again. They write: {appeal.answer}",
    )


def reversed_for_reporter(row: Reviewable) -> Pair:
    return "Somebody looked again at what you reported", manner_of(row.kind).may_stay


TAKEN_BACK: Pair = (
    "That was too soon",
    "A moderator took back the decision that you read about a moment ago. They are still looking.",
)


def own_state(row: Reviewable, decision: Decision | None) -> str:
    """Where one's own words stand, for a list and a heading."""
    if row.state == ReviewState.APPEALED or row.is_appeal:
        return "Another person looks at it"
    if row.state == ReviewState.OVERTURNED:
        return "Reversed" if not manner_of(row.kind).shown else "Back again"
    if row.state == ReviewState.MODIFIED:
        return "The rest was lifted" if not manner_of(row.kind).shown else STAYS_DOWN
    if decision is not None and decision.overturned_at and not row.is_waiting:
        return "Back again"
    if row.is_waiting:
        return "Waiting for a moderator"
    if decision is None:
        return "You took this back"
    return manner_of(row.kind).own[decision.action]


def stale(row: Reviewable) -> str:
    """Why a moderator's decision came too late: who did what, and when."""
    decision = row.decisions.select_related("by").first()
    decided_since = decision and (
        row.lease_started is None or decision.decided_at > row.lease_started
    )
    if decision and decided_since and not row.is_claimed:
        return f"{decision.by} {decision.past} at {clock(decision.decided_at)}."
    if row.is_held_now and row.claimed_by:
        since = clock(row.lease_started)
        return f"{row.claimed_by} holds this since {since}. If that is you, it changed meanwhile."
    if row.is_waiting:
        return "Your claim has run out, so somebody else can take it. Claim it again to decide."
    return f"This is done: {row.get_state_display().lower()}."


def clock(moment: datetime | None) -> str:
    return date_text(timezone.localtime(moment), "H:i") if moment else "a moment ago"


def span(row: Reviewable) -> str:
    """ "2 hours", "5 minutes": how long the first look usually takes at most."""
    return length(row.due_first_look - row.opened_at)


def length(span: timedelta) -> str:
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    hours = round(minutes / 60)
    return "1 hour" if hours == 1 else f"{hours} hours"


def share(used: float) -> str:
    """used: 0 to 1 and above. The words go before “your share”."""
    steps = ((0.2, "a little of"), (0.4, "about a third of"), (0.6, "about half of"))
    found = next((words for up_to, words in steps if used <= up_to), "")
    return found or ("most of" if used < 1 else "all of" if used <= 1 else "more than")


def left(minutes: int) -> str:
    """A deadline in words. Minutes; below zero when it has passed."""
    amount = abs(minutes)
    if amount < 60:
        text = f"{amount} min"
    elif amount < 24 * 60:
        hours, rest = divmod(amount, 60)
        text = f"{hours} h {rest} min" if rest and hours < 10 else f"{hours} h"
    else:
        days, rest = divmod(amount, 24 * 60)
        text = f"{days} d {rest // 60} h" if rest >= 60 else f"{days} d"
    return f"{text} left" if minutes >= 0 else f"{text} over"


_steps: dict[str, Pair] = {
    Rung.NUDGE: (
        "A word from a moderator",
        "Nothing follows from this. We only ask you to keep it in mind.",
    ),
    Rung.WARNING: (
        "A warning",
        "Please do not do this again. It counts for half a year, and more of it has consequences.",
    ),
    Rung.SLOW: (
        "You write a little slower for a while",
        "Until {until} you can send one post in ten minutes. You can read everything.",
    ),
    Rung.PREMODERATE: (
        "A moderator reads first for a while",
        "Until {until} a moderator reads what you write before others do.",
    ),
    Rung.MUTE: (
        "You cannot write in one place for a while",
        "Until {until} you can read there but not write. Everywhere else you can.",
    ),
    Rung.SUSPEND: (
        "Your account takes a break",
        "Until {until} you can read and get help, but not write or join calls.",
    ),
}
_interim = (
    "Until {until} at the latest you can read and get help, but not write. Two people decide "
    "meanwhile whether your account stays. If they do not decide, this ends by itself."
)


def sanction(rung: str, until: datetime | None, strikes: int, *, interim: bool = False) -> Pair:
    """What follows for the person, how long, and how to have it looked at again.

    strikes: the how manieth this is within the time that counts.
    """
    title, text = _steps[rung]
    text = (_interim if interim else text).format(until=_day(until))
    counted = rung in STRIKES and not interim and strikes > 1
    more = f" This is the {_ordinal(strikes)} time in half a year." if counted else ""
    return title, f"{text}{more} A person decided this. {HUMAN_ROUTE}"


def sanction_over(made: Sanction) -> Pair:
    return "That is over", f"“{_steps[made.rung][0]}” has ended. Good to have you here."


def interim_over(made: Sanction) -> Pair:
    return "Your break has ended early", "You can write again. A second person looked at it."


def ban_letter(made: Sanction) -> Pair:
    """The account is closed, so this goes by e-mail and carries its own way to appeal."""
    link = f"{settings.SITE_URL}{look_again_link(made.decision)}"
    return (
        "Your account was closed",
        (
            f"Two people from the team decided to close your account.\n\n"
            f"{made.decision.text_shown}\n\n"
            "If you think this is wrong, ask for another look. A person who had no part in it "
            f"reads what you write:\n\n{link}\n\n"
            "If you might not be safe, please call your emergency number, or see who can help: "
            f"{settings.SITE_URL}/help/"
        ),
    )


def _day(moment: datetime | None) -> str:
    return date_text(timezone.localtime(moment), "j F, H:i") if moment else ""


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third", 4: "fourth"}.get(number, f"{number}th")


LOOK_AGAIN = "moderation.look-again"


def look_again_link(decision: Decision) -> str:
    """A way to appeal without signing in. It holds as long as the decision does."""
    return reverse("moderation:look_again", args=[signing.dumps(decision.pk, salt=LOOK_AGAIN)])


def own_link(row: Reviewable) -> str:
    return reverse("moderation:own_item", args=[row.pk])


def queue_link(row: Reviewable) -> str:
    return reverse("moderation:item", args=[row.pk])


def duration(minutes: float) -> str:
    """ "less than a minute", "18 min", "2 h 5 min", "3 d 4 h": how long something took."""
    if minutes < 1:
        return "less than a minute"
    return left(round(minutes)).removesuffix(" left")


FAMILIES = {
    "toxicity": "Unkind",
    "contact": "Contact",
    "medical": "Medicine",
    "watched": "Watched",
    "crisis": "Crisis",
}
KINDS = {"obscene": "strong language", "elsewhere": "talk elsewhere", "dosing": "doses"}


def label(code: str) -> str:
    """`toxicity.identity_attack` → “Unkind: identity attack”. What a detector found, for
    moderators."""
    family, _, kind = code.partition(".")
    kind = KINDS.get(kind, kind)
    words = FAMILIES.get(family, family.replace("_", " ").capitalize())
    return f"{words}: {kind.replace('_', ' ')}" if kind else words
