"""How dates of birth are asked, and what members may change about themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from allauth.account.forms import LoginForm as BaseLoginForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from community.members import names
from community.members.bands import Band
from community.members.fields import without_placeholders
from community.members.models import Member
from community.members.queries import name_is_taken
from community.members.zones import zone_choices

OLDEST = 120
NAME_TAKEN = "Somebody already uses this name. Try another one."

# Generic for the type checker alone: Django's own class takes no parameter.
if TYPE_CHECKING:
    MemberModelForm = forms.ModelForm[Member]
else:
    MemberModelForm = forms.ModelForm


class DateOfBirthWidget(forms.MultiWidget):
    """Three number fields, so that nobody has to scroll a calendar back through their life."""

    template_name = "members/_date_of_birth.html"

    def __init__(self) -> None:
        parts = [("day", 2, "bday-day"), ("month", 2, "bday-month"), ("year", 4, "bday-year")]
        super().__init__(
            {
                name: forms.TextInput(
                    {"inputmode": "numeric", "maxlength": size, "size": size, "autocomplete": auto}
                )
                for name, size, auto in parts
            }
        )

    def decompress(self, value: date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateOfBirthField(forms.MultiValueField):
    """Day, month, year. Any real date is a fine answer here: the gate is elsewhere."""

    default_error_messages: ClassVar = {
        "invalid": "Write your date of birth in numbers, for example 27 3 1990.",
        "required": "Write your date of birth.",
    }

    def __init__(self, **kwargs: Any) -> None:
        numbers = [
            forms.IntegerField(min_value=1, max_value=31),
            forms.IntegerField(min_value=1, max_value=12),
            forms.IntegerField(min_value=1900, max_value=2100),
        ]
        super().__init__(numbers, widget=DateOfBirthWidget(), require_all_fields=True, **kwargs)

    def clean(self, value: Any) -> date | None:
        try:
            return cast("date | None", super().clean(value))
        except ValidationError as error:
            code = "required" if not any(value or []) else "invalid"
            raise ValidationError(self.error_messages[code], code=code) from error

    def compress(self, data_list: list[int]) -> date | None:
        if not data_list:
            return None
        day, month, year = data_list
        try:
            born = date(year, month, day)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        this_day = timezone.localdate()
        if born > this_day or this_day.year - born.year > OLDEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return born


class LoginForm(BaseLoginForm):  # type: ignore[misc]  # allauth has no types
    """Says what is asked for in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        self.fields["password"].help_text = ""
        self.fields["remember"].label = "Keep me signed in on this device"
        without_placeholders(self.fields.values())


class MemberForm(MemberModelForm):
    """A member's own page."""

    time_zone = forms.ChoiceField(
        choices=zone_choices,
        help_text="Times of groups are shown in it.",
    )

    class Meta:
        model = Member
        fields = ("display_name", "pronouns", "about", "time_zone", "theme")
        labels: ClassVar = {"about": "A line about you", "theme": "Colours"}
        help_texts: ClassVar = {
            "display_name": "What others call you. Not your real full name.",
            "pronouns": "If you like, for example she/her.",
            "about": "If you like. No contact details, please.",
        }

    def clean_display_name(self) -> str:
        name: str = " ".join(self.cleaned_data["display_name"].split())
        names.check(name, self.instance.email, born=self.instance.date_of_birth)
        who = self.instance
        if name_is_taken(name, Band(who.band), besides=who.pk, audience=who.audience):
            raise ValidationError(NAME_TAKEN)
        return name
