"""What is kept of somebody, as they may take it with them: one archive, made when it is asked for.

Nothing of it is kept here, so there is nothing to find for anybody else.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from community.members.models import Member
from community.personal import Holding, holdings


@dataclass(frozen=True)
class Chapter:
    """One table: what it is for, its rows, and what is left out of them and why."""

    title: str
    table: str
    rows: list[dict[str, Any]]
    why: list[str]
    left_out: list[str]


def chapters(member: Member) -> list[Chapter]:
    """Everything that the register says is shown, those of which there is something first."""
    found = [_chapter(holding, member.pk) for holding in holdings()]
    return sorted(found, key=lambda chapter: (not chapter.rows, chapter.title))


def archive(member: Member) -> bytes:
    """A zip with `data.json` for programs and `index.html`, with its look, for people."""
    found = chapters(member)
    made_at = timezone.localtime()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("data.json", as_json(found, made_at.isoformat()))
        page = {"member": member, "made_at": made_at, "chapters": found}
        file.writestr("index.html", render_to_string("rights/archive.html", page))
        file.writestr("look.css", render_to_string("rights/archive.css"))
    return packed.getvalue()


def as_json(found: list[Chapter], made_at: str) -> str:
    tables = {
        chapter.table: {
            "title": chapter.title,
            "what_for": chapter.why,
            "left_out": chapter.left_out,
            "rows": chapter.rows,
        }
        for chapter in found
    }
    return json.dumps(
        {"made_at": made_at, "tables": tables},
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        indent=2,
    )


def _chapter(holding: Holding, member_id: int) -> Chapter:
    return Chapter(
        title=holding.title,
        table=holding.model,
        rows=list(holding.export(member_id)),
        why=list(dict.fromkeys(use.why for use in holding.uses)),
        left_out=list(dict.fromkeys(use.withheld for use in holding.uses if use.withheld)),
    )
