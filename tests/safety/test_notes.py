"""Content notes: what a member would rather not read is not even named to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.safety.actions import choose_reading
from community.safety.topics import TOPICS, Reading, own_words, reading
from forums import actions
from forums.actions import Words
from tests.factories import make_member
from tests.forums.conftest import adults, make_thread, screening
from tests.pages import words_of

__all__ = ["adults", "screening"]

NOTES = {
    "needles": "needles, a long story",
    "surgery": "After the operation",
    "death": "the death of a friend",
    "self_harm": "self-harm (no detail)",
    "food": "Eating and weight",
    "violence": "bullying at work",
    "pregnancy": "miscarriage",
    "medicines": "opioids",
    "bad_news": "a new diagnosis",
}


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_found_in_a_note_of_free_words_and_in_no_other(topic):
    chosen = reading([topic], "", opens_notes=False)
    assert [name for name, note in NOTES.items() if chosen.avoids(note)] == [topic]
    assert chosen.avoids(TOPICS[topic][0]), "what the composer offers is met"


@pytest.mark.parametrize(
    ("words", "note", "met"),
    [
        ("dentist", "At the dentist’s", True),
        ("dentist, crash", "a car CRASH", True),
        ("crash", "a scrash course", False),
        ("", "anything", False),
        ("ab, ,", "ab", False),
    ],
)
def test_own_words_are_met_at_their_beginning(words, note, met):
    assert reading([], words, opens_notes=False).avoids(note) is met


@given(st.text(max_size=300))
def test_any_words_and_any_note_are_fine(text):
    reading(["needles", text], text, opens_notes=False).avoids(text)
    assert len(own_words(text)) <= 12
    assert not Reading().avoids(text)


@pytest.fixture
def page(adults, client):
    rosa, thread = make_member("Rosa"), make_thread(adults)
    writer = make_member("Tobias")
    actions.reply(writer, thread, Words("It went in.", content_note="needles"))
    actions.reply(writer, thread, Words("It rained.", content_note="weather"))
    actions.reply(rosa, thread, Words("My own.", content_note="needles and me"))
    opener = Words("Long ago.", title="Blood tests", content_note="needles")
    actions.start_conversation(writer, adults, opener)
    client.force_login(rosa)
    return rosa, lambda: client.get(thread.get_absolute_url()), adults


@pytest.mark.django_db
def test_such_a_post_does_not_name_it_and_my_own_and_others_do(page, client):
    rosa, load, space = page
    assert "Content note: needles" in words_of(load())
    choose_reading(rosa, topics=["needles"], words="", opens_notes=False)
    words = words_of(load())
    assert "Content note: needles and me" in words
    assert words.count("Content note: needles") == 1
    assert "About something you would rather not read" in words
    assert "Content note: weather" in words
    assert "data-reads-notes" in load().content.decode()
    for path in (space.get_absolute_url(), "/search/?q=ago"):
        listed = words_of(client.get(path))
        assert "About something you would rather not read" in listed, path
        assert "Content note: needles" not in listed


@pytest.mark.django_db
def test_other_notes_open_at_once_for_who_wants_that_and_avoided_ones_stay_closed(page):
    rosa, load, _ = page
    choose_reading(rosa, topics=["needles"], words="", opens_notes=True)
    source = load().content.decode()
    assert source.count('<details class="content-note" open>') == 1
    assert source.count('<details class="content-note" data-avoided>') == 1


@pytest.mark.django_db
def test_choices_are_saved_and_come_back_filled(page, client):
    words = " Dentist ,x, car  crash"
    chosen = {"topics": ["needles", "food"], "words": words, "opens_notes": "on"}
    client.post("/me/safety/notes/", chosen)
    form = client.get("/me/safety/").context["form"]
    assert form.initial == {
        "topics": ["needles", "food"],
        "words": "dentist, car crash",
        "opens_notes": True,
    }
    wrong = client.post("/me/safety/notes/", {**chosen, "words": "long " * 60})
    assert wrong.status_code == 422
    assert "within 200 characters" in words_of(wrong)
