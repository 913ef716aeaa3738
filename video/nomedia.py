"""Is there sound or picture on a disk? Answered from the files themselves, not from their names."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HEAD = 64
# Other people's programs, and a history that nothing is recorded into.
NOT_OURS = frozenset({".venv", ".git", ".test-output", "__pycache__", "node_modules"})

# What files of sound, pictures that move, or captured packets begin with (or have at an offset).
SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"DKIF", "IVF video"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska or WebM"),
    (0, b"OggS", "Ogg"),
    (4, b"ftyp", "MP4"),
    (8, b"WAVE", "WAV sound"),
    (8, b"AVI ", "AVI video"),
    (0, b"fLaC", "FLAC sound"),
    (0, b"ID3", "MP3 sound"),
    (0, b"FLV\x01", "Flash video"),
    (0, b"#!rtpplay1.0", "an RTP dump"),
    (0, b"\xd4\xc3\xb2\xa1", "a packet capture"),
    (0, b"\xa1\xb2\xc3\xd4", "a packet capture"),
    (0, b"\x4d\x3c\xb2\xa1", "a packet capture"),
    (0, b"\x0a\x0d\x0d\x0a", "a packet capture"),
    (0, b"MJR00001", "a Janus recording"),
    (0, b"MJR00002", "a Janus recording"),
)


@dataclass(frozen=True)
class Found:
    path: Path
    what: str
    where: str


@dataclass
class Report:
    """What was looked at, and what was found."""

    processes: list[int] = field(default_factory=list)
    open_files: int = 0
    files: int = 0
    found: list[Found] = field(default_factory=list)


def look(pids: Iterable[int], folders: Iterable[Path]) -> Report:
    report = Report()
    for pid in pids:
        _look_into_process(pid, report)
    for path in _files(folders):
        report.files += 1
        what = kind_of(path)
        if what:
            report.found.append(Found(path, what, "in a folder"))
    return report


def processes_of(root: Path) -> Iterator[int]:
    """Processes that run from the program's folder, as far as we may look into them."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if Path(os.readlink(entry / "cwd")) == root:
                    yield int(entry.name)
            except OSError:
                continue


def kind_of(path: Path) -> str:
    """What a file is, when it is media; empty when it is not, or is gone."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return ""
    return next((what for at, sign, what in SIGNS if head[at : at + len(sign)] == sign), "")


def _look_into_process(pid: int, report: Report) -> None:
    home = Path("/proc") / str(pid)
    try:
        links = list((home / "fd").iterdir())
    except OSError:
        return
    report.processes.append(pid)
    for link in links:
        if not _is_written_to(home, link):
            continue
        report.open_files += 1
        # Read through the link: a file that was deleted or never had a name is found as well.
        what = kind_of(link)
        if what:
            report.found.append(Found(_target(link), what, f"open in process {pid}"))
    for path in _mapped(home):
        report.open_files += 1
        what = kind_of(path)
        if what:
            report.found.append(Found(path, what, f"mapped in process {pid}"))


def _is_written_to(home: Path, link: Path) -> bool:
    try:
        if not stat.S_ISREG(link.stat().st_mode):
            return False
        lines = (home / "fdinfo" / link.name).read_text().splitlines()
    except OSError:
        return False
    flags = next((int(line.split()[1], 8) for line in lines if line.startswith("flags:")), 0)
    return flags & os.O_ACCMODE != os.O_RDONLY


def _target(link: Path) -> Path:
    try:
        return Path(os.readlink(link))
    except OSError:
        return link


def _mapped(home: Path) -> set[Path]:
    """Files that memory is shared with: what is put there reaches the disk without a write."""
    found = set()
    try:
        for line in (home / "maps").read_text().splitlines():
            parts = line.split(maxsplit=5)
            if len(parts) == 6 and parts[1].startswith("rw") and parts[1].endswith("s"):
                found.add(Path(parts[5]))
    except OSError:
        return set()
    return found


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    seen: set[Path] = set()
    for folder in folders:
        for at, below, names in os.walk(folder):
            below[:] = [name for name in below if name not in NOT_OURS]
            for name in names:
                path = Path(at, name)
                if path not in seen and path.is_file() and not path.is_symlink():
                    seen.add(path)
                    yield path
