"""A cry for help reaches somebody: people are called, one after the other, until one answers."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from community.members.bands import Band
from community.notices.models import Device, Notice
from moderation import actions, jobs, pager, staffing
from moderation.actions import alarms
from moderation.models import Alarm, AlarmCall, Beat, Chain, CrisisCase, Duty, Risk, Shift
from moderation.staffing import care_at
from tests.factories import make_member
from tests.forums.conftest import REVIEW
from tests.moderation.conftest import DANGER, RUDE, row_of
from tests.moderation.test_rota import always

ADULT = Band.ADULT


@pytest.fixture
def second(db):
    return make_member("Second", roles=("crisis_lead",), cleared=True)


@pytest.fixture
def third(db):
    return make_member("Third", roles=("safeguarding_lead",), cleared=True)


@pytest.fixture
def on_duty(noor, second, third):
    """Noor is called first, then Second; Third only when all are."""
    always(noor, Duty.ON_CALL)
    always(second, Duty.BACKUP)


@pytest.fixture
def case(on_duty, make_post):
    make_post(DANGER)
    return CrisisCase.objects.get()


def called() -> set[str]:
    return {one.member.display_name for one in Notice.objects.filter(kind="crisis_case")}


def later(alarm, **time):
    return alarm.raised_at + timedelta(**time)


def test_the_one_on_call_is_called_at_once_and_nobody_else(case):
    assert called() == {"Noor"}
    assert Alarm.objects.get().chain == Chain.IMMINENT


def test_when_nobody_answers_it_climbs_through_the_rota(case):
    alarm = Alarm.objects.get()
    alarms.advance(later(alarm, seconds=179))
    assert called() == {"Noor"}
    alarms.advance(later(alarm, seconds=181))
    assert called() == {"Noor", "Second"}
    alarms.advance(later(alarm, minutes=6, seconds=1))
    assert called() == {"Noor", "Second", "Third"}


def test_who_answers_ends_the_calling(case, noor):
    actions.move_case(noor, case.pk, version=case.version, to="acknowledged")
    alarm = Alarm.objects.get()
    assert alarm.answered_by == noor and alarm.ended_at
    assert alarms.advance(later(alarm, hours=3)) == 0
    assert called() == {"Noor"}


def test_after_the_last_step_all_are_called_again_and_again(case):
    alarm = Alarm.objects.get()
    alarms.advance(later(alarm, minutes=10))
    before = Notice.objects.filter(kind="crisis_case").count()
    assert alarms.advance(later(alarm, minutes=11)) == 0
    alarms.advance(later(alarm, minutes=21))
    assert Notice.objects.filter(kind="crisis_case").count() == before + 3


def test_a_clock_that_stood_still_does_not_call_a_hundred_times(case):
    alarm = Alarm.objects.get()
    alarms.advance(later(alarm, minutes=10))
    before = AlarmCall.objects.count()
    alarms.advance(later(alarm, hours=30))
    assert AlarmCall.objects.count() - before <= 6


def test_with_nobody_on_call_everybody_who_may_is_called_at_once(noor, second, make_post):
    make_post(DANGER)
    assert called() == {"Noor", "Second"}


def test_somebody_who_may_not_be_near_youth_is_not_called_about_them(make_post, noor):
    bob = make_member("Bob", roles=("crisis_lead",))
    always(bob, Duty.ON_CALL)
    make_post(DANGER, band=Band.OLDER)
    assert called() == {"Noor"}


def test_a_lead_is_not_called_about_themselves(make_post, noor, second):
    always(noor, Duty.ON_CALL)
    make_post(DANGER, author=noor)
    assert called() == {"Second"}


def test_after_a_quarter_of_an_hour_the_pages_say_that_nobody_could_be_reached(case, client):
    always(make_member("Mod", roles=("moderator",), cleared=True), Duty.MODERATING)
    alarm = Alarm.objects.get()
    assert care_at(ADULT, later(alarm, minutes=14)).kind == "here"
    assert care_at(ADULT, later(alarm, minutes=15)).kind == "unanswered"
    assert care_at(Band.OLDER, later(alarm, minutes=15)).kind == "here"
    Alarm.objects.update(raised_at=timezone.now() - timedelta(minutes=16))
    staffing.forget_care()
    client.force_login(make_member())
    assert "Our team cannot answer quickly" in client.get("/today/").content.decode()


def test_an_answer_takes_the_warning_off_the_pages(
    case, noor, client, django_capture_on_commit_callbacks
):
    Alarm.objects.update(raised_at=timezone.now() - timedelta(minutes=16))
    client.force_login(make_member())
    assert "cannot answer quickly" in client.get("/today/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        actions.move_case(noor, case.pk, version=case.version, to="acknowledged")
    assert "cannot answer quickly" not in client.get("/today/").content.decode()


def test_two_clocks_call_nobody_twice(case):
    alarm = Alarm.objects.get()
    at = later(alarm, seconds=181)
    assert [alarms.advance(at), alarms.advance(at)] == [1, 0]


def test_a_worry_is_called_about_more_slowly_and_danger_overtakes_it(on_duty):
    author = make_member("Dev")
    made = actions.raise_case(author, band=ADULT, risk=Risk.CONCERN, source="flag")
    assert Alarm.objects.get(ended_at=None).chain == Chain.CONCERN
    actions.raise_case(author, band=ADULT, risk=Risk.IMMINENT, source="flag")
    assert Alarm.objects.get(ended_at=None).chain == Chain.IMMINENT
    made.refresh_from_db()
    assert made.risk == "imminent"


# ---- what leaves the house


def test_a_letter_goes_to_whoever_is_called_and_names_nobody(case):
    alarm = Alarm.objects.get()
    assert pager.deliver(later(alarm, seconds=1)) == 1
    assert pager.deliver(later(alarm, seconds=2)) == 0
    letter = mail.outbox[0]
    assert letter.to == [AlarmCall.objects.get(channel="email").member.email]
    assert case.get_absolute_url() in letter.body
    assert case.member.display_name not in letter.subject + letter.body
    assert "risk" not in letter.subject


class Phone(BaseHTTPRequestHandler):
    heard: list[tuple[str, bytes]] = []
    status = 200

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.headers["Alongside-Signature"], body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def phone(settings):
    """A duty phone that really listens."""
    Phone.heard, Phone.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Phone)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.PAGER_URL = f"http://127.0.0.1:{server.server_port}/"
    settings.PAGER_SECRET = "between us"
    yield Phone
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_duty_phone_rings_when_nobody_else_answers(phone, case):
    alarm = Alarm.objects.get()
    jobs.tick(later(alarm, minutes=8))
    assert not phone.heard
    jobs.tick(later(alarm, minutes=9, seconds=1))
    signature, body = phone.heard[0]
    assert signature == pager.signature(body)
    said = json.loads(body)
    assert (said["urgency"], said["drill"]) == ("imminent", False)
    assert case.member.display_name not in body.decode()


def test_a_phone_that_is_out_of_order_is_tried_again_with_growing_pauses(phone, case):
    phone.status = 503
    alarm = Alarm.objects.get()
    at = later(alarm, minutes=9, seconds=1)
    jobs.tick(at)
    call = AlarmCall.objects.get(channel="webhook")
    assert "503" in call.failed and call.tries == 1
    jobs.tick(at + timedelta(seconds=5))
    assert len(phone.heard) == 1
    phone.status = 200
    jobs.tick(at + timedelta(seconds=16))
    call.refresh_from_db()
    assert call.sent_at and not call.failed and len(phone.heard) == 2


def test_a_letter_that_fails_keeps_nobody_from_being_called(case, monkeypatch):
    def fails(*args):
        raise OSError("no line")

    monkeypatch.setattr(pager, "send_mail", fails)
    alarm = Alarm.objects.get()
    jobs.tick(later(alarm, seconds=181))
    assert called() == {"Noor", "Second"}
    assert AlarmCall.objects.filter(failed="no line").exists()


# ---- what cannot wait in the queue


@pytest.fixture
def threat(make_post):
    return lambda: row_of(make_post(replace(RUDE, tier="P1")))


def test_a_threat_calls_the_moderators_on_duty_and_a_claim_ends_it(ana, bo, threat):
    always(bo, Duty.MODERATING)
    row = threat()
    assert called() == {"Bo"}
    actions.claim(ana, row.pk)
    assert Alarm.objects.get().answered_by == ana


def test_what_its_author_took_back_calls_nobody_any_more(bo, threat):
    always(bo, Duty.MODERATING)
    row = threat()
    actions.settle(row.kind, row.object_id)
    assert Alarm.objects.get().ended_at


# ---- drills and the clock


def test_a_drill_calls_as_danger_would_and_says_what_it_is(on_duty, client, noor):
    client.force_login(noor)
    client.post(reverse("moderation:rota_drill"), {"band": "adult"})
    alarm = Alarm.objects.get()
    assert alarm.drill and called() == {"Noor"}
    assert "drill" in Notice.objects.get(member=noor).body
    assert care_at(ADULT, later(alarm, hours=1)).kind == "here"
    client.post(reverse("moderation:rota_answer", args=[alarm.pk]))
    alarm.refresh_from_db()
    assert alarm.answered_by == noor


def test_a_moderator_starts_no_drill(client, ana):
    client.force_login(ana)
    assert client.post(reverse("moderation:rota_drill"), {"band": "adult"}).status_code == 403
    alarm = actions.raise_alarm(Chain.IMMINENT, ADULT)
    with pytest.raises(PermissionDenied):
        actions.answer_drill(ana, alarm.pk)


def test_the_team_reads_that_the_clock_stands_still(client, noor):
    client.force_login(noor)
    address = reverse("moderation:rota")
    assert "The clock is not running" in client.get(address).content.decode()
    call_command("clock", "--once")
    assert "The clock is not running" not in client.get(address).content.decode()
    Beat.objects.update(at=timezone.now() - timedelta(minutes=2))
    assert "The clock is not running" in client.get(address).content.decode()


def test_a_job_that_fails_does_not_keep_the_others_from_running(case, monkeypatch):
    def fails(now):
        raise RuntimeError("broken")

    monkeypatch.setitem(jobs.JOBS, "calls", fails)
    alarm = Alarm.objects.get()
    assert jobs.tick(later(alarm, seconds=181))["alarms"] == 1


@pytest.mark.parametrize(("there", "state"), [(True, "published"), (False, "hidden")])
def test_with_nobody_there_a_danger_waits_out_of_sight(make_post, ana, there, state):
    always(ana, Duty.MODERATING)
    if not there:
        Shift.objects.update(first_day=timezone.localdate() + timedelta(days=3))
    post = make_post(replace(REVIEW, tier="P1"))
    post.refresh_from_db()
    assert post.state == state
    told = Notice.objects.filter(member=post.author, kind="post_waiting")
    assert told.exists() is not there


def test_a_device_of_whoever_is_called_is_woken(on_duty, noor, make_post, monkeypatch):
    woken = []
    monkeypatch.setattr(pager.push, "wake", lambda device: woken.append(device.member))
    Device.objects.create(member=noor, endpoint="https://fcm.googleapis.com/fcm/send/1")
    make_post(DANGER)
    pager.deliver(later(Alarm.objects.get(), seconds=1))
    assert woken == [noor]
    assert AlarmCall.objects.get(channel="push").sent_at
