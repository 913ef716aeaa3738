"""Numbers, addresses, handles, meetings, secrets; and numbers that are none of those."""

import pytest

from moderation.screening import Context, screen
from moderation.screening.detectors import Contact, Reading


def codes(text):
    return [finding.code for finding in Contact().read(Reading.of(text))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ring me on 07700 900 123", "contact.phone"),
        ("+44 (0)20 7946 0018 after six", "contact.phone"),
        ("oh seven seven zero zero nine zero zero one two three", "contact.phone"),
        ("write to rosa.b@mail.example.com", "contact.email"),
        ("rosa at mail dot com", "contact.email"),
        ("rosa (at) mail.com", "contact.email"),
        ("add me on snapchat", "contact.elsewhere"),
        ("what's your insta?", "contact.elsewhere"),
        ("let's move to WhatsApp", "contact.elsewhere"),
        ("I'm @rosa_99 there", "contact.handle"),
        ("discord: milo.gaming7", "contact.handle"),
        ("look at https://cures.example.com/buy", "contact.link"),
        ("can we meet up tomorrow?", "contact.meet"),
        ("which school do you go to?", "contact.meet"),
        ("don't tell your mum about this", "contact.secrecy"),
        ("this is our little secret", "contact.secrecy"),
        ("send me a pic of you", "contact.secrecy"),
        ("how old are you", "contact.age"),
        ("asl?", "contact.age"),
    ],
)
def test_is_noticed(text, code):
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "I took 300 mg at 10:30 and 600 at night",
        "my appointment is on 12/05/2026 at 14:15",
        "pain was 7, then 8, then 6, 5, 4 this week",
        "three or four years ago I had one or two good months",
        "see you at group on Thursday",
        "I told my mum about it and she understood",
        "the signal in my nerves is wrong",
        "we meet here every Tuesday in the group",
        "I'm 15 and in year ten",
        "The office wakes up at ten. I want to ask to start at seven.",
        "My knees get loud at night. In the day I forget them more.",
    ],
)
def test_ordinary_numbers_and_plans_are_left_alone(text):
    assert codes(text) == []


def test_it_is_strict_among_youth_and_gentle_among_adults(scoring):
    text = "my number is 07700 900123"
    assert screen(text, Context("adult")).outcome == "review"
    youth = screen(text, Context("16-17"))
    assert (youth.outcome, youth.tier) == ("hold", "P1")


def test_the_author_is_told_which_words(scoring):
    reasons = screen("mail rosa@example.org please", Context("adult")).reasons
    assert reasons[0].words == ("rosa@example.org",)
    assert reasons[0].label == "There is an e-mail address in this."
