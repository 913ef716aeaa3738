"""`manage.py toxicity_model`: fetching, proving and choosing another model, and losing it."""

import functools
import http.server
import json
import logging
import shutil
import subprocess
import sys
import threading
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command

from moderation.screening import Context, chosen, export, screen
from moderation.screening.chosen import Choice, ChoiceLost
from moderation.screening.engine import Engine, Model
from moderation.screening.labels import LABELS
from moderation.screening.places import bundled, other, places
from moderation.screening.releases import BASE_URL, RELEASES
from tests.moderation.screening.test_the_shipped_model import ROOT

NAMES = ("original", "original-small", "unbiased", "unbiased-small", "multilingual")


class Site(http.server.SimpleHTTPRequestHandler):
    """The releases below /releases, the hub below its usual addresses; /cut stops half-way."""

    def do_GET(self):
        if not self.path.startswith("/cut/"):
            return super().do_GET()
        whole = self.folder.joinpath("releases", *self.path.split("/")[2:]).read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(whole)))
        self.end_headers()
        self.wfile.write(whole[: len(whole) // 2])
        return None

    def translate_path(self, path):
        return super().translate_path(path.replace("/resolve/main/", "/"))

    def end_headers(self):
        # What the hub's library asks for.
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("ETag", f'"{sha256(self.path.encode()).hexdigest()}"')
        super().end_headers()

    def send_error(self, code, *args, **kwargs):
        self.send_response(code)
        self.send_header("X-Error-Code", "EntryNotFound")
        self.send_header("Content-Length", "0")
        self.end_headers()

    @property
    def folder(self):
        return self.server.folder

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    handler = functools.partial(Site, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.folder = folder
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()


class Child:
    """The process with torch."""

    def __init__(self, site, folder):
        self.url, self.site = site
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.moderation.screening.tiny_models"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            stderr=(folder / "stderr").open("w"),
            env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "community.config.settings",
                 "SECRET_KEY": "for these tests alone", "DATA_DIR": str(folder / "unused"),
                 "HF_ENDPOINT": self.url, "HF_HOME": str(folder / "hub")},
        )  # fmt: skip

    def ask(self, **asked):
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def publish(self, kind, name, **how):
        """Makes a checkpoint and its encoder and puts both on the site."""
        made = self.site / "made" / name
        self.ask(do="make", kind=kind, folder=str(made), **how)
        digest = sha256((made / "model.ckpt").read_bytes()).hexdigest()
        file = self.site / "releases" / "v0" / f"{name}-{digest[:8]}.ckpt"
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made / "model.ckpt", file)
        shutil.copytree(made / "encoder", self.site / f"{name}-encoder")
        return {"file": f"v0/{file.name}", "encoder": f"{name}-encoder", "about": "tiny"}


@pytest.fixture(scope="module")
def child(site, tmp_path_factory):
    child = Child(site, tmp_path_factory.mktemp("child"))
    yield child
    child.process.stdin.close()
    child.process.wait(timeout=30)


@pytest.fixture(scope="module")
def published(child):
    return {
        "original": child.publish("bert", "tiny"),
        "unbiased": child.publish("roberta", "other"),
        "multilingual": child.publish("bert", "upside-down", upside_down=True),
    }


@pytest.fixture
def cache(settings, tmp_path):
    """DATA_DIR/screening, as if our own model had been exported."""
    settings.DATA_DIR, settings.SCREENING_MODEL_DIR = tmp_path, ""
    bundled().exported().mkdir(parents=True)
    (bundled().exported() / "export.json").write_text("{}")
    return tmp_path / "screening"


@pytest.fixture
def use(child, published, cache, site):
    """`use("original")` as an operator says it; `patched`: what is patched, `base`: on the site."""

    def use(model, releases=published, base="releases", **patched):
        settings = {"SCREENING_RELEASES_URL": f"{site[0]}/{base}"}
        patches = {"settings": settings, "releases": releases, **patched}
        return child.ask(
            do="call", arguments=["use", model], data=str(cache.parent), patches=patches
        )

    return use


def by_itself(published, folder, site):
    """A folder with all that belongs to a model, as an operator copies it together."""
    shutil.copytree(site[1] / published["encoder"], folder)
    shutil.copy(site[1] / "releases" / published["file"], folder / "model.ckpt")
    return folder


def golden():
    return [one["text"] for one in json.loads(export.GOLDEN.read_text())["scores"]]


