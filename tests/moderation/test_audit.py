"""The log: any change to it is found, and the database refuses one in the first place."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from moderation import triggers
from moderation.actions import record, verify
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


def test_an_untouched_chain_is_sound(chain, capsys):
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
