"""People come and go, and no picture stops: in short what `make soak-video` does at length."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.servers import ROOT

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]


def test_no_picture_stops_while_people_come_and_go():
    command = [sys.executable, "-m", "tests.bench.soak"]
    # The server of the soak has no database; what pytest set for Django is not for it.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [*command, "--minutes", "0.6", "--browsers", "2", "--light", "4"],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=150,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["comings"] >= 4
    assert result["pictures"] >= 4
