"""What every form of accounts does to the fields that its library brings."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms


def without_placeholders(fields: Iterable[forms.Field]) -> None:
    """Takes the library's grey hints away: they say the label again, and go while one types."""
    for field in fields:
        field.widget.attrs.pop("placeholder", None)
