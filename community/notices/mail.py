"""Mail of a demo community: kept and shown at /outbox/, never sent."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from community.notices.models import Letter


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [
            Letter(to=address, subject=str(message.subject)[:200], body=str(message.body))
            for message in email_messages
            for address in message.recipients()
        ]
        Letter.objects.bulk_create(letters)
        return len(email_messages)
