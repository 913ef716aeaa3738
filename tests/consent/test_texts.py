"""The words that people agree to: plain, and each version kept."""

from __future__ import annotations

import pytest

from community.consent import texts
from community.members.bands import Band


@pytest.mark.parametrize("band", list(Band))
def test_every_band_has_an_agreement_that_says_what_cannot_be_kept_secret(band: Band) -> None:
    found = texts.agreement(band)
    said = " ".join(found.limits)
    assert "team" in said and "tell" in said and "Two people" in said
    assert len(texts.agreement_version(band)) <= 20


def test_versions_are_named_once_and_the_last_one_is_in_force() -> None:
    versions = [one.version for one in texts._texts().consent]
    assert len(versions) == len(set(versions))
    assert texts.of_version(versions[-1]) == texts.in_force()
    assert texts.of_version("1999-01") is None


def test_whoever_may_say_no_to_something_is_told_that_nothing_changes() -> None:
    found = texts.in_force()
    assert "nothing changes" in found.own.research and "nothing changes" in found.own.training
    assert "no difference" in found.guardian.research
    assert "You do not see what they write" in found.guardian.service
