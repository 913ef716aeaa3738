from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from community.members.bands import today
from community.members.models import Member
from community.mentoring.models import LONGEST, MOST, Mentor
from community.mentoring.modules import Module

TOO_LONG = f"Keep it within {LONGEST:,} characters. Your text is still here."


def words(label: str, help_text: str, missing: str, rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing, "max_length": TOO_LONG},
    )


class ApplyForm(forms.Form):
    why = words(
        "Why would you like to be a mentor?",
        "A few sentences in your own words.",
        "Tell us why, in a sentence or two.",
    )
    offers = words(
        "What can you offer, and how much time?",
        "For example: what you have been through, what you do well, an hour a week.",
        "Tell us what you can offer. Half an hour a week is something.",
    )
    adult = forms.BooleanField(
        label="I know that two people give references for me, that my background may be checked, "
        "and that there is training",
        error_messages={"required": "Please say that you have read this."},
    )


class NoteForm(forms.Form):
    """The next step of an application, with what was learnt."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="A note for your colleagues",
        help_text="What you learnt. No names of people outside. The applicant does not see it.",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )


class WhyForm(forms.Form):
    why = forms.CharField(
        label="Why",
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text="A second person reads it before they sign, and the log keeps it.",
        error_messages={"required": "Write why: a second person reads it."},
    )


class TickForm(forms.Form):
    module = forms.ChoiceField(label="Module", choices=Module)
    done_on = forms.DateField(
        label="Done on",
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": "Say on which day.", "invalid": "Choose a day."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "tick_%s")
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = today


class SupervisionForm(forms.Form):
    """`people`: who may supervise."""

    supervisor = forms.TypedChoiceField(
        label="Supervisor",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Reads and writes the notes of supervision, together with safeguarding leads.",
    )
    most = forms.IntegerField(
        label="Members at the most",
        min_value=0,
        max_value=MOST,
        help_text=f"From 0 to {MOST}. A mentor who needs rest gets a smaller number.",
    )

    def __init__(self, people: Iterable[Member], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "supervision_%s")
        super().__init__(*args, **kwargs)
        self.people = {one.pk: one for one in people}
        named = [(pk, one.display_name) for pk, one in self.people.items()]
        field = self.fields["supervisor"]
        field.choices = [("", "Nobody yet"), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Member | None:
        """Call it only when the form is valid."""
        return self.people.get(self.cleaned_data["supervisor"] or 0)

    @staticmethod
    def said_by(mentor: Mentor) -> dict[str, Any]:
        return {"supervisor": mentor.supervisor_id or "", "most": mentor.most}


class SupervisionNoteForm(forms.Form):
    text = words(
        "A note of supervision",
        "For the supervisor and safeguarding leads. Whoever reads it is in the log.",
        "Write something first.",
        rows=4,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "note_%s")
        super().__init__(*args, **kwargs)
