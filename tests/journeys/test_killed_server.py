"""A server that dies while many people write loses nothing that it said it had."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from http.cookiejar import CookieJar

import pytest

from community.members.demo import DOMAIN, PASSWORD
from tests.servers import Server

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]
WRITERS = ("rosa", "tobias", "ines", "kofi")
BEFORE_THE_END = 12
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
CONVERSATION = re.compile(r'href="(/conversations/[\w-]+/(\d+)-[^"#]*)"')


class Writer:
    """One person who posts until the line breaks, and remembers what was acknowledged."""

    def __init__(self, server: Server, name: str) -> None:
        self.url = server.url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.http = urllib.request.build_opener(cookies)
        self._token(self.ask("/accounts/login/"))
        self.ask("/accounts/login/", login=f"{name}@{DOMAIN}", password=PASSWORD)
        space = re.search(r'href="(/conversations/everyday[\w-]*/)"', self.ask("/conversations/"))
        assert space, "no space to write in"
        found = CONVERSATION.search(self.ask(space[1]))
        assert found, "no conversation to write in"
        self.thread = found[2]
        self._token(self.ask(found[1]))

    def ask(self, path: str, **form: str) -> str:
        """A page; with a form, what the server answers to it. Raises when it says no."""
        data = urllib.parse.urlencode(form | self.token).encode() if form else None
        asked = urllib.request.Request(self.url + path, data, {"Accept": "application/json"})
        if not form:
            asked.headers["Accept"] = "text/html"
        with self.http.open(asked, timeout=30) as answer:
            return str(answer.read().decode())

    def _token(self, page: str) -> None:
        found = TOKEN.search(page)
        assert found
        self.token = {"csrfmiddlewaretoken": found[1]}

    def write_until_it_breaks(self, acknowledged: list[tuple[int, str]]) -> None:
        while True:
            words = f"A calm afternoon {uuid.uuid4().hex}"
            try:
                answer = self.ask(
                    f"/threads/{self.thread}/posts/", body=words, client_key=str(uuid.uuid4())
                )
            except urllib.error.HTTPError:
                raise
            except (OSError, HTTPException):
                return
            acknowledged.append((json.loads(answer)["id"], words))


def test_every_post_that_was_acknowledged_is_there_after_the_server_was_killed(server):
    writers = [Writer(server, name) for name in WRITERS]
    acknowledged: list[tuple[int, str]] = []
    enough = threading.Event()

    with ThreadPoolExecutor(len(writers)) as pool:
        running = [pool.submit(writer.write_until_it_breaks, acknowledged) for writer in writers]
        while len(acknowledged) < BEFORE_THE_END and not any(one.done() for one in running):
            enough.wait(0.01)
        server.kill()
        for one in running:
            one.result()
    server.start()

    assert len(acknowledged) >= BEFORE_THE_END
    with sqlite3.connect(server.data / "alongside.sqlite3") as rows:
        kept = dict(rows.execute("SELECT id, body FROM forums_post").fetchall())
        assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    lost = [post for post, words in acknowledged if kept.get(post) != words]
    assert not lost
