"""Media that reaches a disk is found, under whatever name; all else is left alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from video import nomedia

IVF = b"DKIF\x00\x00\x20\x00VP80" + bytes(40)
WEBM = b"\x1a\x45\xdf\xa3" + bytes(40)

HOLDER = """
import os, sys
file = open(sys.argv[1], "wb")
file.write(bytes.fromhex(sys.argv[2])); file.flush()
if sys.argv[3] == "deleted":
    os.unlink(sys.argv[1])
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(
    "data", [IVF, WEBM, b"OggS" + bytes(9), b"\0\0\0\x20ftypisom", b"MJR00002"]
)
def test_a_recording_in_a_folder_is_found_whatever_it_is_called(tmp_path, data):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "notes.txt").write_bytes(data)
    found = nomedia.look([], [tmp_path]).found
    assert [one.path.name for one in found] == ["notes.txt"]


def test_other_files_are_not_media(tmp_path):
    (tmp_path / "alongside.sqlite3").write_bytes(b"SQLite format 3\0" + bytes(90))
    (tmp_path / "empty.webm").write_bytes(b"")
    (tmp_path / "page.html").write_text("<p>OggS</p>")
    report = nomedia.look([], [tmp_path])
    assert (report.files, report.found) == (3, [])


@pytest.mark.parametrize("kept", ["kept", "deleted"])
def test_what_a_process_is_writing_is_found_even_without_a_name(tmp_path, kept):
    path = tmp_path / "buffer.tmp"
    command = [sys.executable, "-c", HOLDER, str(path), IVF.hex(), kept]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as holder:
        assert holder.stdout.readline() == b"ready\n"
        report = nomedia.look([holder.pid], [])
        holder.stdin.close()
    assert report.processes == [holder.pid] and report.open_files == 1
    assert [one.what for one in report.found] == ["IVF video"]


def test_our_own_processes_are_those_that_run_from_the_folder(tmp_path):
    mine = list(nomedia.processes_of(nomedia.Path.cwd()))
    assert os.getpid() in mine
    assert os.getpid() not in list(nomedia.processes_of(tmp_path))
