"""Letters to guardians and to young people who wait. None says what the community is about."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string


def write(to: str, template: str, **context: Any) -> None:
    """Sends it once what it speaks of is committed; the first line of the template is its subject.

    A line that is down undoes nothing.
    """
    text = render_to_string(
        f"consent/letters/{template}.txt", {"site": settings.SITE_URL, **context}
    )
    subject, _, body = text.partition("\n")
    prefixed = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{subject}"
    transaction.on_commit(lambda: send_mail(prefixed, body.strip(), None, [to], fail_silently=True))
