from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from community.members.bands import Audience
from community.members.models import Member
from community.members.zones import zone_choices
from groups.actions import When
from groups.models import CheckIn, Group, GroupTemplate, Session, Weekday
from groups.queries import co_facilitators, coming

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
    may_return = forms.BooleanField(required=False)


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


class SlotsForm(forms.Form):
    """Up to three weekly times, on the group's own clocks."""

    SLOTS = (1, 2, 3)

    first_day = forms.DateField(
        label="From which day on?",
        help_text="The first meeting is on the first fitting weekday from this day on.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in self.SLOTS:
            names = {1: "Which day?", 2: "Another day", 3: "And another day"}
            self.fields[f"weekday{number}"] = forms.TypedChoiceField(
                label=names[number],
                choices=[("", "Choose a day" if number == 1 else "None"), *Weekday.choices],
                coerce=int,
                empty_value=None,
                required=number == 1,
            )
            self.fields[f"starts{number}"] = forms.TimeField(
                label="At what time?" if number == 1 else f"Time of day {number}",
                required=number == 1,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            )

    def clean_first_day(self) -> date:
        day: date = self.cleaned_data["first_day"]
        if day < timezone.localdate():
            raise forms.ValidationError("This day is over. Choose one that is still to come.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in self.SLOTS:
            day, time = cleaned.get(f"weekday{number}"), cleaned.get(f"starts{number}")
            if number > 1 and day is not None and time is None:
                self.add_error(f"starts{number}", "Say at what time, or choose no day.")
            if number > 1 and time is not None and day is None:
                self.add_error(f"weekday{number}", "Say on which day, or leave the time empty.")
        chosen = list(self._chosen(cleaned))
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError("Two of the times are the same. Change one of them.")
        return cleaned

    @property
    def slots(self) -> list[When]:
        return list(self._chosen(self.cleaned_data))

    def _chosen(self, cleaned: dict[str, Any]) -> Iterator[When]:
        for number in self.SLOTS:
            day, time = cleaned.get(f"weekday{number}"), cleaned.get(f"starts{number}")
            if day is not None and time is not None:
                yield When(day, time)


class NewGroupForm(SlotsForm):
    """A group from a template: what only whoever makes it can know."""

    name = forms.CharField(
        label="What is it called?", help_text="Everybody who could join sees this.", max_length=80
    )
    time_zone = forms.ChoiceField(
        label="Whose clocks count?",
        help_text="The times stay the same there in summer and in winter.",
        choices=zone_choices,
    )
    co_facilitator = forms.ModelChoiceField(
        label="Who runs it with you?", queryset=Member.objects.none(), empty_label="Nobody yet"
    )
    weeks = forms.IntegerField(
        label="How many meetings?",
        help_text="The last one is for saying goodbye.",
        min_value=2,
        max_value=26,
    )

    audience = forms.ChoiceField(
        label="For whom is it?",
        choices=Audience,
        widget=forms.RadioSelect,
        initial=Audience.MEMBERS,
        required=False,
        help_text="The two do not meet each other here.",
    )

    field_order = ("name", "audience", "co_facilitator", "time_zone", "weeks", "first_day")

    def __init__(self, data: Any, *, by: Member, template: GroupTemplate, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        partner = self.fields["co_facilitator"]
        assert isinstance(partner, forms.ModelChoiceField)
        partner.queryset = co_facilitators(by, template.age_band)
        partner.required = template.age_band.is_youth
        if template.age_band.is_youth:
            del self.fields["audience"]
            partner.help_text = "A room of young people opens with two cleared adults in it."
        self.fields["time_zone"].initial = by.time_zone
        self.fields["name"].initial = template.name
        if template.is_cohort:
            self.fields["weeks"].initial = len(template.meetings.all())
        else:
            del self.fields["weeks"]


class LastMeetingForm(forms.Form):
    """Which meeting is the last one."""

    last = forms.ModelChoiceField(
        label="Which meeting is the last?",
        queryset=Session.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, *, group: Group) -> None:
        super().__init__(data)
        last = self.fields["last"]
        assert isinstance(last, forms.ModelChoiceField)
        last.queryset = coming().filter(group=group).order_by("starts_at", "pk")


class CallOffForm(forms.Form):
    why = forms.CharField(
        label="Do you want to say why?",
        help_text="Everybody in the group reads it.",
        max_length=200,
        required=False,
    )


class CheckInForm(forms.Form):
    """Three numbers from 0 to 10; each may be left out."""

    moment = forms.ChoiceField(choices=CheckIn.Moment.choices)
    pain = forms.IntegerField(min_value=0, max_value=10, required=False)
    mood = forms.IntegerField(min_value=0, max_value=10, required=False)
    confidence = forms.IntegerField(min_value=0, max_value=10, required=False)

    @property
    def answers(self) -> dict[str, int | None]:
        return {item: self.cleaned_data[item] for item in ("pain", "mood", "confidence")}


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Write a note",
        help_text="Only the facilitators of this group can read it.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write something first."},
    )


class CalendarForm(forms.Form):
    title = forms.CharField(
        label="What should the entries be called?",
        help_text="Others may see your calendar. Choose a word that says as little as you like.",
        max_length=40,
    )
