"""`docs/data-register.md`: what is kept of people, written from the register in the code."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings

from community.personal import Holding, Leave, Use, holdings, written_down

HEAD = """# What is kept of people

Written by `manage.py data_register`, from what each app declares in its `holdings.py`; a test fails
when a field of any table is in no register. The bases name articles of Regulation (EU) 2016/679
(GDPR). They are what the software is built for: which of them holds where you host it is for you
to confirm. “May say something of health” marks words of special categories (Article 9).

Nothing is sold, and nothing leaves the host but mail and calls to push services. Logs of the web
server are the host's to keep short. Backups hold what was deleted until they run out: keep them
for a month at most, and delete again after a restore (`docs/operations.md`).
"""
GOES = {
    Leave.DELETE: "Removed when the account goes.",
    Leave.BLANK: "The row stays when the account goes, without its words.",
    Leave.STAY: "The row stays when the account goes, with a number in place of the person.",
}


def text() -> str:
    """The whole page as Markdown."""
    parts = [HEAD]
    for app in dict.fromkeys(holding.table._meta.app_config for holding in _in_order()):
        parts.append(f"## {app.verbose_name}\n")
        parts += [_of(holding) for holding in _in_order() if holding.table._meta.app_config is app]
    return "\n".join([*parts, _rest()])


def _in_order() -> list[Holding]:
    order = {config.label: at for at, config in enumerate(apps.get_app_configs())}
    return sorted(holdings(), key=lambda one: order[one.table._meta.app_label])


def _of(holding: Holding) -> str:
    return "\n".join([f"### {holding.title} (`{holding.model}`)\n", *_lines(holding), ""])


def _lines(holding: Holding) -> Iterator[str]:
    yield "| fields | what for | basis | health | in the export |"
    yield "|---|---|---|---|---|"
    yield from (_row(use) for use in holding.uses)
    yield ""
    yield f"{GOES[holding.leave]} {_age(holding)}".strip()
    if holding.team:
        yield f"Names whoever of the team acted ({_code(holding.team)}); a number stays of them."
    if holding.plain:
        yield f"Says nothing of a person by itself: {_code(holding.plain)}."


def _row(use: Use) -> str:
    shown = f"no: {use.withheld}" if use.withheld else "yes"
    basis = f"{use.basis.words} ({use.basis.article})"
    health = "may say something of health" if use.health else ""
    return f"| {_code(use.fields)} | {use.why} | {basis} | {health} | {shown} |"


def _age(holding: Holding) -> str:
    if holding.ends is None:
        return "No other end."
    days = settings.RETENTION_DAYS.get(holding.model, holding.ends.days)
    what = "Removed" if holding.ends.how is Leave.DELETE else f"{_code(holding.ends.blank)} emptied"
    which = " (not all rows: see the code)" if holding.ends.only else ""
    return f"{what} {days} days after `{holding.ends.after}`{which}."


def _rest() -> str:
    by_why: dict[str, list[str]] = {}
    for name, why in written_down().items():
        by_why.setdefault(why, []).append(name)
    rows = [f"- {why} {_code(' '.join(names))}" for why, names in by_why.items()]
    return "\n".join(["## Tables that say nothing of a person\n", *rows, ""])


def _code(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split())
