"""Other thresholds change the text of the policy pack in their own numbers alone."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from community.members.bands import Band
from moderation.screening.edit import Place, with_thresholds
from moderation.screening.policy import PolicyError, Thresholds, parse
from tests.moderation.thresholds.conftest import EARLIER_HOLD, SHIPPED, limits


@given(limits, st.sampled_from([Band.OLDER, Band.ADULT]))
def test_the_text_changes_in_the_two_numbers_and_the_version_alone(new, band) -> None:
    new = Thresholds(review=round(new.review, 2), hold=round(new.hold, 2))
    text = with_thresholds(SHIPPED, Place(band), new, "test.2")
    assert parse(text).bands[band].toxicity == new
    before, after = yaml.safe_load(SHIPPED), yaml.safe_load(text)
    after["version"] = before["version"]
    after["bands"][band]["toxicity"] = before["bands"][band]["toxicity"]
    assert after == before
    lines = zip(SHIPPED.splitlines(), text.splitlines(), strict=True)
    assert sum(one != two for one, two in lines) <= 2


def test_a_space_gets_thresholds_of_its_own_and_others_keep_theirs() -> None:
    one = with_thresholds(SHIPPED, Place("adult", "flares"), EARLIER_HOLD, "a")
    two = with_thresholds(one, Place("adult", "pacing"), Thresholds(review=0.4, hold=0.7), "b")
    three = with_thresholds(two, Place("adult", "flares"), Thresholds(review=0.2, hold=0.9), "c")
    pack = parse(three)
    holds = [(one.space, one.toxicity.hold) for one in pack.overrides]
    assert holds == [("pacing", 0.7), ("flares", 0.9)]
    assert Place("adult").thresholds(pack) == Place("adult").thresholds(parse(SHIPPED))


def test_overrides_written_over_many_lines_are_understood_too() -> None:
    block = (
        "overrides:\n  - space: flares\n    band: adult\n    toxicity: {review: 0.4, hold: 0.7}\n"
    )
    text = SHIPPED.replace("overrides: []\n", block)
    pack = parse(with_thresholds(text, Place("adult", "pacing"), EARLIER_HOLD, "b"))
    assert [one.space for one in pack.overrides] == ["flares", "pacing"]
    assert pack.counted == parse(SHIPPED).counted


def test_a_space_is_never_looser_for_youth_than_the_rest_of_their_band() -> None:
    with pytest.raises(PolicyError):
        with_thresholds(SHIPPED, Place("16-17", "talk"), Thresholds(review=0.6, hold=0.9), "b")
