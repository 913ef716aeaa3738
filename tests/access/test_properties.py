"""What stays true of the policy whatever is asked, of anybody, about anything."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from community.access import (
    Facts,
    Kind,
    Verb,
    can,
    moderated_bands,
    readable_audiences,
    readable_bands,
)
from community.members.bands import ALL_AUDIENCES, Audience, Band
from tests.access.people import CONTENT_STATES, ME, ROLES, SOMEBODY, Person, Thing

YOUTH = frozenset({Band.YOUNGER, Band.OLDER})
PLACES_OF_PEOPLE = sorted(set(Kind) - {Kind.RESOURCE, Kind.MEMBER})
WRITING = sorted(set(Verb) - {Verb.SEE, Verb.FLAG, Verb.WITHDRAW})

ids = st.frozensets(st.sampled_from([ME, SOMEBODY, 9]))
states = st.sampled_from([*CONTENT_STATES, "scheduled", "open", "live", "closed", "unheard of"])
persons = st.builds(
    Person,
    st.sampled_from(Band),
    st.frozensets(st.sampled_from(ROLES)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    audience=st.sampled_from(Audience),
)
audiences = st.sampled_from([ALL_AUDIENCES, *(frozenset({one}) for one in Audience)])
adults = persons.map(lambda who: replace(who, age_band=Band.ADULT))


verbs = st.sampled_from(Verb)
kinds = st.sampled_from(Kind)
any_bands = st.frozensets(st.sampled_from(Band))


def things(kind=kinds, bands=any_bands):
    facts = st.builds(
        Facts,
        kind,
        bands,
        author_id=st.sampled_from([None, ME, SOMEBODY]),
        state=states,
        locked=st.booleans(),
        joined=ids,
        hosts=ids,
        accepted=ids,
        kept_out=ids,
        audiences=audiences,
    )
    return st.builds(Thing, facts)


of_youth = things(
    st.sampled_from(PLACES_OF_PEOPLE), st.frozensets(st.sampled_from(sorted(YOUTH)), min_size=1)
)


@given(persons, verbs, things())
def test_the_policy_always_has_an_answer(who: Person, verb: Verb, what: Thing) -> None:
    assert can(who, verb, what) in (True, False)


@given(verbs, things())
def test_whoever_is_not_signed_in_only_ever_sees_and_only_open_resources(verb, what) -> None:
    if can(AnonymousUser(), verb, what):
        assert (verb, what.facts.kind, what.facts.state) == (Verb.SEE, Kind.RESOURCE, "published")
        assert what.facts.bands == frozenset(Band)
    assert readable_bands(AnonymousUser()) == moderated_bands(AnonymousUser()) == frozenset()


@given(adults, verbs, of_youth)
def test_an_adult_without_role_or_without_clearance_gets_nothing_of_youth(who, verb, what) -> None:
    for outside in (replace(who, roles=frozenset()), replace(who, is_cleared=False)):
        assert not can(outside, verb, what)


@given(persons, verbs, things(st.sampled_from(PLACES_OF_PEOPLE), st.just(frozenset({Band.OLDER}))))
def test_a_youth_gets_nothing_of_another_band_whatever_rows_say(who, verb, what) -> None:
    youth = replace(who, age_band=Band.YOUNGER)
    assert not can(youth, verb, what)


@given(persons, verbs, things(bands=st.just(frozenset({Band.ADULT}))))
def test_a_youth_gets_nothing_of_adults(who, verb, what) -> None:
    assert not can(replace(who, age_band=Band.OLDER), verb, what)


@given(persons, verbs, things())
def test_a_youth_gains_nothing_by_a_role_or_a_clearance(who, verb, what) -> None:
    youth = replace(who, age_band=Band.OLDER)
    plain = replace(youth, roles=frozenset(), is_cleared=False)
    assert can(youth, verb, what) == can(plain, verb, what)


@given(persons, verbs, things(), st.sampled_from(ROLES))
def test_losing_a_role_or_the_clearance_never_gives_a_right(who, verb, what, role) -> None:
    for less in (replace(who, roles=who.roles - {role}), replace(who, is_cleared=False)):
        assert can(who, verb, what) or not can(less, verb, what)


@given(persons, verbs, things())
def test_whoever_is_banned_reaches_nothing_but_what_everybody_may_read(who, verb, what) -> None:
    banned = replace(who, is_active=False)
    assert can(banned, verb, what) == can(AnonymousUser(), verb, what)


@given(persons, verbs, things())
def test_a_frozen_account_reaches_nothing_but_what_everybody_may_read(who, verb, what) -> None:
    frozen = replace(who, is_frozen=True)
    assert can(frozen, verb, what) == can(AnonymousUser(), verb, what)
    assert readable_bands(frozen) == moderated_bands(frozen) == frozenset()


@given(persons, st.sampled_from(WRITING), things())
def test_whoever_is_suspended_writes_joins_hosts_and_decides_nothing(who, verb, what) -> None:
    assert not can(replace(who, is_suspended=True), verb, what)


@given(persons, things())
def test_a_suspension_takes_no_reading_but_the_moderators(who: Person, what: Thing) -> None:
    reader = replace(who, roles=frozenset(), is_suspended=False)
    assert can(reader, Verb.SEE, what) == can(replace(reader, is_suspended=True), Verb.SEE, what)


@given(persons, things())
def test_nobody_decides_on_their_own_words(who: Person, what: Thing) -> None:
    own = Thing(replace(what.facts, author_id=ME))
    assert not can(who, Verb.MODERATE, own)
    assert not can(who, Verb.FLAG, own)


@given(persons, verbs, things())
def test_what_is_written_is_never_changed_by_anybody_but_its_author(who, verb, what) -> None:
    if verb in {Verb.EDIT, Verb.WITHDRAW} and can(who, verb, what):
        assert what.facts.author_id == who.pk


@given(persons, things(st.sampled_from([Kind.SESSION, Kind.ROOM])))
def test_nobody_enters_a_room_without_the_comfort_agreement_but_its_hosts(who, what) -> None:
    for verb in (Verb.JOIN, Verb.CHAT):
        if can(who, verb, what):
            facts = what.facts
            assert facts.state in {"open", "live"}
            assert who.pk in facts.hosts or who.pk in facts.joined & facts.accepted


@given(persons, verbs, things())
def test_whoever_may_do_anything_with_content_may_see_it(who, verb, what) -> None:
    if what.facts.kind in {Kind.SPACE, Kind.THREAD, Kind.GROUP, Kind.SESSION, Kind.MEMBER}:
        assert can(who, Verb.SEE, what) or not can(who, verb, what)


@given(persons, things(st.just(Kind.SPACE), st.sampled_from(Band).map(lambda b: frozenset({b}))))
def test_lists_are_filtered_by_the_bands_that_the_policy_opens(who: Person, what: Thing) -> None:
    facts = what.facts
    within = facts.bands <= readable_bands(who) and facts.audiences & readable_audiences(who)
    assert can(who, Verb.SEE, what) == bool(within)