def left(cache):
    """What lies below DATA_DIR/screening besides our own model."""
    return sorted(
        str(one.relative_to(cache))
        for one in cache.rglob("*")
        if one.is_file() and bundled().exported() not in one.parents
    )


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("original", LABELS),
        ("unbiased", ("toxicity", "severe_toxicity", "obscene", "identity_attack", "insult",
                      "threat", "sexual_explicit")),
    ],
)  # fmt: skip
def test_a_named_model_is_fetched_proven_and_used(use, child, cache, name, labels):
    done = use(name)
    assert done["rc"] == 0, done["err"]
    assert "Restart the web processes" in done["out"]
    assert "Fetching http" in done["err"] and "100 % of" in done["err"]
    where = places()
    assert (where.checkpoint.parent, where.name) == (cache / "models", f"detoxify-{name}")
    model = Model(where.exported())
    assert tuple(model.labels) == labels
    assert model.version.startswith(f"detoxify-{name}-")
    own = child.ask(do="predicted", folder=str(where.checkpoint), texts=golden())
    for label in labels:
        served = [one[label] for one in model.network(golden())]
        assert served == pytest.approx(own[label], abs=0.1)


def test_what_was_chosen_is_written_down(use, cache):
    use("original")
    written = json.loads((cache / "model.json").read_text())
    assert set(written) == {"name", "checkpoint", "digest", "export", "chosen_at"}
    assert written["name"] == "original"
    assert written["digest"] == sha256((places().weights).read_bytes()).hexdigest()[:16]
    assert cache / written["export"] == places().exported()


def test_data_may_be_moved(use, cache, settings, tmp_path):
    use("original")
    settings.DATA_DIR = tmp_path / "elsewhere"
    shutil.copytree(cache, settings.DATA_DIR / "screening")
    shutil.rmtree(cache)
    assert places().checkpoint.is_relative_to(settings.DATA_DIR)
    assert Model(places().exported()).labels


def test_what_was_fetched_is_not_fetched_again(use):
    use("original")
    done = use("original", base="nowhere")
    assert done["rc"] == 0 and "was fetched before" in done["err"]


def test_a_folder_of_ones_own_is_used(use, published, site, tmp_path):
    folder = by_itself(published["unbiased"], tmp_path / "mine", site)
    done = use(str(folder))
    assert done["rc"] == 0, done["err"]
    assert places().checkpoint == folder
    assert Model(places().exported()).version.startswith("detoxify-mine-")


def test_a_file_with_another_hash_is_refused(use, published, site, cache):
    use("unbiased")
    before = left(cache)
    real = site[1] / "releases" / published["original"]["file"]
    shutil.copy(real, real.with_name("swapped-0123abcd.ckpt"))
    swapped = {"original": published["original"] | {"file": "v0/swapped-0123abcd.ckpt"}}
    done = use("original", releases=swapped)
    assert done["rc"] == 1
    assert "0123abcd" in done["err"] and real.stem[-8:] in done["err"]
    assert left(cache) == before and places().name == "detoxify-unbiased"


def test_a_download_that_breaks_off_leaves_nothing(use, cache):
    done = use("original", base="cut")
    assert done["rc"] == 1 and "it stopped after" in done["err"]
    assert left(cache) == []
    assert places() == bundled()


def test_a_site_that_is_not_there_is_named(use, cache):
    done = use("original", base="nowhere")
    assert done["rc"] == 1 and "/nowhere/v0/tiny-" in done["err"]
    assert left(cache) == []


def test_without_the_hub_the_way_round_is_said(use, published, cache):
    lost = {"original": published["original"] | {"encoder": "nobody-knows"}}
    done = use("original", releases=lost)
    assert done["rc"] == 1
    assert "nobody-knows" in done["err"] and "use FOLDER" in done["err"]
    assert left(cache) == []


def test_an_export_that_scores_otherwise_is_refused(use, cache):
    use("unbiased")
    before = (cache / "model.json").read_bytes()
    done = use("original", **{"moderation.screening.export.TOLERANCE": -1.0})
    assert done["rc"] == 1
    assert "instead of" in done["err"] and "stays as it was" in done["err"]
    assert (cache / "model.json").read_bytes() == before
    assert places().name == "detoxify-unbiased"


def test_a_model_that_takes_kindness_for_abuse_is_refused(use, cache):
    done = use("multilingual")
    assert done["rc"] == 1 and "does not tell abuse from kindness" in done["err"]
    assert not (cache / "model.json").exists()


