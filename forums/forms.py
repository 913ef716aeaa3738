"""What people type, checked in plain words. Nothing is lost when something is off."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from community.members.models import Member
from community.resources.models import Resource
from community.resources.queries import published
from community.safety.topics import TOPICS
from forums.actions import Words
from forums.models.places import LONGEST_TITLE
from forums.models.posts import LONGEST_NOTE, LONGEST_POST

TOO_LONG = f"This is longer than {LONGEST_POST:,} characters. Please make it shorter."


class ReplyForm(forms.Form):
    body = forms.CharField(
        label="Your reply",
        max_length=LONGEST_POST,
        error_messages={"required": "Write something first.", "max_length": TOO_LONG},
        widget=forms.Textarea({"rows": 4, "autocomplete": "off", "placeholder": "Write here …"}),
    )
    content_note = forms.CharField(
        label="Content note",
        help_text="A few words that warn what this is about, such as “needles” or “bad news”.",
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "note-topics"}),
        error_messages={"max_length": f"Keep the content note within {LONGEST_NOTE} characters."},
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    resource = forms.ModelMultipleChoiceField(
        queryset=Resource.objects.none(),
        required=False,
        widget=forms.MultipleHiddenInput,
        error_messages={"invalid_choice": "This resource is no longer there."},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.initial.setdefault("client_key", uuid.uuid4())
        chosen = self.fields["resource"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = published(member)

    @property
    def note_topics(self) -> list[str]:
        """Names that readers can choose to have folded away."""
        return [name for name, _ in TOPICS.values()]

    def words(self) -> Words:
        """For the action. Call it only when the form is valid."""
        said = self.cleaned_data
        return Words(
            body=said["body"],
            title=said.get("title", ""),
            content_note=said["content_note"],
            client_key=said["client_key"] or uuid.uuid4(),
            resources=tuple(said["resource"]),
        )


class ConversationForm(ReplyForm):
    title = forms.CharField(
        label="Title",
        help_text="A few words that say what it is about.",
        max_length=LONGEST_TITLE,
        error_messages={
            "required": "Give your conversation a title.",
            "max_length": f"Keep the title within {LONGEST_TITLE} characters.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("title", "body", "content_note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "What would you like to say?"


class DraftForm(forms.Form):
    """A draft may be anything, even too long: it is kept as far as a post can be."""

    thread = forms.IntegerField(required=False)
    space = forms.SlugField(required=False)
    title = forms.CharField(required=False, strip=False)
    body = forms.CharField(required=False, strip=False)
    content_note = forms.CharField(required=False, strip=False)
