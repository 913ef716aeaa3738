from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

SHORTEST_AGREEMENT = 3


class AgreementForm(forms.Form):
    """Says yes to one version."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label="I have read this and I agree",
        error_messages={"required": "Tick the box if you agree. The room opens to those who do."},
    )


class RemovalForm(forms.Form):
    member = forms.IntegerField()
    reason = forms.CharField(max_length=280, required=False)


class SessionForm(forms.Form):
    """A facilitator plans a meeting. Times are in the facilitator's own zone."""

    title = forms.CharField(label="What is it about?", max_length=100)
    starts_at = forms.DateTimeField(
        label="When does it start?",
        help_text="In your own time zone.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(label="How many minutes?", min_value=15, max_value=240, initial=60)
    agenda = forms.CharField(
        label="What do you plan to do?",
        help_text="One point a line. You can leave it empty.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_starts_at(self) -> Any:
        starts_at = self.cleaned_data["starts_at"]
        if starts_at < timezone.now():
            raise forms.ValidationError("This is in the past. Choose a time that is still to come.")
        return starts_at

    @property
    def ends_at(self) -> Any:
        return self.cleaned_data["starts_at"] + timedelta(minutes=self.cleaned_data["minutes"])


class AgreementTextForm(forms.Form):
    """A facilitator writes a new version of the group's agreement."""

    text = forms.CharField(
        label="What people in this group promise each other",
        help_text="One promise a line, in plain words.",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if sum(1 for line in text.splitlines() if line.strip()) < SHORTEST_AGREEMENT:
            raise forms.ValidationError("Write at least three promises, one a line.")
        return text
