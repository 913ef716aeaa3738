"""May they?  The table of product rules, crossed with every role, band, verb and kind of thing.

The table is written in words of its own, from what the product promises; the policy is written as
code. Where they differ, one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser

from community.access import (
    Facts,
    Kind,
    Verb,
    can,
    moderated_bands,
    readable_audiences,
    readable_bands,
)
from community.members.bands import Audience, Band
from tests.access.people import APART, Person, Thing, make, people, things

# kind, verb: the conditions; all of one line must hold, and any line of a pair is enough.
TABLE = """
space        see        reach
space        start      reach, in good standing, not closed
thread       see        reach, published
thread       see        reach, own, not withdrawn
thread       see        reach, moderator there
thread       reply      reach, in good standing, published, not closed
thread       suggest    reach, in good standing, published, not closed
thread       flag       reach, published, not own
thread       flag       reach, moderator there, not own
thread       moderate   moderator there, not own
post         see        reach, published
post         see        reach, own, not withdrawn
post         see        reach, moderator there
post         edit       reach, in good standing, own, editable
post         withdraw   reach, own, still up
post         flag       reach, published, not own
post         flag       reach, moderator there, not own
post         react      reach, in good standing, published, not own
post         moderate   moderator there, not own
chat_line    see        reach, published, inside
chat_line    see        reach, own, not withdrawn
chat_line    see        reach, moderator there
chat_line    flag       reach, published, not own, inside
chat_line    flag       reach, moderator there, not own
chat_line    moderate   moderator there, not own
conduct      see        own band, inside
conduct      see        hosts it
conduct      see        moderator there
conduct      flag       own band, inside, not own
conduct      flag       hosts it, not own
conduct      flag       moderator there, not own
conduct      moderate   moderator there, not own
group        see        own band
group        see        hosts it
group        see        moderator there
group        enrol      own band, in good standing, not closed, not in it
group        host       hosts it
group_template  see     runs groups
group_template  start   runs groups
session      see        own band
session      see        hosts it
session      see        moderator there
session      join       hosts it, doors open
session      join       own band, in good standing, enrolled, agreed, doors open
session      host       hosts it
session_note  see       hosts it
check_in     see        own band, own
room         join       hosts it, doors open
room         join       own band, in good standing, enrolled, agreed, doors open
room         chat       hosts it, doors open
room         chat       own band, in good standing, enrolled, agreed, doors open
room         host       hosts it
room         moderate   moderator there, not own
reviewable   see        moderator there, not own
reviewable   moderate   moderator there, not own
crisis_case  see        moderator there, lead, not own
crisis_case  moderate   moderator there, lead, not own
rota         see        moderator there
rota         edit       moderator there, lead
proposal     see        moderator there, about another
proposal     cosign     moderator there, about another, not own
resource     see        published, for everybody
resource     see        published, own band
resource     see        published, editor, active
resource     see        editor, active, draft
resource     edit_page  editor, in good standing
member       see        reach, published
member       see        reach, moderator there
member       flag       reach, published, not own
member       flag       reach, moderator there, not own
member       moderate   moderator there, not own
data         see        moderator there, supervises, not own
data         edit       moderator there, supervises, not own
attention    see        reach, not kept out
attention    see        moderator there
attention    mention    reach, not kept out
attention    mention    moderator there
attention    write      reach, not kept out
letterbox    write      between adults, in good standing, open box, one of the two, not own
letterbox    edit       between adults, own
correspondence see      between adults, one of the two, not declined
correspondence see      between adults, one of the two, own
correspondence reply    between adults, in good standing, one of the two, accepted
correspondence answer   between adults, one of the two, asked, not own
message      see        between adults, one of the two, published
message      see        between adults, own, not withdrawn
message      flag       between adults, one of the two, published, not own
message      withdraw   between adults, own, still up
message      moderate   moderator there, not own
pairing      see        own band, own, standing
pairing      see        mentors there
pairing      see        moderator there, lead, not own, about another
pairing      host       mentors there
pairing      withdraw   own band, own, standing
pairing      moderate   moderator there, lead, not own, about another
mentor_application see       between adults, own
mentor_application see       moderator there, lead, not own
mentor_application start     between adults, own, in good standing
mentor_application withdraw  between adults, own
mentor_application moderate  moderator there, lead, not own
supervision  see        moderator there, supervises, not own
supervision  see        supervises the mentor, not own
supervision  write      moderator there, supervises, not own
supervision  write      supervises the mentor, not own
wellbeing    see        own band, own, moderates
wellbeing    see        own band, in good standing, supervises
wellbeing    edit       own band, own, moderates
calls        see        between adults, in good standing, operates
calls        edit       between adults, in good standing, operates
"""

Condition = Callable[[Person, Thing], bool]
NEAR_YOUTH = {"mentor", "facilitator", "moderator", "crisis_lead", "safeguarding_lead"}
MODERATORS = {"moderator", "crisis_lead", "safeguarding_lead"}


def holds_role(who: Person, roles: set[str]) -> bool:
    """Only adults hold roles, whatever a row may say."""
    return who.age_band is Band.ADULT and bool(who.roles & roles)


def for_youth(what: Facts) -> bool:
    return bool(what.bands & {Band.YOUNGER, Band.OLDER})


def active(who: Person) -> bool:
    return who.is_active and not who.is_frozen


def own_band(who: Person, what: Thing) -> bool:
    here = active(who) and who.age_band in what.facts.bands
    return here and who.audience in what.facts.audiences


def reach(who: Person, what: Thing) -> bool:
    cleared = active(who) and who.is_cleared and holds_role(who, NEAR_YOUTH)
    adults = active(who) and holds_role(who, NEAR_YOUTH) and Band.ADULT in what.facts.bands
    return own_band(who, what) or adults or (for_youth(what.facts) and cleared)


def good_standing(who: Person, _: Thing) -> bool:
    return active(who) and not who.is_suspended


def moderator_there(who: Person, what: Thing) -> bool:
    fit = good_standing(who, what) and holds_role(who, MODERATORS)
    return fit and (who.is_cleared or not for_youth(what.facts))


def hosts_it(who: Person, what: Thing) -> bool:
    fit = good_standing(who, what) and holds_role(who, {"facilitator"})
    return fit and what.relation == "host" and (who.is_cleared or not for_youth(what.facts))


def runs_groups(who: Person, what: Thing) -> bool:
    fit = good_standing(who, what) and holds_role(who, {"facilitator"})
    return fit and (who.is_cleared or not for_youth(what.facts))


def mentors_there(who: Person, what: Thing) -> bool:
    fit = good_standing(who, what) and holds_role(who, {"mentor"}) and what.relation == "host"
    cleared = who.is_cleared or not for_youth(what.facts)
    same = who.audience in what.facts.audiences
    return fit and cleared and same and what.facts.state == "standing"


def supervises_the_mentor(who: Person, what: Thing) -> bool:
    fit = good_standing(who, what) and holds_role(who, NEAR_YOUTH)
    return fit and what.relation == "host" and (who.is_cleared or not for_youth(what.facts))


WORDS: dict[str, Condition] = {
    "mentors there": mentors_there,
    "supervises the mentor": supervises_the_mentor,
    "standing": lambda who, what: what.facts.state == "standing",
    "runs groups": runs_groups,
    "active": lambda who, what: active(who),
    "own band": own_band,
    "reach": reach,
    "in good standing": good_standing,
    "moderator there": moderator_there,
    "hosts it": hosts_it,
    "about another": lambda who, what: who.pk not in what.facts.hosts,
    "lead": lambda who, what: holds_role(who, {"crisis_lead", "safeguarding_lead"}),
    "operates": lambda who, what: holds_role(who, {"operator"}),
    "moderates": lambda who, what: holds_role(who, MODERATORS),
    "supervises": lambda who, what: holds_role(who, {"safeguarding_lead"}),
    "editor": lambda who, what: holds_role(who, {"editor"}),
    "own": lambda who, what: what.relation in {"author", "asker"},
    "not own": lambda who, what: what.relation not in {"author", "asker"},
    "between adults": lambda who, what: own_band(who, what) and what.facts.bands == {Band.ADULT},
    "one of the two": lambda who, what: what.relation in {"joined", "asker"},
    "open box": lambda who, what: what.facts.state == "open",
    "asked": lambda who, what: what.facts.state == "asked",
    "accepted": lambda who, what: what.facts.state == "accepted",
    "not declined": lambda who, what: what.facts.state != "declined",
    "published": lambda who, what: what.facts.state == "published",
    "draft": lambda who, what: what.facts.state == "draft",
    "not withdrawn": lambda who, what: what.facts.state != "withdrawn",
    "editable": lambda who, what: (
        what.facts.state in {"draft", "published", "held", "returned_for_edit"}
    ),
    "still up": lambda who, what: (
        what.facts.state in {"draft", "screening", "published", "held", "returned_for_edit"}
    ),
    "not closed": lambda who, what: not what.facts.locked,
    "not in it": lambda who, what: what.relation == "stranger",
    "inside": lambda who, what: what.relation in {"joined", "host"},
    "enrolled": lambda who, what: what.relation in {"joined", "accepted"},
    "agreed": lambda who, what: what.relation == "accepted",
    "not kept out": lambda who, what: what.relation != "kept out",
    "doors open": lambda who, what: what.facts.state in {"open", "live"},
    "for everybody": lambda who, what: what.facts.bands == frozenset(Band),
}


def lines() -> dict[tuple[Kind, Verb], list[list[Condition]]]:
    read: dict[tuple[Kind, Verb], list[list[Condition]]] = {}
    for line in filter(None, TABLE.splitlines()):
        kind, verb, words = line.split(maxsplit=2)
        conditions = [WORDS[word.strip()] for word in words.split(",")]
        read.setdefault((Kind(kind), Verb(verb)), []).append(conditions)
    return read


EXPECTED = lines()


@pytest.mark.parametrize("kind", list(Kind))
def test_every_role_band_and_verb_as_the_table_says(kind: Kind) -> None:
    wrong = []
    everybody, all_things = list(people()), list(things(kind))
    for verb in Verb:
        ways = EXPECTED.get((kind, verb), [])
        for who in everybody:
            for what in all_things:
                expected = any(all(holds(who, what) for holds in way) for way in ways)
                if can(who, verb, what) != expected:  # type: ignore[arg-type]
                    wrong.append(f"{who} {verb} {what.relation}'s {what.facts} → {not expected}")
    assert not wrong, f"{len(wrong)} differ, such as:\n" + "\n".join(wrong[:5])


@pytest.mark.parametrize("kind", list(Kind))
def test_somebody_who_is_not_signed_in_sees_open_resources_and_nothing_else(kind: Kind) -> None:
    for what in things(kind):
        for verb in Verb:
            is_open = what.facts.bands == frozenset(Band) and what.facts.state == "published"
            expected = kind is Kind.RESOURCE and verb is Verb.SEE and is_open
            assert can(AnonymousUser(), verb, what) is expected, (kind, verb, what)


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.RESOURCE, Kind.MEMBER}))
def test_an_adult_without_clearance_does_nothing_with_anything_of_youth(kind: Kind) -> None:
    for who in people():
        if who.is_cleared or who.is_youth:
            continue
        for what in things(kind):
            if for_youth(what.facts):
                assert not any(can(who, verb, what) for verb in Verb), (who, what)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.RESOURCE, Kind.MEMBER}))
def test_a_youth_does_nothing_beyond_their_own_band(kind: Kind) -> None:
    for who in people():
        for what in things(kind) if who.is_youth else ():
            if who.age_band not in what.facts.bands:
                assert not any(can(who, verb, what) for verb in Verb), (who, what)  # type: ignore[arg-type]


def test_losing_a_role_or_a_clearance_never_opens_anything() -> None:
    for who in people():
        less = [replace(who, is_cleared=False), replace(who, roles=frozenset())]
        for kind in Kind:
            for what in things(kind):
                for verb in Verb:
                    if not can(who, verb, what):  # type: ignore[arg-type]
                        for lesser in less:
                            gained = can(lesser, verb, what)  # type: ignore[arg-type]
                            # Only joining gains: who is in a group as a member needs no role.
                            assert not gained, (who, lesser, verb, what)


def test_readable_bands_are_those_whose_spaces_a_person_sees() -> None:
    for who in people():
        seen = {
            band
            for band in Band
            if can(who, Verb.SEE, make(Kind.SPACE, frozenset({band})))  # type: ignore[arg-type]
        }
        assert readable_bands(who) == seen, who  # type: ignore[arg-type]


def test_moderated_bands_are_those_whose_items_a_person_decides() -> None:
    for who in people():
        decided = {
            band
            for band in Band
            if can(who, Verb.MODERATE, make(Kind.REVIEWABLE, frozenset({band})))  # type: ignore[arg-type]
        }
        assert moderated_bands(who) == decided, who  # type: ignore[arg-type]


def test_a_superuser_or_operator_opens_nothing_by_that() -> None:
    operator = Person(Band.ADULT, frozenset({"operator"}), is_cleared=True)
    plain = Person(Band.ADULT)
    # How the machines fare says nothing of people; it is all that an operator sees more of.
    for kind in set(Kind) - {Kind.CALLS}:
        for what in things(kind):
            for verb in Verb:
                assert can(operator, verb, what) == can(plain, verb, what), (verb, what)  # type: ignore[arg-type]


def test_those_with_pain_and_those_close_to_them_meet_nowhere() -> None:
    """Whatever adults are to each other here, without a role neither does anything with the
    other's.
    """
    for audience, others in (
        (Audience.CARERS, Audience.MEMBERS),
        (Audience.MEMBERS, Audience.CARERS),
    ):
        who = Person(Band.ADULT, audience=audience)
        for kind in APART:
            for what in things(kind):
                if what.facts.audiences == {others} and what.relation != "host":
                    assert not any(can(who, verb, what) for verb in Verb), (who, what)  # type: ignore[arg-type]


def test_readable_audiences_are_those_whose_spaces_a_person_sees() -> None:
    adults = frozenset({Band.ADULT})
    for who in people():
        seen = {
            one
            for one in Audience
            if who.age_band is Band.ADULT
            and can(who, Verb.SEE, make(Kind.SPACE, adults, audiences=frozenset({one})))  # type: ignore[arg-type]
        }
        if who.age_band is Band.ADULT:
            assert readable_audiences(who) == seen, who  # type: ignore[arg-type]
