"""What is asked before somebody goes on."""

from __future__ import annotations

from typing import Any

from django import forms

from community.consent import texts
from community.consent.models import Purpose
from community.members.models import Member


class Choices(forms.Form):
    """Research and training, each by itself and off unless somebody turns it on."""

    research = forms.BooleanField(label="Yes, researchers may use it", required=False)
    training = forms.BooleanField(label="Yes, it may teach the filter", required=False)

    def __init__(self, *args: Any, asked: texts.Asked = "own", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = texts.in_force()
        for name in (Purpose.RESEARCH, Purpose.TRAINING):
            self.fields[name].help_text = self.text.words(name, asked)

    @property
    def choices(self) -> dict[Purpose, bool]:
        return {one: self.cleaned_data[one] for one in (Purpose.RESEARCH, Purpose.TRAINING)}


class GuideForm(Choices):
    """A birthday: what becomes of one's words, one's own consent, and the new agreement."""

    keep_name = forms.TypedChoiceField(
        label="What you wrote until now",
        coerce=lambda value: value == "keep",
        choices=[
            ("keep", "It stays, with my name"),
            ("leave", "It stays, without my name"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what should happen to what you wrote."},
    )
    service = forms.BooleanField(
        label="Yes, I want to take part",
        error_messages={
            "required": "Tick the box if you want to go on. If not, you can stop here."
        },
    )
    agreement = forms.BooleanField(
        label="I have read this and will keep to it",
        error_messages={"required": "Read the comfort agreement and tick the box."},
    )
    field_order = ("keep_name", "agreement", "service", "research", "training")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].help_text = self.text.own.service
        self.rules = texts.agreement(member.age_band)
