"""Every field of every table is declared, and the page that says so is true."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from community.personal import SERVICE, Holding, Use, holdings, problems
from community.personal import register as declare
from community.personal.names import without_calls, without_name
from community.rights.management.commands import data_register


@pytest.fixture
def tampered(monkeypatch):
    """A register of its own, so that a test can leave things out of it."""
    import community.personal.registry as register

    monkeypatch.setattr(
        register, "_holdings", {name: list(found) for name, found in register._holdings.items()}
    )
    monkeypatch.setattr(register, "_plain", dict(register._plain))
    return register


def test_no_field_is_in_no_register() -> None:
    assert problems() == []


def test_the_page_is_what_the_code_declares() -> None:
    call_command("data_register", check=True)


def test_a_page_that_is_old_is_noticed(tmp_path, monkeypatch) -> None:
    old = tmp_path / "data-register.md"
    old.write_text("something else")
    monkeypatch.setattr(data_register, "PAGE", old)
    with pytest.raises(CommandError, match="is old"):
        call_command("data_register", check=True)


def test_a_table_that_nobody_declared_is_named(tampered) -> None:
    del tampered._holdings["forums.Draft"]
    (problem,) = problems()
    assert "forums.Draft" in problem
    assert "holdings.py" in problem


def test_a_new_field_is_named(tampered) -> None:
    (draft,) = tampered._holdings["forums.Draft"]
    uses = (Use("title content_note saved_at", "To finish it later."),)
    declare(
        Holding(model=draft.model, title=draft.title, of="member", uses=uses, plain=draft.plain)
    )
    (problem,) = problems()
    assert "body" in problem


def test_a_field_that_is_gone_and_one_declared_twice_are_named(tampered) -> None:
    (draft,) = tampered._holdings["forums.Draft"]
    more = Use("title nickname", "To finish it later.", SERVICE)
    declare(
        Holding(
            model=draft.model,
            title=draft.title,
            of="member",
            uses=(*draft.uses, more),
            plain=draft.plain,
        )
    )
    assert any("nickname" in one for one in problems())
    assert any("title is declared twice" in one for one in problems())


def test_the_word_of_an_app_is_not_enough_for_a_table_with_members(tampered) -> None:
    del tampered._holdings["forums.Draft"]
    tampered._plain["forums"] = "no reason"
    (problem,) = problems()
    assert "links to members" in problem


@pytest.mark.parametrize("holding", holdings(), ids=lambda one: one.model)
def test_each_use_says_what_for(holding: Holding) -> None:
    assert holding.title
    for use in holding.uses:
        assert use.names
        assert use.why.endswith(".")
        assert use.basis.article


# ---- names


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I am Rosa, 41.", "I am A former member, 41."),
        ("Rosalind and Rosa", "Rosalind and A former member"),
        ("mail rosa@test.example now", "mail A former member now"),
        ("@Rosa again", "A former member again"),
    ],
)
def test_a_name_goes_from_ones_own_words(text: str, left: str) -> None:
    assert without_name(text, "Rosa", "rosa@test.example") == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Thank you @Hope! Hope this helps.", "Thank you @a former member! Hope this helps."),
        ("> **Hope** wrote:\n> I do", "> **A former member** wrote:\n> I do"),
        ("<strong>Hope</strong> wrote:", "<strong>A former member</strong> wrote:"),
        ("@Hopeful stays", "@Hopeful stays"),
        ("ask hope@test.example", "ask A former member"),
    ],
)
def test_others_words_lose_what_calls_the_person_and_nothing_else(text: str, left: str) -> None:
    assert without_calls(text, "Hope", "hope@test.example") == left


def test_a_name_with_signs_goes_from_html_too() -> None:
    html = '<span class="mention">@O&#x27;Neil</span> and @O\'Neil'
    assert "Neil" not in without_calls(html, "O'Neil", "")
