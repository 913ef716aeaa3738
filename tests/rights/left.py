"""A look into every column for what is left of somebody."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models.functions import Cast


def found_in(*needles: str) -> list[str]:
    """Every column of every table in which one of these strings stands, whatever its case."""
    left = []
    tables = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table not in tables:
            continue
        for field in _texts(model):
            column = Cast(field.name, models.TextField())
            rows = model._base_manager.annotate(_said=column)
            for needle in needles:
                if rows.filter(_said__icontains=needle).exists():
                    left.append(f"{model._meta.label}.{field.name}: {needle}")
    return left


def _texts(model: type[models.Model]) -> list[Any]:
    kinds = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField)
    return [field for field in model._meta.local_fields if isinstance(field, kinds)]