def test_a_folder_that_lacks_something_is_refused(use, published, site, tmp_path):
    folder = by_itself(published["original"], tmp_path / "mine", site)
    (folder / "config.json").unlink()
    assert "There is no config.json" in use(str(folder))["err"]
    shutil.copy(site[1] / published["unbiased"]["encoder"] / "config.json", folder)
    done = use(str(folder))
    assert done["rc"] == 1 and "cannot be loaded" in done["err"]
    assert places() == bundled()


def test_a_checkpoint_that_is_no_checkpoint_is_refused(use, published, site, tmp_path):
    folder = by_itself(published["original"], tmp_path / "mine", site)
    (folder / "model.ckpt").write_bytes(b"\x80\x04not weights")
    done = use(str(folder))
    assert done["rc"] == 1 and "cannot be loaded" in done["err"]


def test_going_back_to_our_own(use, cache):
    use("original")
    assert use("bundled")["rc"] == 0
    assert not (cache / "model.json").exists()
    assert places() == bundled()


def test_the_setting_wins(use, settings, tmp_path, capsys):
    use("original")
    settings.SCREENING_MODEL_DIR = str(tmp_path / "set")
    assert places().checkpoint == tmp_path / "set"
    call_command("toxicity_model", "use", "bundled")
    assert "SCREENING_MODEL_DIR is set" in capsys.readouterr().err


def test_the_list_and_what_is_shown(use, capsys):
    use("original")
    call_command("toxicity_model", "list")
    lines = capsys.readouterr().out.splitlines()
    assert [line[2:].split()[0] for line in lines] == ["bundled", *NAMES]
    assert [line.split()[1] for line in lines if line.startswith("*")] == ["original"]
    call_command("toxicity_model", "show")
    shown = capsys.readouterr().out
    assert "original" in shown and "identity_attack" in shown


def test_a_name_that_nobody_knows(cache):
    with pytest.raises(CommandError, match="neither one of bundled, original"):
        call_command("toxicity_model", "use", "orignal")


CHOICE = Choice("gone", "models/gone", "0" * 16, "0" * 16, "2026-01-01T00:00:00+00:00")
BROKEN = [
    b"", b"{", b"[1]", b"{}", b"\xff\xfe", b'{"name": "original"}',
    json.dumps(dict.fromkeys(("name", "checkpoint", "digest", "export", "chosen_at"), "")).encode(),
]  # fmt: skip


@pytest.mark.parametrize("written", BROKEN)
def test_a_broken_choice_fails_closed(cache, written, monkeypatch, caplog):
    (cache / "model.json").write_bytes(written)
    fails_closed(monkeypatch, caplog)


def test_a_chosen_folder_that_is_gone_fails_closed(cache, monkeypatch, caplog):
    chosen.write(cache, CHOICE)
    fails_closed(monkeypatch, caplog)


def test_a_checkpoint_that_changed_since_fails_closed(cache, monkeypatch, caplog):
    chosen.write(cache, CHOICE)
    (cache / "models" / "gone").mkdir(parents=True)
    (cache / "models" / "gone" / "model.ckpt").write_bytes(b"another")
    fails_closed(monkeypatch, caplog)
    with pytest.raises(CommandError, match="not the one that was chosen"):
        call_command("toxicity_model", "show")


def fails_closed(monkeypatch, caplog):
    """Nobody's post passes unread, and the log says so once."""
    with caplog.at_level(logging.WARNING, "moderation.screening.places"):
        for _ in range(2):
            with pytest.raises(ChoiceLost):
                places()
    named = [one for one in caplog.records if one.name == "moderation.screening.places"]
    assert len(named) == 1
    fresh = Engine()
    monkeypatch.setattr("moderation.screening.pipeline.engine", lambda: fresh)
    verdicts = [screen("hello", Context(band)) for band in ("13-15", "16-17", "adult")]
    assert [one.outcome for one in verdicts] == ["hold", "hold", "review"]
    assert all(one.degraded for one in verdicts)


def test_the_table_names_what_detoxify_publishes(child):
    table = {name: f"{BASE_URL}{release.file}" for name, release in RELEASES.items()}
    assert child.ask(do="published") == table
    assert tuple(RELEASES) == NAMES
    assert RELEASES["unbiased"].hash == "c7548aa0"


def test_plain_abuse_and_kindness_are_golden_texts():
    assert {*export.PLAIN_ABUSE, *export.PLAIN_KINDNESS} <= set(golden())


def test_a_copy_of_our_own_is_our_own(cache, tmp_path):
    for name in ("model.ckpt", "config.json"):
        shutil.copy(bundled().checkpoint / name, tmp_path)
    assert other(tmp_path, "copy") == bundled()
