"""The back office opens nothing of a member: what libraries show of accounts there is gone."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin

# Lists of everybody's e-mail addresses, keys and devices, of young people too.
for listed in (EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(listed):
        admin.site.unregister(listed)
