"""Ties sign-up to our own way of making a member."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest

from community.joining import actions
from community.members.adapter import AccountAdapter as BaseAdapter
from community.members.bands import Audience
from community.members.models import Member
from community.members.signals import profile_written


class AccountAdapter(BaseAdapter):
    @transaction.atomic
    def save_user(
        self, request: HttpRequest, user: Member, form: Any, commit: bool = True
    ) -> Member:
        data = form.cleaned_data
        user.email = data["email"].lower()
        user.display_name = data["display_name"]
        user.band = form.band
        user.audience = data.get("audience") or Audience.MEMBERS
        for name, value in actions.new_member_fields(form.came, form.answers).items():
            setattr(user, name, value)
        user.set_password(data["password1"])
        if commit:
            user.save()
            actions.settle_in(user, form.came, data.get("referral") or None)
            profile_written.send(Member, member=user)
        return user
