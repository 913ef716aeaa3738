"""The checkpoint in the repository: as Detoxify reads it, as it is served, when it is broken."""

import json
import shutil
import subprocess
import sys

import pytest

from moderation.screening import Context, screen
from moderation.screening.engine import Engine, Model, Unavailable
from moderation.screening.export import GOLDEN, TOLERANCE
from moderation.screening.labels import LABELS
from moderation.screening.places import HERE, Places, digest

ROOT = HERE.parent.parent


def in_another_process(code, *args):
    """Torch stays out of the process of the tests. Returns what was printed as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={"PATH": "/usr/bin:/bin", "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def texts():
    return [one["text"] for one in json.loads(GOLDEN.read_text())["scores"]]


@pytest.fixture(scope="module")
def stock(texts):
    """What Detoxify itself says, by its public way in."""
    code = (
        "import json, sys; from detoxify import Detoxify;"
        "d = Detoxify(checkpoint=sys.argv[1] + '/model.ckpt', huggingface_config_path=sys.argv[1]);"
        "d.model.float(); print(json.dumps(d.predict(json.loads(sys.argv[2]))))"
    )
    return in_another_process(code, str(HERE / "checkpoint"), json.dumps(texts))


def test_detoxify_predicts_its_six_labels(stock, texts):
    assert tuple(stock) == LABELS
    assert all(0 <= score <= 1 and len(stock[name]) == len(texts)
               for name in LABELS for score in stock[name])  # fmt: skip


def test_detoxify_scores_as_was_written_down(stock):
    golden = json.loads(GOLDEN.read_text())
    assert golden["checkpoint"] == digest(HERE / "checkpoint" / "model.ckpt")
    written = [one["toxicity"] for one in golden["scores"]]
    assert stock["toxicity"] == pytest.approx(written, abs=0.005)


def test_the_served_model_scores_as_detoxify(model, stock, texts):
    served = [one["toxicity"] for one in model.network(texts)]
    assert served == pytest.approx(stock["toxicity"], abs=TOLERANCE)


def test_the_checkpoint_is_small():
    assert (HERE / "checkpoint" / "model.ckpt").stat().st_size <= 48_000_000


@pytest.mark.parametrize(
    "text",
    [
        "you are a pathetic loser, nobody wants you here",
        "shut up you stupid idiot",
        "I will find out where you live and break your legs.",
        "y0u 4re a p4th3t1c l0ser",
    ],
)
def test_plain_abuse_does_not_pass(real, text):
    assert screen(text, Context("adult")).outcome in ("review", "hold")
    assert screen(text, Context("16-17")).outcome == "hold"


@pytest.mark.parametrize(
    "text",
    [
        "my back is killing me",
        "I'm such an idiot, I overdid it",
        "Thank you all, that helped more than you know.",
        "Does anyone else's pain get worse when the weather changes?",
    ],
)
def test_ordinary_pain_talk_passes(real, text):
    assert screen(text, Context("adult")).outcome == "publish"
    assert screen(text, Context("16-17")).outcome == "publish"


def test_a_toxic_tail_of_a_long_post_counts(real):
    kind = "I rest for ten minutes, then I walk to the gate and back. " * 30
    assert screen(kind, Context("adult")).outcome == "publish"
    verdict = screen(kind + "You are a pathetic loser and nobody wants you here.", Context("adult"))
    assert verdict.outcome in ("review", "hold")


def test_a_held_text_names_the_words_that_raised_it(real):
    verdict = screen("We went to the shop. shut up you stupid idiot", Context("adult"))
    words = {word.lower() for reason in verdict.reasons for word in reason.words}
    assert words & {"stupid", "idiot"}


@pytest.mark.parametrize("missing", ["model.int8.onnx", "tokenizer.json", "export.json"])
def test_a_broken_export_holds_youth_and_queues_adults(where, monkeypatch, tmp_path, missing):
    shutil.copytree(where.exported(), tmp_path / "screening" / where.exported().name)
    broken = Places(where.checkpoint, tmp_path / "screening")
    (broken.exported() / missing).write_bytes(b"broken")
    monkeypatch.setattr("moderation.screening.engine.needed", lambda: (broken,))
    fresh = Engine()
    monkeypatch.setattr("moderation.screening.pipeline.engine", lambda: fresh)
    outcomes = {band: screen("hello", Context(band)) for band in ("13-15", "16-17", "adult")}
    assert [one.outcome for one in outcomes.values()] == ["hold", "hold", "review"]
    assert all(one.degraded for one in outcomes.values())


def test_without_an_export_there_is_no_model(where, tmp_path):
    with pytest.raises(Unavailable):
        Model(Places(where.checkpoint, tmp_path).exported())


REFUSED = """
import json, sys
from pathlib import Path
from moderation.screening import export
from moderation.screening.places import HERE, Places, digest
where = Places(HERE / "checkpoint", Path(sys.argv[1]))
golden = json.loads(export.GOLDEN.read_text())
golden["scores"][0]["toxicity"] += 0.2
export.GOLDEN = where.cache / "golden.json"
export.GOLDEN.write_text(json.dumps(golden))
try:
    export.ensure(where)
    print(json.dumps("kept"))
except export.ExportRefused as error:
    print(json.dumps([str(error), [one.name for one in where.cache.iterdir()]]))
"""


def test_an_export_that_scores_otherwise_is_refused_and_not_kept(tmp_path, texts):
    why, left = in_another_process(REFUSED, str(tmp_path))
    assert texts[0] in why and "instead of" in why
    assert left == ["golden.json"]


def test_the_web_side_never_loads_torch():
    code = (
        "import json, sys, django; django.setup();"
        "from moderation.screening import Context, screen; screen('hello', Context('adult'));"
        "print(json.dumps([one for one in ('torch', 'transformers') if one in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
        env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "community.config.settings",
             "SECRET_KEY": "for this test alone"},
    )  # fmt: skip
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_other_sister_heads_make_another_export(tmp_path) -> None:
    """Else a checkpoint whose heads alone were learned anew would be served as it was before."""
    for name in ("model.ckpt", "sisters.json", "words.npz"):
        (tmp_path / name).write_bytes(name.encode())
    where = Places(tmp_path, tmp_path / "cache")
    seen = {where.exported()}
    for part in (where.sisters, where.words):
        part.write_text("other numbers")
        assert where.exported() not in seen
        seen.add(where.exported())
        part.unlink()
        assert where.exported() not in {*seen, where.cache}
