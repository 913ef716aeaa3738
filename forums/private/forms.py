from __future__ import annotations

import uuid
from typing import Any

from django import forms

from forums.private.models import LONGEST_MESSAGE


class MessageForm(forms.Form):
    body = forms.CharField(
        label="Your message",
        max_length=LONGEST_MESSAGE,
        error_messages={
            "required": "Write something first.",
            "max_length": f"This is longer than {LONGEST_MESSAGE:,} characters. "
            "Please make it shorter.",
        },
        widget=forms.Textarea({"rows": 4, "autocomplete": "off", "placeholder": "Write here …"}),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("client_key", uuid.uuid4())

    @property
    def key(self) -> uuid.UUID:
        """Call it only when the form is valid."""
        return self.cleaned_data["client_key"] or uuid.uuid4()
