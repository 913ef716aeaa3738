"""Posts that the filter scored and moderators judged, and other thresholds to try on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import strategies as st

from community.members.bands import Band
from moderation import actions
from moderation.figures.backtest import Past
from moderation.models import Trial
from moderation.queries.policies import published_text
from moderation.screening import policy
from moderation.screening.edit import Place
from moderation.screening.policy import PACK, Thresholds, current
from moderation.screening.verdict import STRICTNESS
from tests.factories import make_member
from tests.forums.conftest import PUBLISH
from tests.moderation.conftest import HOLD, INSULT, decide, row_of

ADULTS, OLDER = Place(Band.ADULT), Place(Band.OLDER)
MODEL = "test-model"
SHIPPED = PACK.read_text(encoding="utf-8")
EARLIER_HOLD = Thresholds(review=0.5, hold=0.6)

scores = st.floats(0, 1)
limits = st.tuples(scores, scores).map(lambda two: Thresholds(review=min(two), hold=max(two)))
readings = st.lists(
    st.builds(
        Past,
        st.just("test"),
        st.integers(1, 99),
        st.just(""),
        st.just(timezone.now()),
        scores,
        st.sampled_from(STRICTNESS),
        st.sampled_from([True, False, None]),
    ),
    max_size=60,
)


@pytest.fixture(autouse=True)
def published(the_shipped_policy):
    """The database is asked which pack is in force."""
    policy.published_by(published_text)


@pytest.fixture
def lead(db):
    return make_member("Noor", roles=("safeguarding_lead",), cleared=True)


@pytest.fixture
def second(db):
    return make_member("Sami", roles=("crisis_lead",), cleared=True)


@pytest.fixture
def write(make_post, ana):
    """A post that the filter scored, and that a moderator judged if that is said."""

    def make(score, judged=None, band=Band.ADULT, codes=(), **verdict):
        at = current().bands[band].toxicity
        outcome = "hold" if score >= at.hold else "review" if score >= at.review else "publish"
        reasons = tuple(replace(INSULT, code=code, detector=code[:7]) for code in codes)
        found = replace(
            HOLD if outcome == "hold" else PUBLISH,
            outcome=outcome, score=score, signals={"abuse": score}, model=MODEL, tier="P3",
            reasons=reasons or ((INSULT,) if outcome != "publish" else ()), **verdict,
        )  # fmt: skip
        post = make_post(found, band)
        if judged is not None:
            row = row_of(post)
            why = {} if judged == "approve" else {"reason_code": "guideline_unkind"}
            decide(ana, row, judged, **why)
        return post

    return make


def some(write):
    """Three between 0.6 and 0.8, of which moderators let one stay; one that nobody judged."""
    write(0.65, "remove")
    write(0.7, "remove")
    write(0.72, "approve")
    write(0.3)
    write(0.9, "remove")


def propose(lead, place=ADULTS, new=EARLIER_HOLD, why="Insults get through"):
    return actions.propose_thresholds(lead, place, new, why)


def signed(trial, second):
    proposal = trial.proposal
    actions.answer_proposal(second, proposal.pk, version=proposal.version, agree=True)
    return Trial.objects.get(pk=trial.pk)


def days_later(trial, days=7):
    shift = timedelta(days=days, minutes=1)
    Trial.objects.filter(pk=trial.pk).update(
        shadow_since=trial.shadow_since - shift, shadow_until=trial.shadow_until - shift
    )
    return Trial.objects.get(pk=trial.pk)


def past(score, restricted):
    return Past("test", 1, "", timezone.now(), score, "publish", restricted)
