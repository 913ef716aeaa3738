"""Who changes the rules, what loosens them for youth, and the way back."""

from __future__ import annotations

from io import StringIO

import pytest
import yaml
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from moderation import actions
from moderation.models import AuditEvent, PolicyPack, Proposal
from moderation.policies import differences
from moderation.queries.policies import published_text
from moderation.screening import policy
from moderation.screening.policy import PACK, PolicyError, current, parse
from tests.factories import make_member


@pytest.fixture(autouse=True)
def published(the_shipped_policy):
    """The database is asked which pack is in force."""
    policy.published_by(published_text)


def changed(version="test.1", **paths):
    """The shipped pack with other values, by dotted path; None takes one away."""
    pack = yaml.safe_load(PACK.read_text(encoding="utf-8"))
    pack["version"] = version
    for path, value in paths.items():
        *way, last = [int(p) if p.isdigit() else p for p in path.split("|")]
        place = pack
        for name in way:
            place = place[name]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return yaml.safe_dump(pack)


LOOSER = [
    {"bands|16-17|toxicity|hold": 0.6},
    {"bands|13-15|premoderated": False},
    {"learned|contact|youth": 0.9},
    {"learned|case": 0.8},
    {"learned|sure": 0.1},
    {"learned|contact_doubt": 0.5},
    {"findings|crisis.intent|youth": "review"},
    {"findings|crisis.risk|care": False},
    {"findings|crisis.risk|tier": "P4"},
    {"youth_tiers|contact.meet": "P3"},
    {"youth_tiers|contact.meet": None},
    {"watched_words|0": None},
    {"sampling|0|share": 0.0},
    {"paging|chains|imminent|breach": 1800},
    {"paging|chains|imminent|steps|0|who": "duty_phone"},
    {"labels|threat|from": 0.9},
]
NOT_LOOSER = [
    {"bands|16-17|toxicity|hold": 0.4},
    {"bands|adult|toxicity|hold": 0.9},
    {"learned|contact|adult": 0.9},
    {"findings|crisis.distress|youth": "hold"},
    {"findings|contact.phone|adult": "publish"},
    {"sampling|0|share": 0.02},
    {"sanctions|days|mute": 3},
    {"degraded_reason": "The filter rests, so a person reads this."},
]


@pytest.mark.parametrize("paths", LOOSER, ids=str)
def test_what_is_looser_for_youth_is_seen(paths):
    found = differences(current(), parse(changed(**paths)))
    assert len(found) == 1 and found[0].looser
    assert "looser for youth" in str(found[0])


@pytest.mark.parametrize("paths", NOT_LOOSER, ids=str)
def test_what_is_stricter_or_for_adults_needs_no_second_person(paths):
    found = differences(current(), parse(changed(**paths)))
    assert found and not any(one.looser for one in found)


def test_a_looser_override_in_a_youth_space_is_seen():
    pack = yaml.safe_load(changed())
    pack["overrides"] = [
        {"space": "talk", "band": "16-17", "toxicity": {"review": 0.2, "hold": 0.3}}
    ]
    assert any(one.looser for one in differences(current(), parse(yaml.safe_dump(pack))))


pytestmark = pytest.mark.django_db


def test_a_lead_tightens_a_rule_and_it_is_in_force_at_once(noor):
    actions.apply_pack(noor, changed(**{"bands|16-17|toxicity|hold": 0.4}), "Too many slipped by")
    policy.forget()
    assert current().version == "test.1"
    assert AuditEvent.objects.filter(act="policy.published").count() == 1


def test_loosening_a_rule_for_youth_waits_for_a_second_person(noor, ana, bo):
    actions.apply_pack(noor, changed(**{"bands|16-17|toxicity|hold": 0.6}))
    policy.forget()
    assert current().version != "test.1"
    proposal = Proposal.objects.get(act="policy")
    assert any("0.5 → 0.6" in change for change in proposal.detail["changes"])
    for unfit in (noor, bo):
        with pytest.raises(PermissionDenied):
            actions.answer_proposal(unfit, proposal.pk, version=proposal.version, agree=True)
    actions.answer_proposal(ana, proposal.pk, version=proposal.version, agree=True)
    policy.forget()
    assert current().version == "test.1"


