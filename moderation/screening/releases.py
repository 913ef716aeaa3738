"""Fetches the checkpoints that Detoxify itself publishes.

A fetched model lies in DATA_DIR/screening/models under its name and hash, with the configuration
and the tokenizer of its base encoder beside it, so that nothing is asked of the network later.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from moderation.screening import export

# As Detoxify 0.5.4 names them (detoxify/detoxify.py, MODEL_URLS).
BASE_URL = "https://github.com/unitaryai/detoxify/releases/download/"
URL_SETTING = "SCREENING_RELEASES_URL"
TIMEOUT_S = 60.0
PIECE = 1 << 20
STEP_PERCENT = 10

Say = Callable[[str], None]


class FetchFailed(RuntimeError):
    """The model could not be fetched, and nothing of it was kept; the message says why."""


@dataclass(frozen=True)
class Release:
    """`file` below the base address, the name of the encoder on the Hugging Face hub."""

    file: str
    encoder: str
    about: str

    @property
    def hash(self) -> str:
        """The first hex digits of the file's SHA-256, which end its name as torch hub has it."""
        return self.file.removesuffix(".ckpt").rpartition("-")[2]


RELEASES = {
    "original": Release(
        "v0.1-alpha/toxic_original-c1212f89.ckpt", "bert-base-uncased", "BERT, English"
    ),
    "original-small": Release(
        "v0.1.2/original-albert-0e1d6498.ckpt", "albert-base-v2", "ALBERT, English, a small file"
    ),
    "unbiased": Release(
        "v0.3-alpha/toxic_debiased-c7548aa0.ckpt",
        "roberta-base",
        "RoBERTa, English, taught not to mind who people are",
    ),
    "unbiased-small": Release(
        "v0.1.2/unbiased-albert-c8519128.ckpt",
        "albert-base-v2",
        "ALBERT, English, taught not to mind who people are, a small file",
    ),
    "multilingual": Release(
        "v0.4-alpha/multilingual_debiased-0b549669.ckpt",
        "xlm-roberta-base",
        "XLM-RoBERTa: English, French, Spanish, Italian, Portuguese, Turkish, Russian",
    ),
}


def folder(name: str, cache: Path) -> Path:
    """Where the fetched model lies, whether it is there or not."""
    return cache / "models" / f"{name}-{RELEASES[name].hash}"


def fetch(name: str, cache: Path, say: Say) -> Path:
    """The folder with the model, fetched unless it is there already. Raises FetchFailed."""
    release, target = RELEASES[name], folder(name, cache)
    if _is_whole(target, release):
        say(f"{target.name} was fetched before.")
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        fresh = Path(scratch) / target.name
        fresh.mkdir()
        # First what is small: without it the large file would be fetched for nothing.
        _fetch_encoder(release.encoder, fresh, say)
        _fetch_weights(release, fresh / "model.ckpt", say)
        if target.exists():
            shutil.rmtree(target)
        os.replace(fresh, target)
    return target


def _is_whole(target: Path, release: Release) -> bool:
    weights = target / "model.ckpt"
    if not weights.exists() or not (target / "config.json").exists():
        return False
    with weights.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest().startswith(release.hash)


def _fetch_encoder(name: str, target: Path, say: Say) -> None:
    say(f"Fetching the tokenizer and the configuration of {name} …")
    try:
        export.save_encoder(name, target)
    except Exception as error:  # the hub's libraries raise errors of many kinds
        raise FetchFailed(
            f"The tokenizer and the configuration of {name} could not be had from the Hugging Face "
            f"hub ({_short(error)}). Put them into a folder together with the checkpoint, named "
            "model.ckpt, and say: manage.py toxicity_model use FOLDER"
        ) from error


def _fetch_weights(release: Release, target: Path, say: Say) -> None:
    url = f"{_base_url()}{release.file}"
    say(f"Fetching {url} …")
    try:
        found = _download(url, target, say)
    except (OSError, http.client.HTTPException) as error:
        raise FetchFailed(f"{url} could not be fetched: {_short(error)}.") from error
    if not found.startswith(release.hash):
        raise FetchFailed(
            f"{url} is not the file that Detoxify published: its SHA-256 should begin with "
            f"{release.hash} and begins with {found[: len(release.hash)]}. It was thrown away."
        )


def _download(url: str, target: Path, say: Say) -> str:
    """Gives the SHA-256 in hex. Raises OSError and HTTPException, also when the file ends early."""
    hashed, got, told = hashlib.sha256(), 0, 0
    # The scheme was checked where the base address was read.
    with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer, target.open("wb") as file:  # noqa: S310
        size = int(answer.headers.get("Content-Length") or 0)
        while piece := answer.read(PIECE):
            file.write(piece)
            hashed.update(piece)
            got += len(piece)
            percent = got * 100 // size if size else 0
            if percent >= told + STEP_PERCENT:
                told = percent
                say(f"{percent} % of {size / 1e6:.0f} MB")
    if got < size:
        raise OSError(f"it stopped after {got} of {size} bytes")
    return hashed.hexdigest()


def _base_url() -> str:
    """Raises FetchFailed for an address that is not http or https."""
    found = getattr(settings, URL_SETTING, "") or os.environ.get(URL_SETTING) or BASE_URL
    if not found.startswith(("https://", "http://")):
        raise FetchFailed(f"{URL_SETTING} must begin with https:// or http://.")
    return found.rstrip("/") + "/"


def _short(error: BaseException) -> str:
    """The first line of what went wrong."""
    why = error.reason if isinstance(error, urllib.error.URLError) else error
    return (str(why).splitlines() or [""])[0].rstrip(".") or type(error).__name__
