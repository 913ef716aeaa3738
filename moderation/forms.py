"""What moderators and members type, checked in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q

from community.members.bands import Band
from community.members.models import Member, RoleName, known_time_zone
from moderation.actions.appeals import LONGEST_APPEAL
from moderation.actions.flags import LONGEST_NOTE
from moderation.categories import Category, named
from moderation.models import Duty, Flag, Proposal, Weekday, Wellbeing
from moderation.screening.edit import Place
from moderation.screening.policy import Thresholds
from moderation.tiers import IN_DANGER_NOW, Rule
from moderation.wellbeing import A_DAY, A_WEEK, Veil


class ReportForm(forms.Form):
    """Both ways in. The concern is chosen before, by the link that opened the form."""

    concern = forms.ChoiceField(choices=Flag.Concern, widget=forms.HiddenInput)
    rule = forms.ChoiceField(
        label="What is wrong with it?",
        choices=Rule,
        required=False,
        widget=forms.RadioSelect,
    )
    now = forms.BooleanField(
        label="I think they may be in danger right now",
        required=False,
    )
    note = forms.CharField(
        label="Anything that helps us to understand (you can leave this empty)",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"Keep your words within {LONGEST_NOTE} characters."},
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("concern") == Flag.Concern.GUIDELINE and not said.get("rule"):
            self.add_error("rule", "Choose what is wrong with it.")
        return said

    @property
    def word(self) -> str:
        """What the action takes as its rule. Call it only when the form is valid."""
        said = self.cleaned_data
        if said["concern"] == Flag.Concern.WORRY:
            return IN_DANGER_NOW if said["now"] else ""
        return str(said["rule"])


class LeaseForm(forms.Form):
    lease_token = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(LeaseForm):
    action = forms.CharField(error_messages={"required": "Choose what to do."})
    reason_code = forms.CharField(required=False)
    note = forms.CharField(required=False)
    sanction = forms.CharField(required=False)
    to_keepers = forms.BooleanField(required=False)


class SweepForm(forms.Form):
    """Many things of one author; `expected` is how many the page showed."""

    days = forms.IntegerField()
    expected = forms.IntegerField()
    reason_code = forms.CharField(error_messages={"required": "Choose a reason."})
    note = forms.CharField(
        max_length=1000,
        error_messages={"required": "Write why: the author reads it, and the log keeps it."},
    )


class AppealForm(forms.Form):
    text = forms.CharField(
        label="What should we look at again?",
        help_text="Write it in your own words. Another person reads it.",
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write in a few words what we should look at again."},
    )


class ShiftForm(forms.Form):
    """Who works which hours, every week."""

    member = forms.TypedChoiceField(label="Who", coerce=int, empty_value=None)
    duty = forms.ChoiceField(label="What", choices=Duty)
    weekdays = forms.TypedMultipleChoiceField(
        label="On which days",
        coerce=int,
        choices=Weekday,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one day."},
    )
    starts = forms.TimeField(label="From", widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    ends = forms.TimeField(
        label="Until",
        help_text="Earlier than the start means on the next day.",
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
    )
    zone = forms.CharField(
        label="Time zone of these hours",
        validators=[known_time_zone],
        widget=forms.TextInput({"list": "zones", "autocomplete": "off"}),
    )

    def __init__(self, people: Sequence[Member], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.pk: one for one in people}
        choices = [(one.pk, one.display_name) for one in people]
        self.fields["member"].choices = choices  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    """A grave act about one member, asked of a second person."""

    act = forms.ChoiceField(
        label="What",
        choices=[
            (act.value, act.label)
            for act in (Proposal.Act.REVEAL, Proposal.Act.SERVICES, Proposal.Act.GUARDIAN)
        ],
    )
    why = forms.CharField(
        label="Why",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="The second person reads it, and the log keeps it.",
        error_messages={"required": "Write why: the second person reads it."},
    )
    at_once = forms.BooleanField(
        label="It cannot wait: do it now, and have it signed within a day",
        required=False,
    )


class ColleagueForm(forms.Form):
    """About one adult, who is named by e-mail or display name."""

    member = forms.CharField(
        label="Who",
        max_length=254,
        help_text="Their e-mail or display name.",
        error_messages={"required": "Say who it is."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Two of these stand on one page, and each field needs an id of its own.
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)

    def clean_member(self) -> Member:
        """Of young people it says what it says of nobody."""
        said = self.cleaned_data["member"].strip()
        adults = Member.objects.filter(is_active=True, band=Band.ADULT)
        found = adults.filter(Q(email__iexact=said) | Q(display_name__iexact=said)).first()
        if found is None:
            raise forms.ValidationError("There is no adult with this e-mail or name.")
        return found


WHY = forms.CharField(
    label="Why",
    max_length=1000,
    required=False,
    widget=forms.Textarea({"rows": 2}),
    help_text="A second person reads it where one has to sign.",
)


class AppointForm(ColleagueForm):
    role = forms.ChoiceField(label="As what", choices=RoleName)
    until = forms.DateField(
        label="Last day",
        required=False,
        help_text="Leave it empty for no end.",
        widget=forms.DateInput({"type": "date"}),
    )
    why = WHY


class ClearanceForm(ColleagueForm):
    kind = forms.CharField(
        label="Which check",
        max_length=60,
        help_text="For example: enhanced DBS, child abuse registry.",
    )
    checked_on = forms.DateField(label="Checked on", widget=forms.DateInput({"type": "date"}))
    expires_on = forms.DateField(label="Last day", widget=forms.DateInput({"type": "date"}))
    why = WHY


class ThresholdForm(forms.Form):
    """Other thresholds for one place. `places`: what the member may choose from."""

    place = forms.ChoiceField(label="Where")
    review = forms.DecimalField(
        label="Looked at after, from",
        min_value=0,
        max_value=1,
        decimal_places=2,
        widget=forms.NumberInput({"step": "0.01", "inputmode": "decimal"}),
    )
    hold = forms.DecimalField(
        label="Held, from",
        min_value=0,
        max_value=1,
        decimal_places=2,
        widget=forms.NumberInput({"step": "0.01", "inputmode": "decimal"}),
    )

    def __init__(self, places: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        review, hold = said.get("review"), said.get("hold")
        if review is not None and hold is not None and review > hold:
            self.add_error("hold", "Holding starts at the same score as looking, or above it.")
        return said

    @property
    def chosen(self) -> tuple[Place, Thresholds]:
        """Call it only when the form is valid."""
        said = self.cleaned_data
        band, _, space = said["place"].partition("/")
        new = Thresholds(review=float(said["review"]), hold=float(said["hold"]))
        return Place(band, space), new


class CoverForm(forms.Form):
    day = forms.DateField()
    instead = forms.IntegerField(required=False)


class CaseForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.CharField(required=False)
    text = forms.CharField(required=False, max_length=2000)


class WellbeingForm(forms.Form):
    """What a moderator chooses for themselves."""

    spared = forms.MultipleChoiceField(
        label="What I would rather not see",
        help_text=(
            "“Take the next one” then passes these by. If nobody else can look, one may still "
            "come, with a word before it. Nobody else sees what you choose."
        ),
        choices=Category,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shares_spared = forms.BooleanField(
        label="My supervisor may know that I chose some, never which", required=False
    )
    veil = forms.ChoiceField(
        label="Keep the words hidden until I open them",
        choices=Veil,
        widget=forms.RadioSelect,
    )
    a_day = forms.IntegerField(
        label="My share for one day",
        help_text=(
            f"At most {A_DAY}. A danger to life counts 3, a danger to a person 2, serious harm 1. "
            "After that, lighter items come to you."
        ),
        min_value=1,
        max_value=A_DAY,
    )
    a_week = forms.IntegerField(
        label="My share for seven days",
        help_text=f"At most {A_WEEK}.",
        min_value=1,
        max_value=A_WEEK,
    )

    @staticmethod
    def said_by(chosen: Wellbeing) -> dict[str, Any]:
        """The settings as the form shows them."""
        return {
            "spared": [str(one) for one in named(chosen.spared)],
            "shares_spared": chosen.shares_spared,
            "veil": chosen.veil,
            "a_day": chosen.a_day,
            "a_week": chosen.a_week,
        }
