"""The queue and its pages, as people of each kind meet them."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.members.bands import Band
from moderation import actions, queries
from moderation.fragments import row_frame
from moderation.labels import FOR_THE_TEAM
from moderation.models import AuditEvent, Decision, Flag, ReasonTemplate
from moderation.screening.policy import current
from moderation.topics import _may_listen, _may_look
from tests.factories import make_member
from tests.moderation.conftest import DANGER, KIND, RUDE, decide, post_of, row_of
from tests.pages import words_of

PAGES = [
    "/moderation/",
    "/moderation/decided/",
    "/moderation/insights/",
    "/moderation/log/",
    "/moderation/cases/",
]
OTHERS = [(band, ()) for band in Band] + [
    (Band.ADULT, (role,)) for role in ("mentor", "facilitator", "coach", "editor", "operator")
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("band", "roles"), OTHERS)
def test_the_queue_does_not_exist_for_others(client, page, band, roles, db):
    client.force_login(make_member(band=band, roles=roles, cleared=band is Band.ADULT))
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_signed_out_people_are_asked_to_sign_in(client, page, db):
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("name", ["moderator", "crisis_lead", "safeguarding_lead"])
@pytest.mark.parametrize("cleared", [True, False])
@pytest.mark.parametrize("band", list(Band))
def test_who_sees_which_items(client, make_post, name, cleared, band):
    """Page, item, row, count, socket and claim answer alike."""
    row = row_of(make_post(RUDE, band=band))
    member = make_member(roles=(name,), cleared=cleared)
    client.force_login(member)
    allowed = cleared or band is Band.ADULT
    assert (f'id="row-{row.pk}"' in client.get("/moderation/").content.decode()) is allowed
    assert client.get(f"/moderation/{row.pk}/").status_code == (200 if allowed else 404)
    assert bool(client.get(f"/moderation/{row.pk}/row/").content) is allowed
    assert client.post(f"/moderation/{row.pk}/claim/").status_code == (302 if allowed else 404)
    assert queries.open_count(member) == (1 if allowed else 0)
    assert _may_listen(member, f"queue-{band}") is allowed
    assert _may_look(member, str(row.pk)) is allowed


def test_uncleared_moderators_read_nothing_of_youth_in_the_log(client, make_post, ana, bo):
    decide(ana, row_of(make_post(RUDE, band=Band.YOUNGER)), "approve")
    client.force_login(bo)
    assert "reviewable:" not in client.get("/moderation/log/").content.decode()
    assert Band.YOUNGER.label not in client.get("/moderation/decided/").content.decode()
    client.force_login(ana)
    assert "reviewable.decided" in client.get("/moderation/log/").content.decode()


def test_danger_is_named_before_the_words_are_shown(client, make_post, ana):
    row = row_of(make_post(DANGER, body="I want to end it tonight"))
    client.force_login(ana)
    assert "end it tonight" not in client.get("/moderation/").content.decode()
    page = client.get(f"/moderation/{row.pk}/").content.decode()
    assert page.index("Danger to life") < page.index('class="veil"') < page.index("tonight")


def test_the_team_reads_what_it_is_about_and_not_what_its_author_is_told(client, make_post, ana):
    row = row_of(make_post(DANGER))
    client.force_login(ana)
    for page in ("/moderation/", f"/moderation/{row.pk}/"):
        assert "May be about to end their life" in words_of(client.get(page))


def test_every_sign_of_a_crisis_in_the_pack_has_words_for_the_team():
    crisis = {code for code in current().findings if code.startswith("crisis.")}
    assert crisis - {"crisis.lookalike"} == set(FOR_THE_TEAM)


def test_what_was_decided_names_the_reason_in_words(client, held, ana):
    decide(ana, held, "remove", reason_code="guideline_unkind")
    client.force_login(ana)
    said = words_of(client.get("/moderation/decided/"))
    assert ReasonTemplate.objects.get(code="guideline_unkind").label in said
    assert "guideline_unkind" not in said


def test_the_words_that_raised_it_are_marked(client, held, ana):
    client.force_login(ana)
    page = client.get(f"/moderation/{held.pk}/").content.decode()
    assert "You are <mark>useless</mark>." in page and "Reads as an insult" in page


def test_claim_and_decide_in_the_page(client, held, ana):
    client.force_login(ana)
    client.post(f"/moderation/{held.pk}/claim/")
    held.refresh_from_db()
    lease = {"lease_token": str(held.lease_token), "version": held.version}
    refused = client.post(
        f"/moderation/{held.pk}/decide/", {**lease, "action": "hide", "note": "My note"}
    )
    assert refused.status_code == 422 and "My note" in refused.content.decode()
    done = client.post(
        f"/moderation/{held.pk}/decide/", {**lease, "action": "approve"}, follow=True
    )
    assert "Done: you published it." in done.content.decode()
    assert post_of(held).state == "published"


@pytest.mark.parametrize("htmx", [True, False])
def test_a_stale_decision_is_a_409_that_says_who_and_what(client, held, ana, bo, htmx):
    decide(ana, held, "approve")
    client.force_login(bo)
    answer = client.post(
        f"/moderation/{held.pk}/decide/",
        {"lease_token": str(uuid.uuid4()), "version": 2, "action": "remove"},
        headers={"HX-Request": "true"} if htmx else {},
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was changed." in page and "Ana published it at" in page
    assert Decision.objects.count() == 1


def test_claiming_what_a_colleague_holds_is_a_409(client, held, ana, bo):
    actions.claim(ana, held.pk)
    client.force_login(bo)
    answer = client.post(f"/moderation/{held.pk}/claim/")
    assert answer.status_code == 409 and "Ana is looking at this" in answer.content.decode()


def test_a_decision_that_cannot_be_read_changes_nothing(client, held, ana):
    client.force_login(ana)
    answer = client.post(f"/moderation/{held.pk}/decide/", {"lease_token": "x", "version": "y"})
    assert answer.status_code == 422 and not Decision.objects.exists()


def test_the_preview_is_what_the_author_reads(client, held, ana):
    client.force_login(ana)
    args = {"action": "remove", "reason_code": "guideline_unkind", "note": "See line two."}
    preview = client.get(f"/moderation/{held.pk}/preview/", args).content.decode()
    decision = decide(ana, held, **args)
    for paragraph in decision.text_shown.split("\n\n"):
        assert paragraph in preview.replace("&#x27;", "'")


def test_next_takes_the_riskiest_or_says_that_nothing_waits(client, make_post, ana):
    client.force_login(ana)
    assert "Nothing waits for you" in client.post("/moderation/next/", follow=True).content.decode()
    row = row_of(make_post(RUDE))
    assert client.post("/moderation/next/").url == f"/moderation/{row.pk}/"


@pytest.mark.parametrize("count", [1, 12])
def test_the_queue_takes_a_fixed_number_of_queries(client, make_post, ana, count):
    for _ in range(count):
        make_post(RUDE)
    client.force_login(ana)
    row = row_of(make_post(RUDE))
    for url, most in [("/moderation/", 14), (f"/moderation/{row.pk}/", 32)]:
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(url)
        assert len(seen) <= most, "\n".join(q["sql"] for q in seen)


def test_a_row_for_everybody_takes_few_queries(held):
    with CaptureQueriesContext(connection) as seen:
        frame = row_frame(held.pk)
    assert frame["html"] and len(seen) <= 3


def test_what_a_moderator_wrote_is_not_sent_to_everybody(make_post, ana):
    row = row_of(make_post(RUDE, author=ana))
    frame = row_frame(row.pk)
    assert frame["html"] == "" and frame["ask"] is True


# ---- reports


def test_a_report_in_two_steps_without_javascript(client, make_post):
    post, rosa = make_post(), make_member("Rosa")
    client.force_login(rosa)
    url = f"/report/{KIND}/{post.pk}/"
    assert "Unkind, bullying" in client.get(f"{url}?concern=guideline").content.decode()
    done = client.post(url, {"concern": "guideline", "rule": "unkind", "note": "Line one"})
    assert "Thank you, we got your report" in done.content.decode()
    assert Flag.objects.get().note == "Line one"


def test_a_report_without_a_rule_keeps_what_was_typed(client, make_post):
    client.force_login(make_member())
    answer = client.post(
        f"/report/{KIND}/{make_post().pk}/", {"concern": "guideline", "note": "Kept"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "Choose what is wrong" in page and "Kept" in page


def test_reporting_what_one_cannot_see_is_404(client, make_post):
    post = make_post(band=Band.YOUNGER)
    for stranger in (make_member(), make_member(band=Band.OLDER)):
        client.force_login(stranger)
        assert client.get(f"/report/{KIND}/{post.pk}/").status_code == 404
        answer = client.post(f"/report/{KIND}/{post.pk}/", {"concern": "worry"})
        assert answer.status_code == 404
    assert client.get("/report/forums.post/999999/").status_code == 404
    assert client.get("/report/no.such/1/").status_code == 404


def test_a_flag_menu_needs_two_actions_and_no_form():
    from django.template import Context, Template

    html = Template("{% load moderation %}{% flag_menu 'forums.post' 7 %}").render(Context())
    assert html.count("<summary") == 1 and html.count("/report/forums.post/7/?concern=") == 2
    assert "csrf" not in html


# ---- the author's side


def test_the_author_finds_words_reason_and_another_look(client, held, ana):
    client.force_login(held.author)
    assert "Waiting for a moderator" in client.get("/me/held/").content.decode()
    decide(ana, held, "remove", reason_code="guideline_unkind")
    page = client.get(f"/me/held/{held.pk}/").content.decode()
    for part in ("You are useless.", "could hurt the person", "Ask for another look", "/help/"):
        assert part in page
    answer = client.post(f"/me/held/{held.pk}/", {"text": "I was quoting."}, follow=True)
    assert "Another person looks at it" in answer.content.decode()
    assert AuditEvent.objects.filter(act="appeal.made").exists()


def test_a_report_that_hides_nothing_is_not_shown_to_the_author(client, make_post, ana):
    post = make_post()
    actions.flag(make_member(), KIND, post.pk, concern="worry")
    client.force_login(post.author)
    row = row_of(post)
    for _ in range(2):
        assert "Stairs" not in client.get("/me/held/").content.decode()
        assert client.get(f"/me/held/{row.pk}/").status_code == 404
        row.refresh_from_db()
        if row.is_waiting:
            decide(ana, row, "approve")
    assert not post.author.notices.filter(kind="decision").exists()


def test_nobody_else_finds_it(client, held):
    client.force_login(make_member())
    assert client.get(f"/me/held/{held.pk}/").status_code == 404


def test_a_lead_works_on_a_case_in_the_page(client, make_post, noor):
    make_post(DANGER)
    client.force_login(noor)
    case = noor.notices.get(kind="crisis_case").link
    assert "I am on it" in client.get(case).content.decode()
    client.post(f"{case}move/", {"version": 1, "to": "acknowledged", "text": "Writing to them"})
    page = client.get(case).content.decode()
    assert "Acknowledged" in page and "Writing to them" in page
    stale = client.post(f"{case}move/", {"version": 1, "to": "contacting", "text": "Mine"})
    assert stale.status_code == 409 and "Mine" in stale.content.decode()
