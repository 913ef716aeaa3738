"""Makes `.venv` with the pinned packages. Standard library only: it runs before anything is
installed.

    python3 tools/setup.py [--dev | --train]

A stamp in the environment holds the hash of the pins, so that a second start installs nothing.
`VENV` names another folder for the environment.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (3, 11)
KINDS = {
    "run": "requirements.txt",
    "dev": "requirements-dev.txt",
    "train": "requirements-train.txt",
}
# Whoever has the packages of the tests has those of the product and of training.
INCLUDED = {"run": ("run", "dev", "train"), "dev": ("dev",), "train": ("train", "dev")}


class SetupFailed(Exception):
    """What went wrong, in words for the person at the keyboard."""


def venv_folder() -> Path:
    return Path(os.environ.get("VENV") or ROOT / ".venv")


def ensure_venv(kind: str = "run") -> Path:
    """The Python of an environment that has what `kind` (run, dev or train) needs.

    Raises SetupFailed, with the end of the installer's log, when something could not be installed.
    """
    if sys.version_info[:2] != NEEDED:
        raise SetupFailed(
            f"Alongside needs Python {NEEDED[0]}.{NEEDED[1]}; this is {sys.version.split()[0]}."
        )
    folder = venv_folder()
    python = folder / "bin" / "python"
    pins = _pins_hash()
    if python.exists() and any(_stamp(folder, one, pins).exists() for one in INCLUDED[kind]):
        return python
    if not _works(python):
        _make(folder)
    _install(folder, python, kind)
    _stamp(folder, kind, pins).touch()
    return python


def _pins_hash() -> str:
    digest = hashlib.sha256()
    for name in (*sorted(KINDS.values()), "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:16]


def _stamp(folder: Path, kind: str, pins: str) -> Path:
    return folder / f".alongside-{kind}-{pins}"


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    asked = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
    return asked.returncode == 0


def _make(folder: Path) -> None:
    print(f"Making the Python environment in {folder.name}/ …", flush=True)
    if folder.exists():
        shutil.rmtree(folder)
    made = _quiet(sys.executable, "-m", "venv", str(folder))
    if made.returncode == 0:
        return
    # Some systems ship Python without the part that puts pip into new environments.
    shutil.rmtree(folder, ignore_errors=True)
    bare = _quiet(sys.executable, "-m", "venv", "--without-pip", str(folder))
    filled = bare.returncode == 0 and _quiet(
        sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "pip"
    )
    if not filled or filled.returncode != 0:
        raise SetupFailed(f"The Python environment could not be made:\n{made.stdout}{made.stderr}")


def _quiet(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _install(folder: Path, python: Path, kind: str) -> None:
    print("Installing packages (the first time only; a minute or two) …", flush=True)
    log = folder / "install.log"
    command = [
        str(python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check",
        "--progress-bar", "off", "-r", str(ROOT / KINDS[kind]),
        "-c", str(ROOT / "constraints.txt"),
    ]  # fmt: skip
    if _run_counting(command, log) != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise SetupFailed(f"Packages could not be installed. The end of {log}:\n{tail}")


def _run_counting(command: list[str], log: Path) -> int:
    """Runs pip, keeps its words in `log`, and says how far it is."""
    seen = 0
    with (
        log.open("w") as kept,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as running,
    ):
        assert running.stdout is not None
        for line in running.stdout:
            kept.write(line)
            if line.startswith("Collecting "):
                seen += 1
                _progress(f"  {seen} packages found")
            elif line.startswith("Installing collected"):
                _progress(f"  {seen} packages found; putting them in place …")
        code = running.wait()
    _progress("", end=True)
    return code


def _progress(text: str, *, end: bool = False) -> None:
    """One line that is written over on a terminal; nothing elsewhere."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}" if not end else "\r\033[K", end="", flush=True)


def main() -> int:
    kind = next((one for one in KINDS if f"--{one}" in sys.argv[1:]), "run")
    try:
        print(ensure_venv(kind))
    except SetupFailed as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
