"""`make wall`: asks every channel whether anything crosses the wall, and plants a leak in each.

    python -m tests.wall [pytest's own arguments]

Says what each channel was asked; the last line is JSON. WALL_SEED chooses another community.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from tests.servers import ROOT


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="alongside-wall-") as folder:
        tally = Path(folder) / "tally.jsonl"
        tally.touch()
        env = {**os.environ, "WALL_TALLY": str(tally)}
        env.setdefault("DATA_DIR", folder)
        workers = str(min(2, os.cpu_count() or 1))
        command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "tests/wall", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=env, check=False)
        counted = read(tally)
    return report(counted, done.returncode)


def read(tally: Path) -> dict[str, Counter[str]]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for line in tally.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        counted[one.pop("channel")].update(one)
    return counted


def report(counted: dict[str, Counter[str]], code: int) -> int:
    print(f"\n{'channel':<14}{'checks':>9}{'leaks':>7}  planted and found")
    for channel, one in sorted(counted.items()):
        found = f"{one['found']} of {one['planted']}"
        print(f"{channel:<14}{one['checks']:>9,}{one['leaks']:>7}  {found}")
    total = sum(counted.values(), Counter[str]())
    said = {name: total[name] for name in ("checks", "leaks")}
    print(json.dumps({**said, "planted_found": total["found"]}))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
