"""One address for several server processes, as an operator's proxy is: a test's own."""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading

from tests.servers import Server, free_port

NAMED = re.compile(rb"[A-Z]+ /ws/video/(\w+)/[ ?]")
CHUNK = 1 << 16


class Front:
    """Sends `/ws/video/NAME/` to that process, and all else to the first one that lives.

    url is the address that browsers use. Connections end with the process that they led to.
    """

    def __init__(self, processes: dict[str, Server]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._ports = {name: one.port for name, one in processes.items()}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        listening = asyncio.start_server(self._take, "127.0.0.1", self.port)
        asyncio.run_coroutine_threadsafe(listening, self._loop).result(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(OSError, EOFError):
            first = await reader.readline()
            named = NAMED.match(first)
            ports = [self._ports[named[1].decode()]] if named else list(self._ports.values())
            there = await _first_open(ports)
            if there is None:
                return
            with contextlib.closing(there[1]):
                there[1].write(first)
                ways = [_pass_on(reader, there[1]), _pass_on(there[0], writer)]
                running = [asyncio.ensure_future(way) for way in ways]
                await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for one in running:
                    one.cancel()


async def _first_open(
    ports: list[int],
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    for port in ports:
        with contextlib.suppress(OSError):
            return await asyncio.open_connection("127.0.0.1", port)
    return None


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
