"""The comfort agreements that come with Alongside, in words for each band."""

from __future__ import annotations

from django.db import connection

from community.members.bands import Band
from groups.models import ComfortAgreement

YOUTH_TEXT = """\
What people say here stays here. I do not share names or stories outside.
I do not record, film or take pictures of the call.
I join from a place where others cannot listen in. Headphones help.
My camera and my microphone are my choice. I can turn them off at any time.
I listen. I let people finish. I do not laugh at anybody's pain.
I share what helps me. I do not tell others to change their medicine.
I do not give out my phone number, my address, my school or my other accounts.
If I feel bad or unsafe, I press "I need a word". A facilitator will talk to me alone.
If the facilitators fear that somebody is in danger, they get help. They tell me first if they can.
I can leave at any time. I do not have to say why."""

ADULT_TEXT = """\
What is said here stays here. I do not pass on names or stories.
I do not record, film or take pictures of the call.
I join from a place where others cannot listen in.
My camera and my microphone are my choice. I can turn them off whenever I like.
I speak for myself, and leave room for others. Silence is fine.
I share what has helped me. I do not tell others what to do, and give no advice on doses.
I accept that pain differs from person to person. Nobody has to prove theirs.
If something is hard for me, I can press "I need a word". A facilitator then talks to me in private.
If the facilitators fear that somebody is in danger, they get help, and say so first if they can.
I may leave, stretch, lie down or take a break at any time, without giving a reason."""

DEFAULTS = {Band.YOUNGER: YOUTH_TEXT, Band.OLDER: YOUTH_TEXT, Band.ADULT: ADULT_TEXT}


def ensure_defaults(**_signal: object) -> None:
    """Gives every band its first agreement: without one nobody could join a room."""
    if ComfortAgreement._meta.db_table not in connection.introspection.table_names():
        return
    for band, text in DEFAULTS.items():
        ComfortAgreement.objects.get_or_create(
            group=None, band=band, version=1, defaults={"text": text}
        )
