"""`python -m community.serve …`: daphne, on a faster event loop where there is one.

Takes daphne's own arguments. The loop has to be chosen before daphne is imported. The application
hears when the process begins and when it ends, so that calls can leave for another node first.
"""

from __future__ import annotations

import asyncio


def choose_loop() -> str:
    """uvloop where it is installed: a packet of a call costs less. The name of what was chosen."""
    try:
        import uvloop
    except ImportError:
        return "asyncio"
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    return "uvloop"


def main() -> None:
    choose_loop()
    from daphne.cli import CommandLineInterface

    from community.server import LivingServer

    CommandLineInterface.server_class = LivingServer
    CommandLineInterface.entrypoint()


if __name__ == "__main__":
    main()
