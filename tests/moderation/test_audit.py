"""The log: any change to it is found, and the database refuses one in the first place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from moderation import heads, triggers
from moderation.actions import record, verify
from moderation.actions.audit import Broken
from moderation.models import AppendOnly, AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    return [record(None, "test.act", f"thing:{n}", {"n": n, "half": n / 2}) for n in range(5)]


def run(*statements, params=()):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, params)


@pytest.fixture
def unguarded():
    """Somebody with full power over the database: the triggers are gone."""
    run(*triggers.DROP[connection.vendor])


@pytest.fixture
def guarded():
    run(*triggers.CREATE[connection.vendor])


def test_an_untouched_chain_is_sound(chain, guarded, capsys):
    assert verify() == (5, None)
    call_command("verify_audit")
    assert "sound: 5 rows" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = 7",
        "act = 'other.act'",
        "target = 'thing:9'",
        "scope = 'adult'",
        """detail = '{"n": 3, "half": 1.6}'""",
        f"hash = '{'f' * 64}'",
    ],
)
def test_a_changed_row_is_found(chain, unguarded, change):
    run(f"UPDATE {triggers.TABLE} SET {change} WHERE id = {chain[3].pk}")
    sound, broken = verify()
    assert (sound, broken.row) == (3, chain[3].pk)


def test_a_changed_time_is_found(chain, unguarded):
    run(
        f"UPDATE {triggers.TABLE} SET at = %s WHERE id = {chain[1].pk}",
        params=["2001-01-01 00:00:00+00:00"],
    )
    assert verify()[1].row == chain[1].pk


def test_a_missing_row_is_found(chain, unguarded):
    run(f"DELETE FROM {triggers.TABLE} WHERE id = {chain[2].pk}")
    assert verify()[1].row == chain[3].pk
    with pytest.raises(CommandError, match="missing"):
        call_command("verify_audit")


def test_a_cut_off_end_is_found_with_the_noted_hash(chain, unguarded):
    noted = chain[-1].hash
    run(f"DELETE FROM {triggers.TABLE} WHERE id = {chain[-1].pk}")
    assert verify() == (4, None)
    assert verify(noted)[1] is not None


def test_rows_that_changed_places_are_found(chain, unguarded):
    one, two, spare = chain[1].pk, chain[2].pk, chain[-1].pk + 100
    for old, new in ((one, spare), (two, one), (spare, two)):
        run(f"UPDATE {triggers.TABLE} SET id = {new} WHERE id = {old}")
    assert verify()[1].row == one


def test_a_row_put_in_between_is_found(chain, unguarded):
    false = AuditEvent(at=timezone.now(), act="false.act", target="thing:9", detail={})
    false.prev_hash, false.pk = chain[-1].hash, chain[-1].pk + 1
    false.hash = "0" * 63 + "1"
    false.save()
    assert verify() == (5, Broken(false.pk, "was changed after it was written"))


@pytest.fixture
def notes(settings, tmp_path):
    settings.AUDIT_HEADS = str(tmp_path / "heads")
    return tmp_path / "heads"


def written_anew(chain, first):
    """Somebody who knows how hashes are made: all rows from there on fit each other."""
    run(f"UPDATE {triggers.TABLE} SET target = 'thing:nobody' WHERE id = {chain[first].pk}")
    prev = chain[first].prev_hash
    rows = AuditEvent.objects.filter(pk__gte=chain[first].pk).order_by("pk")
    for row in rows:
        row.prev_hash = prev
        prev = row.expected_hash()
        run(
            f"UPDATE {triggers.TABLE} SET prev_hash = %s, hash = %s WHERE id = {row.pk}",
            params=[row.prev_hash, prev],
        )


def test_what_the_clock_noted_gives_a_cut_off_end_away(chain, unguarded, notes):
    assert heads.note(timezone.now()) == 1
    run(f"DELETE FROM {triggers.TABLE} WHERE id >= {chain[3].pk}")
    assert verify() == (3, None)
    with pytest.raises(CommandError, match=f"Row {chain[-1].pk} was noted on"):
        call_command("verify_audit")


def test_what_the_clock_noted_gives_a_log_written_anew_away(chain, unguarded, notes):
    heads.note(timezone.now())
    record(None, "test.act", "thing:later")
    written_anew(chain, 2)
    assert verify() == (6, None)
    with pytest.raises(CommandError, match=f"Row {chain[-1].pk} is not as it was noted"):
        call_command("verify_audit")


def test_notes_that_were_changed_are_found(chain, notes):
    heads.note(timezone.now())
    notes.write_text(notes.read_text().replace(chain[-1].hash, "f" * 64))
    with pytest.raises(CommandError, match="line 1: this is not as it was noted"):
        call_command("verify_audit")


def test_a_head_is_noted_once_an_hour_and_only_if_it_is_new(chain, notes):
    now = timezone.now()
    heads.note(now)
    assert heads.note(now + timedelta(hours=2)) == 0
    record(None, "test.act", "thing:6")
    assert heads.note(now + timedelta(minutes=59)) == 0
    assert heads.note(now + timedelta(minutes=61)) == 1
    assert len(heads.noted()) == len(notes.read_text().splitlines()) == 2


def test_a_guard_that_is_gone_is_said(chain, unguarded):
    with pytest.raises(CommandError, match="no longer guards them"):
        call_command("verify_audit")


def test_the_last_hash_is_printed_so_that_it_can_be_noted(chain, guarded, capsys):
    call_command("verify_audit")
    assert chain[-1].hash in capsys.readouterr().out


def test_replacing_a_row_is_a_change_too(chain, guarded):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has REPLACE")
    columns = "id, at, act, target, detail, scope, prev_hash, hash"
    with pytest.raises(DatabaseError, match=triggers.REFUSAL), transaction.atomic():
        run(
            f"REPLACE INTO {triggers.TABLE} ({columns}) SELECT id, at, 'other', target, detail, "
            f"scope, prev_hash, 'x' FROM {triggers.TABLE} WHERE id = {chain[1].pk}"
        )
    record(None, "test.act", "thing:new")
    assert verify() == (6, None)


def test_the_models_refuse_changes(chain):
    event = AuditEvent.objects.first()
    event.act = "other"
    with pytest.raises(AppendOnly):
        event.save()
    with pytest.raises(AppendOnly):
        event.delete()
    with pytest.raises(AppendOnly):
        AuditEvent.objects.update(act="other")
    with pytest.raises(AppendOnly):
        AuditEvent.objects.all().delete()


@pytest.mark.parametrize(
    "statement", [f"UPDATE {triggers.TABLE} SET act = 'x'", f"DELETE FROM {triggers.TABLE}"]
)
def test_the_database_refuses_changes(chain, guarded, statement):
    with pytest.raises(DatabaseError, match=triggers.REFUSAL), transaction.atomic():
        run(statement)
    assert verify() == (5, None)
