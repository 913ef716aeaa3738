"""After going back to a backup: whoever was deleted since goes again, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from community.members.models import Member
from community.rights import actions, ledger
from community.rights.models import Departure
from forums.models import Post
from forums.states import State
from moderation.models import CrisisCase
from tests.factories import make_member
from tests.rights.left import found_in
from tests.rights.world import NAME, World

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def notes(settings, tmp_path: Path) -> Path:
    settings.DEPARTURES = str(tmp_path / "departures")
    return tmp_path / "departures"


def deleted_elsewhere(member: Member, *, keep: bool = True) -> None:
    """As if the account went after the backup that this database is."""
    ledger.note(ledger.noted_of(member, keep_words=keep))


def run(*arguments: str, capsys) -> str:
    call_command("delete_again", *arguments)
    return capsys.readouterr().out


def test_each_deletion_is_noted_by_its_number_alone(notes: Path, canary: Member) -> None:
    actions.carry_out(actions.ask_to_leave(canary, keep_words=False))
    said = notes.read_text()
    assert said.startswith(f"{canary.pk} ") and "words-go" in said
    assert NAME not in said and "@" not in said
    assert [one.member for one in ledger.read(notes)] == [canary.pk]


def test_whoever_came_back_with_a_backup_goes_again_without_a_letter(
    notes: Path, canary: Member, capsys, django_capture_on_commit_callbacks
) -> None:
    world = World(canary)
    post = world.post(canary, State.PUBLISHED)
    deleted_elsewhere(canary)
    with django_capture_on_commit_callbacks(execute=True):
        assert "deleted again: 1" in run(capsys=capsys)
    assert not mail.outbox
    again = Member.objects.get(pk=canary.pk)
    assert again.gone_at is not None and again.display_name == "A former member"
    assert Post.objects.filter(pk=post.pk).exists(), "they had chosen that their words stay"
    assert found_in(NAME) == []
    said = run(capsys=capsys)
    assert "deleted again: 0" in said and "gone already: 1" in said


def test_words_go_too_where_that_was_chosen(notes: Path, canary: Member, capsys) -> None:
    post = World(canary).post(canary, State.PUBLISHED)
    deleted_elsewhere(canary, keep=False)
    run(capsys=capsys)
    assert not Post.objects.filter(pk=post.pk, author=canary).exclude(body="").exists()


def test_somebody_who_got_the_number_later_stays(notes: Path, canary: Member, capsys) -> None:
    deleted_elsewhere(canary)
    Member.objects.filter(pk=canary.pk).update(joined_at=timezone.now() + timedelta(seconds=1))
    deleted_elsewhere(Member(pk=9_999_999, joined_at=timezone.now()))
    assert "not in this backup: 2" in run(capsys=capsys)
    assert Member.objects.get(pk=canary.pk).display_name == NAME


def test_a_dry_run_changes_nothing(notes: Path, canary: Member, capsys) -> None:
    deleted_elsewhere(canary)
    said = run("--dry-run", capsys=capsys)
    assert "deleted again: 1" in said and "Nothing was changed." in said
    assert Member.objects.get(pk=canary.pk).gone_at is None
    assert not Departure.objects.exists()


def test_a_wish_to_go_that_waits_in_the_backup_is_the_one_that_is_done(
    notes: Path, canary: Member, capsys
) -> None:
    waiting = actions.ask_to_leave(canary, keep_words=True)
    deleted_elsewhere(canary)
    run(capsys=capsys)
    waiting.refresh_from_db()
    assert waiting.done_at is not None
    assert Departure.objects.count() == 1


def test_while_somebody_is_looked_after_only_the_door_closes(
    notes: Path, canary: Member, capsys
) -> None:
    case = CrisisCase.objects.create(
        member=canary, band="adult", risk="concern", source="flag", due_at=timezone.now()
    )
    deleted_elsewhere(canary)
    assert "closed, and deleted once nothing has to be kept: 1" in run(capsys=capsys)
    assert not Member.objects.get(pk=canary.pk).is_active
    CrisisCase.objects.filter(pk=case.pk).delete()
    assert actions.advance(timezone.now()) == 1
    assert Member.objects.get(pk=canary.pk).gone_at is not None


def test_a_line_that_was_changed_stops_all_of_it(notes: Path, canary: Member, capsys) -> None:
    other = make_member()
    deleted_elsewhere(canary)
    deleted_elsewhere(other)
    notes.write_text(notes.read_text().replace(f"\n{other.pk} ", f"\n{other.pk + 1} "))
    with pytest.raises(CommandError, match="line 2"):
        run(capsys=capsys)
    assert Member.objects.get(pk=canary.pk).gone_at is None


def test_a_file_that_is_not_there_is_said_in_words(notes: Path, settings, capsys) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(capsys=capsys)
    settings.DEPARTURES = None
    with pytest.raises(CommandError, match="name the file"):
        run(capsys=capsys)


def test_who_cannot_be_noted_is_not_deleted(
    canary: Member, settings, tmp_path: Path, caplog
) -> None:
    settings.DEPARTURES = str(tmp_path / "no" / "such" / "folder")
    departure = actions.ask_to_leave(canary, keep_words=True)
    assert actions.advance(departure.due_at) == 0
    assert Member.objects.get(pk=canary.pk).display_name == NAME
    assert "was not carried out" in caplog.text
    settings.DEPARTURES = str(tmp_path / "departures")
    assert actions.advance(departure.due_at) == 1
