from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from community.access import Verb, can
from community.members.models import Member
from community.rights.models import DataRequest
from community.rights.models.requests import DataOf

NOBODY = "There is nobody of that name or address here."


class AskForm(forms.Form):
    """What somebody cannot put right by themselves."""

    about = forms.ChoiceField(
        label="What is it about?", choices=DataRequest.About, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="Tell us what is wrong, and what would be right",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Tell us what is wrong, and what would be right."},
    )


class LeaveForm(forms.Form):
    """What should become of words that others answered to."""

    words = forms.ChoiceField(
        label="What should happen to your posts?",
        choices=[
            ("keep", "They stay, with “A former member” in place of your name"),
            ("remove", "They go too. Others see that there was a post, and no more of it"),
        ],
        widget=forms.RadioSelect,
        initial="keep",
    )

    @property
    def keeps_words(self) -> bool:
        return bool(self.cleaned_data["words"] == "keep")


class ReceiptForm(forms.Form):
    text = forms.CharField(
        label="The receipt, with its signature",
        max_length=20_000,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        error_messages={"required": "Paste the receipt here."},
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Your answer",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Write an answer."},
    )


class HoldForm(forms.Form):
    """Somebody of whom nothing may be deleted for a while."""

    person = forms.CharField(
        label="Display name or e-mail", max_length=254, error_messages={"required": "Say whose."}
    )
    reason = forms.CharField(
        label="Why it has to be kept",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say why it has to be kept."},
    )
    ends_on = forms.DateField(
        label="Until when",
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": "Say until when.", "invalid": "Choose a day."},
    )

    def __init__(self, *args: Any, reader: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reader = reader

    def clean_person(self) -> Member:
        """Somebody whom the reader may not look after is answered as somebody who is not there."""
        said = self.cleaned_data["person"].strip()
        named = Q(email__iexact=said) | Q(display_name__iexact=said)
        found = Member.objects.filter(named, gone_at=None).first()
        if found is None or not can(self._reader, Verb.EDIT, DataOf(found)):
            raise ValidationError(NOBODY)
        return found
