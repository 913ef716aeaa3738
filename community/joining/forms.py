"""The gate, and what an account needs."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from community.consent import texts
from community.joining import queries
from community.joining.actions import Entry
from community.joining.gate import Answers
from community.members import consent_ages, names
from community.members.bands import Audience, Band, band_for, today
from community.members.fields import without_placeholders
from community.members.forms import NAME_TAKEN, DateOfBirthField
from community.members.queries import name_is_taken

WRONG_CODE = "This code does not fit. Check it, or leave it empty."


class GateForm(forms.Form):
    """Asks the same of everybody, and says nothing of what follows from it."""

    country = forms.ChoiceField(label="Country", choices=consent_ages.choices)
    born = DateOfBirthField(
        label="Date of birth",
        help_text="It decides which spaces you share with others of your age. Nobody sees it.",
    )
    code = forms.CharField(
        label="Code",
        required=False,
        max_length=20,
        help_text="If somebody gave you one: a clinic, your guardian or our team.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].initial = settings.COUNTRY

    @property
    def answers(self) -> Answers:
        said = self.cleaned_data
        return Answers(said["born"], said["country"], said["code"])


class WaitForm(forms.Form):
    email = forms.EmailField(
        label="E-mail", help_text="We write once, when there is a place. Nothing else is kept."
    )


class SignupForm(BaseSignupForm):  # type: ignore[misc]  # allauth has no types
    """Asks for as little as can be. The date of birth was asked at the gate."""

    field_order: ClassVar = [
        "audience", "display_name", "email", "password1", "referral", "agreement",
    ]  # fmt: skip

    audience = forms.ChoiceField(
        label="Whom are you here for?",
        choices=[
            (Audience.MEMBERS, "For myself: I live with pain"),
            (Audience.CARERS, "As somebody close to a person with pain: parent, partner, friend"),
        ],
        widget=forms.RadioSelect,
        help_text="It decides which spaces and groups you share. If both are true, choose what you "
        "would like support with.",
        error_messages={"required": "Choose one of the two."},
    )

    display_name = forms.CharField(
        label="Display name",
        min_length=2,
        max_length=30,
        help_text="What others will call you. Please do not use your real full name.",
        widget=forms.TextInput({"autocomplete": "nickname"}),
    )
    referral = forms.CharField(
        label="Code from a clinic or group",
        required=False,
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    agreement = forms.BooleanField(
        label="I have read this and will keep to it, and I want to take part",
        error_messages={"required": "Read the comfort agreement and tick the box to join."},
    )

    def __init__(self, *args: Any, answers: Answers, came: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers, self.came = answers, came
        self.band = band_for(answers.born, today()) or Band.YOUNGER
        self.rules = texts.agreement(self.band)
        self.consent = texts.in_force().own
        self.fields["email"].label = "E-mail"
        self.fields["email"].help_text = "To sign in. Nobody else sees it."
        self.fields["password1"].label = "Password"
        self.fields[
            "password1"
        ].help_text = "At least 10 characters. Three words together work well."
        if self.band.is_youth:
            # Young people come for themselves.
            del self.fields["audience"]
        if came.referral is not None:
            del self.fields["referral"]
        without_placeholders(self.fields.values())

    def clean_display_name(self) -> str:
        name: str = " ".join(self.cleaned_data["display_name"].split())
        guardian = self.came.guardianship.email if self.came.guardianship else ""
        names.check(name, self.data.get("email", ""), guardian, born=self.answers.born)
        return name

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        name = said.get("display_name")
        audience = said.get("audience") or Audience.MEMBERS
        if name and name_is_taken(name, self.band, audience=audience):
            self.add_error("display_name", NAME_TAKEN)
        return said

    def clean_email(self) -> str:
        email: str = super().clean_email()
        guardianship = self.came.guardianship
        if guardianship is not None and email.lower() == guardianship.email.lower():
            raise ValidationError("This is your guardian's e-mail. Write one that is your own.")
        return email

    def clean_referral(self) -> object:
        code = self.cleaned_data["referral"]
        found = queries.referral(code)
        if code and found is None:
            raise ValidationError(WRONG_CODE)
        return found
