"""Every field of every table is in this register: it says something of a person, or it does not.

An app fills it when it starts, from its `holdings.py`. `manage.py data_register` writes it down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model

from community.personal.holdings import Holding

# Takes the display name and the e-mail address that are to go, and the member's number.
Sweep = Callable[[int, str, str], None]

_holdings: dict[str, list[Holding]] = {}
_plain: dict[str, str] = {}
_sweeps: list[Sweep] = []


class Undeclared(LookupError):
    """A table or a field that nobody declared."""


def register(*declared: Holding) -> None:
    """The order is the order in which rows go: what hangs on another comes before it."""
    for holding in declared:
        known = _holdings.setdefault(holding.model, [])
        known[:] = [one for one in known if one.title != holding.title]
        known.append(holding)


def nothing_personal(why: str, *names: str) -> None:
    """Tables (`app.Model`), or all other tables of an app (`app`), that say nothing of a person."""
    _plain.update(dict.fromkeys(names, why))


def sweep(one: Sweep) -> None:
    """Something that takes a name out of what others wrote when its owner goes."""
    if one not in _sweeps:
        _sweeps.append(one)


def sweeps() -> list[Sweep]:
    return list(_sweeps)


def holdings() -> list[Holding]:
    """In the order in which they go."""
    found = [holding for declared in _holdings.values() for holding in declared]
    return sorted(found, key=lambda holding: holding.turn)


def written_down() -> dict[str, str]:
    """What was declared to say nothing of a person, and why."""
    return dict(_plain)


def problems() -> list[str]:
    """What is in no register, or in it twice, in words that say what to do."""
    return [problem for model in _tables() for problem in _problems_of(model)]


def _tables() -> list[type[Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if not model._meta.proxy]


def _problems_of(model: type[Model]) -> Iterator[str]:
    label = model._meta.label
    declared = _holdings.get(label, [])
    fields = [field.name for field in _columns(model)]
    if not declared:
        yield from _undeclared(model)
        return
    if label in _plain:
        yield f"{label} is declared both as personal and as not personal."
    for holding in declared:
        named = Counter(holding.declared)
        missing = [name for name in fields if not named[name]]
        unknown = sorted(set(named) - set(fields))
        twice = [name for name, times in named.items() if times > 1]
        where = f"`{model.__module__.split('.models')[0]}.holdings`, {label}"
        if missing:
            yield f"{where}: say what {', '.join(missing)} is kept for, or that it is plain."
        if unknown:
            yield f"{where}: there is no field {', '.join(unknown)}."
        if twice:
            yield f"{where}: {', '.join(twice)} is declared twice."


def _undeclared(model: type[Model]) -> Iterator[str]:
    label, app = model._meta.label, model._meta.app_label
    if label in _plain:
        return
    if app not in _plain:
        yield (
            f"{label}: declare it in the `holdings.py` of its app, with `register` or, when it "
            "says nothing of a person, with `nothing_personal`."
        )
    elif any(_is_about_somebody(field) for field in _columns(model)):
        yield f"{label} links to members: the word of its whole app is not enough for it."


def _columns(model: type[Model]) -> list[Field[Any, Any]]:
    own = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [field for field in own if isinstance(field, Field)]


def _is_about_somebody(field: Field[Any, Any]) -> bool:
    target: type[Model] | str | None = getattr(field, "related_model", None)
    if target is None or isinstance(target, str):
        return False
    return bool(target._meta.label == settings.AUTH_USER_MODEL)
