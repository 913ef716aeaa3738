"""Passwords and second steps, asked in our words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.forms import ChangePasswordForm, ReauthenticateForm
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

from community.members.fields import without_placeholders

EMPTY = "Type the code."
SPARE = "Six digits, new every half minute. No phone? One of your spare codes works too."


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That was not the right code. Wait for the next one, and try again.",
        "cannot_delete_authenticator": "You cannot turn this off while you need it.",
        "cannot_generate_recovery_codes": "Set up a passkey or a code from an app first.",
        "unverified_email": "Confirm your e-mail address first.",
    }


def _plain(field: forms.Field, label: str, help_text: str = "") -> None:
    field.label, field.help_text = label, help_text
    field.error_messages["required"] = EMPTY
    without_placeholders([field])
    field.widget.attrs["inputmode"] = "numeric"


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Your password"
        without_placeholders(self.fields.values())


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = ("Your password until now", "A new one", "The new one again")
        names = ("oldpassword", "password1", "password2")
        for name, label in zip(names, labels, strict=True):
            self.fields[name].label = label
        without_placeholders(self.fields.values())


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], "The code from your app", SPARE)


class SecondStepAgainForm(ReauthenticateByCodeForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], "The code from your app", SPARE)


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], "The code that the app shows", "Six digits, without a space.")


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_it(self.fields["name"])
        alone = self.fields["passwordless"]
        alone.label = "Sign in with it alone, without a password"
        alone.help_text = "Your device then always asks for your fingerprint, face or screen lock."


class RenameForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_it(self.fields["name"])


def name_it(field: forms.Field) -> None:
    field.label, field.help_text = "A name for it", "So that you know it again: my phone, my key."
    field.error_messages["required"] = "Give it a name."
