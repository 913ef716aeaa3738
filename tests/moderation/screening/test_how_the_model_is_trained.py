"""What the model learns from, and that a stopped training goes on as if nothing had happened."""

import json
import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.screening.labels import CRISIS, LABELS
from moderation.screening.training import own, variations
from moderation.screening.training.rows import Row, benign, harmless, toxic
from tests.moderation.screening.test_the_shipped_model import ROOT

FILES = sorted(own.SENTENCES.glob("*.txt"))
KNOWN = ("benign_", "toxic_", "crisis_", "contact_", "medical_")


def test_there_are_enough_sentences_of_our_own_of_every_kind():
    rows = own.sentences()
    assert len(rows) >= 3000
    assert len({row.text for row in rows}) == len(rows)
    assert sum(row.toxic for row in rows) >= 700
    for grade in range(1, len(CRISIS)):
        assert sum(row.crisis == grade for row in rows) >= 100, CRISIS[grade]
    assert sum(row.contact == 1.0 for row in rows) >= 200
    assert sum(row.medical == 1.0 for row in rows) >= 200


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_says_what_is_in_it_and_is_well_formed(path):
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    assert first.startswith("# ") and path.name.startswith(KNOWN)
    assert rest and all(line.strip() for line in rest)
    for line in rest:
        if path.name.startswith("toxic_") and line.startswith("["):
            named = line[1:].partition("]")[0].split()
            assert set(named) <= set(LABELS[1:]), line
        else:
            assert not line.startswith("["), line


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("benign_anger", {"toxic": False, "crisis": 0, "contact": 0.0, "medical": 0.0}),
        ("benign_self_more", {"toxic": False, "labels": (None,) * 6, "abuse": 0.0}),
        ("benign_swearing", {"toxic": False, "labels": (None,) * 6, "abuse": 0.0}),
        ("benign_hard_times", {"toxic": False, "crisis": None, "contact": 0.0, "medical": 0.0}),
        ("toxic_tails", {"toxic": True, "abuse": 1.0, "crisis": 0, "medical": 0.0}),
        ("crisis_intent", {"toxic": False, "crisis": 4, "contact": 0.0, "medical": 0.0}),
        ("crisis_worry_plain", {"toxic": False, "crisis": 2}),
        ("crisis_lookalike", {"toxic": False, "crisis": 0}),
        ("contact_attempt_more", {"toxic": False, "crisis": None, "contact": 1.0}),
        ("contact_lookalike", {"toxic": False, "contact": 0.0}),
        ("medical_unsafe", {"toxic": False, "contact": None, "medical": 1.0}),
        ("medical_lookalike", {"toxic": False, "medical": 0.0}),
    ],
)
def test_the_name_of_a_file_says_what_its_lines_are(tmp_path, name, known):
    (tmp_path / f"{name}.txt").write_text("# What is in it.\n[insult] some words\n")
    row = own.sentences(tmp_path)[0]
    assert {key: getattr(row, key) for key in known} == known
    if known["toxic"]:
        assert row.labels == (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
        assert row.text == "some words"


def test_unkindness_that_nobody_else_would_call_toxic_is_abuse_all_the_same(tmp_path):
    (tmp_path / "toxic_veiled.txt").write_text("# What is in it.\n[] some words\nplain words\n")
    for row in own.sentences(tmp_path):
        assert row.toxic and row.abuse == 1.0 and set(row.labels) == {None}


ROWS = [harmless("a kind word"), benign("a word"), toxic("an unkind word", insult=1.0)]
ROWS += [
    Row("bad", (0.0,) * 6, crisis, contact, 0.0) for crisis in (0, 3) for contact in (0.0, 1.0)
]


@given(st.integers(), st.lists(st.sampled_from(ROWS), min_size=3, max_size=20))
def test_a_post_is_what_its_worst_part_is(seed, rows):
    rows = [harmless("one"), harmless("two"), harmless("three"), *rows]
    for post in variations.posts(rows, 5, random.Random(seed)):
        parts = [row for row in rows if row.text in post.text]
        assert post.toxic == any(row.toxic for row in parts if row.text in post.text)
        assert post.crisis is None or post.crisis <= max(row.crisis or 0 for row in parts)


@given(st.integers(), st.lists(st.sampled_from(ROWS), max_size=20))
def test_a_calm_post_has_only_what_is_known_to_be_harmless(seed, rows):
    rows = [harmless(f"kind {number}.") for number in range(10)] + rows
    for post in variations.calm_posts(rows, 5, random.Random(seed)):
        assert "unkind" not in post.text
        assert not (post.toxic or post.crisis or post.contact or post.medical)


@given(st.integers(), st.text(max_size=80))
def test_a_disguise_changes_the_words_and_nothing_that_is_known(seed, text):
    row = toxic(text, threat=1.0)
    for varied in variations.disguises([row], 1.0, random.Random(seed)):
        assert (varied.labels, varied.crisis) == (row.labels, row.crisis)


def test_the_same_seed_gives_the_same_disguise():
    text = "Nobody wants to read another word of it"
    found = {variations.disguised(text, random.Random(7)) for _ in range(5)}
    assert len(found) == 1 and found != {text}


STOPPED = """
import json, sys
from pathlib import Path
import torch
from moderation.screening import train
from moderation.screening.training import own
torch.set_num_threads(1)
train.BATCH, train.KEEP_EVERY = 4, 2
stage = train.Stage("tiny", 1e-4, 0.5, 20, tuple(own.sentences()[:20]))
once, twice = (Path(sys.argv[1]) / name for name in ("once", "twice"))
for folder in (once, twice):
    folder.mkdir()

def weights(work, stop_at=None):
    trainer = train.Trainer(work)
    step, steps = trainer._step, []
    def counted(*args):
        if len(steps) == stop_at:
            raise KeyboardInterrupt
        steps.append(1)
        return step(*args)
    trainer._step = counted
    try:
        trainer.run(stage)
    except KeyboardInterrupt:
        return None
    return trainer.finish().state_dict()

whole = weights(once)
weights(twice, stop_at=3)
resumed = weights(twice)
print(json.dumps(all(torch.equal(whole[name], resumed[name]) for name in whole)))
"""


def test_a_training_that_was_stopped_goes_on_where_it_was(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", STOPPED, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
        env={"PATH": "/usr/bin:/bin", "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) is True
