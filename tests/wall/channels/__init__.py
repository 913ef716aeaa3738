"""The ways in which something could cross the wall. Each is a generator: one entry for one question
on behalf of one person, empty when all is well, else what leaked.
"""

from __future__ import annotations

from tests.wall.channels.addresses import pages, same_answers
from tests.wall.channels.lists import counts, lists, search
from tests.wall.channels.live import live_sockets, sockets, tokens
from tests.wall.channels.offices import accounts, admin, cms
from tests.wall.channels.published import calendars, exports
from tests.wall.channels.rules import policy
from tests.wall.channels.told import letters, mentions, notices

CHANNELS = {
    one.__name__: one
    for one in (policy, pages, same_answers, lists, counts, search, notices, letters, mentions,
                sockets, live_sockets, tokens, cms, admin, accounts, calendars, exports)
}  # fmt: skip
