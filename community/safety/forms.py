from __future__ import annotations

from django import forms

from community.safety.breaks import LENGTHS
from community.safety.topics import TOPICS


class NotesForm(forms.Form):
    topics = forms.MultipleChoiceField(
        label="Fold away posts whose content note is about",
        choices=[(code, name) for code, (name, _) in TOPICS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label="Your own words",
        help_text="Divide them by commas, for example: dentist, crash.",
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": "Keep your words within 200 characters."},
    )
    opens_notes = forms.BooleanField(label="Open all other content notes at once", required=False)


class BreakForm(forms.Form):
    days = forms.ChoiceField(
        label="For how long?",
        choices=[(str(days), name) for days, name in LENGTHS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how long.",
            "invalid_choice": "Choose one of these.",
        },
    )
