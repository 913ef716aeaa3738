"""What is asked before somebody goes on, of members and of guardians."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from community.consent import texts
from community.consent.models import Purpose
from community.members.forms import DateOfBirthField
from community.members.models import Member

SHORTEST_PASSPHRASE = 8
LONGEST_WORDS = 500


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
        error_messages={"required": "Tick the box if you want to go on. If not, stop here."},
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


class RenewForm(forms.Form):
    """The comfort agreement after it has changed."""

    agreement = forms.BooleanField(
        label="I have read this and will keep to it",
        error_messages={"required": "Tick the box if you will keep to it. If not, stop here."},
    )
    version = forms.CharField(max_length=20)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the page shows goes with it, whatever an older page had sent.
        self.shown = texts.agreement_version(member.age_band)
        self.rules = texts.agreement(member.age_band)


class GuardianEmailForm(forms.Form):
    email = forms.EmailField(
        label="Their e-mail",
        help_text="A parent, or an adult who looks after you by law.",
        error_messages={"required": "Write the e-mail of your parent or guardian."},
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


class PassphraseField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput({"autocomplete": kwargs.pop("autocomplete", "new-password")})
        super().__init__(widget=widget, strip=True, max_length=200, **kwargs)


class AgreeForm(Choices):
    """A guardian's yes: who they are to the young person, what they agree to, and how we know them
    again.
    """

    born = DateOfBirthField(
        label="The young person's date of birth",
        help_text="So that we know it is really you. We compare it and do not keep it.",
    )
    responsible = forms.BooleanField(
        label="I am an adult, and a parent or legal guardian of this young person",
        error_messages={"required": "Only a parent or legal guardian can agree."},
    )
    service = forms.BooleanField(
        label="Yes, the young person may take part",
        error_messages={"required": "Tick the box to agree, or choose “No” at the end."},
    )
    passphrase = PassphraseField(
        label="A passphrase for your page",
        min_length=SHORTEST_PASSPHRASE,
        help_text="A few words that only you know. Your page asks for it when you come back.",
        error_messages={
            "required": "Choose a passphrase: your page asks for it when you come back.",
            "min_length": "Take at least 8 characters: a few words together work well.",
        },
    )
    field_order = ("born", "responsible", "service", "research", "training", "passphrase")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, asked="guardian", **kwargs)
        self.fields["service"].help_text = self.text.guardian.service


class GuardianChoices(Choices):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, asked="guardian", **kwargs)


class KnowForm(forms.Form):
    passphrase = PassphraseField(
        label="Your passphrase",
        autocomplete="current-password",
        error_messages={"required": "Write your passphrase."},
    )


class NewPassphraseForm(forms.Form):
    born = DateOfBirthField(label="The young person's date of birth")
    passphrase = PassphraseField(label="A new passphrase", min_length=SHORTEST_PASSPHRASE)


class UnsafeForm(forms.Form):
    """As little as can be: where to answer, and words only if somebody has them."""

    email = forms.EmailField(
        label="Where can we answer you?",
        help_text="An e-mail that only you read. Use a new one if others can open yours.",
        error_messages={"required": "Write an e-mail that only you read."},
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    words = forms.CharField(
        label="What should we know?",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 4}),
        help_text="Only the safeguarding team reads it. A few words are enough.",
    )


class UnsafeMemberForm(UnsafeForm):
    """For a member: the team knows how to reach them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email"]


def wrong_birth() -> ValidationError:
    return ValidationError(
        "This is not the date that we were told. Check it. After a few wrong tries the link closes."
    )
