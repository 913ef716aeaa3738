from __future__ import annotations

from django import forms


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
