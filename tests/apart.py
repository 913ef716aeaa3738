"""What has to be so before settings are read.

Workers that run side by side each get a Redis database of their own.

Every test empties the cache, and that empties the whole Redis database: the channel layer's groups
and the rate limits of a test in another process with it.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit


def for_worker(redis_url: str, worker: str) -> str:
    """The same server, database 1 for worker `gw0`, and so on."""
    number = int(worker.removeprefix("gw")) + 1
    return urlsplit(redis_url)._replace(path=f"/{number}").geturl()


_worker, _url = os.environ.get("PYTEST_XDIST_WORKER"), os.environ.get("REDIS_URL")
if _worker and _url:
    os.environ["REDIS_URL"] = for_worker(_url, _worker)

# Tests make members of the team by the hundred; tests/members/test_second_step.py turns it on.
os.environ["SECOND_STEP_FOR_STAFF"] = "off"
