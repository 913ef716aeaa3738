"""What the living style guide shows, read from the files themselves so that nothing is missed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings

from community.home.queries import sample_people
from community.members.forms import DateOfBirthField

STATIC = settings.BASE_DIR / "community" / "static"


class SampleForm(forms.Form):
    """Every kind of field, one of them with an error."""

    name = forms.CharField(label="Display name", help_text="What others will call you.")
    born = DateOfBirthField(label="Date of birth", help_text="Nobody sees it.")
    words = forms.CharField(label="Your words", widget=forms.Textarea, required=False)
    rule = forms.ChoiceField(label="What is wrong", choices=[("a", "Unkind"), ("b", "An advert")])
    agreed = forms.BooleanField(label="I have read the guidelines")


def parts() -> dict[str, Any]:
    form = SampleForm(
        {"name": "", "born_day": "27", "born_month": "3", "born_year": "1990", "agreed": "on"}
    )
    return {"people": sample_people(), "form": form, "tokens": tokens(), "icons": icons()}


def tokens() -> list[str]:
    """Names of the colour tokens, in their order."""
    css = (STATIC / "css" / "guide.css").read_text(encoding="utf-8")
    return re.findall(r"\.swatch-([a-z0-9-]+)", css)


def icons() -> list[str]:
    svg = (STATIC / "icons" / "sprite.svg").read_text(encoding="utf-8")
    return re.findall(r'<symbol[^>]*id="([a-z-]+)"', svg)
