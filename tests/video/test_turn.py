"""People whose network lets no media through come in by TURN, with a password that ends."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import shutil
import socket
import time
from contextlib import asynccontextmanager
from pathlib import Path

import aioice
import pytest
from aioice.ice import TransportPolicy

from video import turn
from video.ice import IceConnection

CONFIG = Path(__file__).resolve().parent.parent.parent / "deploy" / "turnserver.conf"
SECRET = "a secret of this test alone"
RELAYS = range(49160, 49961)
needs_coturn = pytest.mark.skipif(
    shutil.which("turnserver") is None, reason="needs Debian's coturn"
)


def test_the_password_is_the_name_signed_and_the_name_is_when_it_ends(settings):
    settings.VIDEO_TURN_URLS = ["turn:turn.example.org:3478"]
    settings.VIDEO_TURN_SECRET = SECRET
    (server,) = turn.ice_servers()
    until = int(server["username"].split(":")[0])
    assert 0 < until - time.time() <= turn.LIFETIME_S
    digest = hmac.new(SECRET.encode(), server["username"].encode(), hashlib.sha1).digest()
    assert base64.b64decode(server["credential"]) == digest
    assert turn.ice_servers()[0]["username"] != server["username"]


@pytest.mark.parametrize(("urls", "secret"), [([], SECRET), (["turn:x"], "")])
def test_without_a_server_or_a_secret_nothing_is_handed_out(settings, urls, secret):
    settings.VIDEO_TURN_URLS, settings.VIDEO_TURN_SECRET = urls, secret
    assert turn.ice_servers() == []


@asynccontextmanager
async def coturn(folder):
    """Debian's coturn with the configuration that we ship, on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    text = CONFIG.read_text()
    for name, value in {
        "external-ip=TURN_PUBLIC_ADDRESS": "relay-ip=127.0.0.1\nlistening-ip=127.0.0.1",
        "A_LONG_SECRET": SECRET,
        "NODE_ADDRESS": "127.0.0.1\nallow-loopback-peers",
        "listening-port=3478": f"listening-port={port}\nno-tls\nno-dtls",
        "cert=/etc/turn/fullchain.pem": "",
        "pkey=/etc/turn/privkey.pem": "",
    }.items():
        assert name in text
        text = text.replace(name, value)
    path = folder / "turnserver.conf"
    path.write_text(f"{text}\npidfile={folder}/pid\nuserdb={folder}/db\n")
    server = await asyncio.create_subprocess_exec(
        "turnserver", "-c", str(path), cwd=folder,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(30):
            while not _listens(port):
                assert server.returncode is None, "coturn ended by itself"
                await asyncio.sleep(0.1)
        yield port
    finally:
        server.terminate()
        await server.wait()


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def participant(port, username, password):
    """Somebody who can reach the TURN server and nothing else."""
    return aioice.Connection(
        ice_controlling=False,
        turn_server=("127.0.0.1", port),
        turn_username=username,
        turn_password=password,
        transport_policy=TransportPolicy.RELAY,
    )


@needs_coturn
@pytest.mark.asyncio
async def test_who_can_reach_only_turn_takes_part_and_nobody_learns_their_address(
    tmp_path, settings
):
    settings.VIDEO_BIND = ["127.0.0.1"]
    settings.VIDEO_TURN_SECRET = SECRET
    async with coturn(tmp_path) as port:
        settings.VIDEO_TURN_URLS = [f"turn:127.0.0.1:{port}"]
        (passed,) = turn.ice_servers()
        got = asyncio.Queue()
        node = IceConnection(got.put_nowait)
        person = participant(port, passed["username"], passed["credential"])
        await asyncio.gather(node.gather_candidates(), person.gather_candidates())
        assert {candidate.type for candidate in person.local_candidates} == {"relay"}
        # As in a call: the node says where it is, the person says nothing but the credentials.
        person.remote_username = node.local_username
        person.remote_password = node.local_password
        node.remote_username = person.local_username
        node.remote_password = person.local_password
        for candidate in node.local_candidates:
            await person.add_remote_candidate(candidate)
        await person.add_remote_candidate(None)
        async with asyncio.timeout(20):
            await asyncio.gather(node.connect(), person.connect())
            await person.send(b"\x80 from behind the firewall")
            assert await got.get() == b"\x80 from behind the firewall"
            await node.send(b"\x80 and back")
            assert await person.recv() == b"\x80 and back"
        _, far_port = node._nominated[1].remote_addr
        assert far_port in RELAYS
        await asyncio.gather(node.close(), person.close())


@needs_coturn
@pytest.mark.asyncio
@pytest.mark.parametrize("wrong", ["forged", "ended"])
async def test_without_a_good_pass_turn_relays_nothing(tmp_path, wrong):
    name = f"{int(time.time()) + (600 if wrong == 'forged' else -600)}:x"
    password = turn.sign("another secret" if wrong == "forged" else SECRET, name)
    async with coturn(tmp_path) as port:
        person = participant(port, name, password)
        async with asyncio.timeout(20):
            await person.gather_candidates()
        assert person.local_candidates == []
        await person.close()
