"""Told to whoever keeps the log."""

from django.dispatch import Signal

# Sent with `consent`, inside the transaction, for each answer that is kept.
consent_written = Signal()
# Sent with `asking`, inside the transaction, when a young person cannot ask a guardian.
asked_alone = Signal()