def test_one_step_back_brings_the_rules_of_before(noor):
    actions.apply_pack(noor, changed("one", **{"bands|adult|toxicity|hold": 0.7}))
    actions.apply_pack(noor, changed("two", **{"bands|adult|toxicity|hold": 0.9}))
    policy.forget()
    pack = actions.roll_back(noor)
    policy.forget()
    assert pack.is_in_force and current().bands["adult"].toxicity.hold == 0.7
    assert PolicyPack.objects.filter(published_at__isnull=False, retired_at=None).count() == 1


def test_a_step_back_that_loosens_a_rule_for_youth_takes_two_as_well(noor):
    actions.apply_pack(noor, changed("strict", **{"bands|16-17|toxicity|hold": 0.4}))
    policy.forget()
    assert not actions.roll_back(noor).is_in_force


def test_a_moderator_changes_no_rules(ana, client):
    with pytest.raises(PermissionDenied):
        actions.apply_pack(ana, changed(**{"bands|adult|toxicity|hold": 0.9}))
    client.force_login(ana)
    assert client.post(reverse("moderation:policy_rollback")).status_code == 403
    page = client.get(reverse("moderation:policy")).content.decode()
    assert current().version in page and "One step back" not in page
    client.force_login(make_member())
    assert client.get(reverse("moderation:policy")).status_code == 404


def test_a_version_is_used_once_and_nothing_new_is_no_version(noor):
    with pytest.raises(ValidationError, match="Nothing differs"):
        actions.apply_pack(noor, changed())
    with pytest.raises(ValidationError, match="used before"):
        actions.apply_pack(noor, changed(current().version, **{"bands|adult|toxicity|hold": 0.9}))


def test_a_broken_pack_changes_nothing(noor):
    with pytest.raises(PolicyError):
        actions.apply_pack(noor, "version: x\nbands: {}")
    with pytest.raises(PolicyError):
        actions.apply_pack(noor, "{")
    assert not PolicyPack.objects.exists()


def test_a_database_that_is_away_leaves_the_rules_as_they_are():
    def away():
        raise OSError("no database")

    policy.published_by(away)
    assert current().version == parse(PACK.read_text(encoding="utf-8")).version


# ---- the command


def run(*words):
    out = StringIO()
    call_command("policy", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(**paths):
        path = tmp_path / "policy.yaml"
        path.write_text(changed(**paths), encoding="utf-8")
        return path

    return write


def test_the_command_checks_compares_applies_and_goes_back(noor, file):
    assert "Sound: version test.1" in run("check", file())
    said = run("diff", file(**{"bands|16-17|toxicity|hold": 0.6}))
    assert "bands.16-17.toxicity.hold: 0.5 → 0.6 (looser for youth)" in said
    assert "1 changes, 1 of them looser" in said
    stricter = file(**{"bands|16-17|toxicity|hold": 0.4})
    assert "is in force" in run("apply", stricter, "--by", noor.email)
    policy.forget()
    assert "second person" in run("rollback", "--by", noor.email)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("check", "/nowhere/policy.yaml"), "cannot be read"),
        (("apply", PACK, "--by", "nobody@test.example"), "no account"),
    ],
)
def test_the_command_says_in_plain_words_what_is_wrong(words, why):
    with pytest.raises(CommandError, match=why):
        run(*words)


def test_the_command_is_for_leads(ana, file):
    with pytest.raises(CommandError, match="Only crisis and safeguarding leads"):
        run("apply", file(**{"bands|adult|toxicity|hold": 0.9}), "--by", ana.email)
