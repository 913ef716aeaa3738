"""Reads the public research data for training and evaluation.

Texts that belong to a test set are dropped from every training source, whatever file they came in.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from moderation.screening.training.rows import Row, benign, harmless, rude, toxic

csv.field_size_limit(10**8)


def _lines(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from csv.DictReader(stream, delimiter=delimiter)


def _balanced(folder: Path) -> Iterator[tuple[bool, Row]]:
    with gzip.open(folder / "jigsaw_balanced.csv.gz", "rt", encoding="utf-8") as stream:
        for text, label in csv.reader(stream):
            held_out = (
                int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(), 16) % 3 == 0
            )
            yield held_out, toxic(text) if label == "1" else benign(text)


def _six(folder: Path) -> Iterator[tuple[bool, Row]]:
    names = ("toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate")
    for line in _lines(folder / "jigsaw_sixlabel_2k.csv.gz"):
        row = Row(line["comment_text"], tuple(float(line[name]) for name in names))
        yield line["dataset"] == "test", row


def balanced(folder: Path) -> Iterator[Row]:
    return (row for held_out, row in _balanced(folder) if not held_out)


def balanced_test(folder: Path) -> list[Row]:
    return [row for held_out, row in _balanced(folder) if held_out]


def six(folder: Path) -> Iterator[Row]:
    return (row for held_out, row in _six(folder) if not held_out)


def six_test(folder: Path) -> list[Row]:
    return [row for held_out, row in _six(folder) if held_out]


def surge_test(folder: Path) -> list[Row]:
    lines = _lines(folder / "surge_test.csv.gz")
    return [(toxic if x["is_toxic"].lower().startswith("t") else benign)(x["text"]) for x in lines]


def wiki_test(folder: Path) -> list[Row]:
    lines = _lines(folder / "wiki_nonfuzzed_test.csv.gz")
    return [(toxic if x["toxic"] == "True" else benign)(x["comment"]) for x in lines]


def probe(folder: Path) -> list[Row]:
    lines = (folder / "peer_probe.jsonl").read_text(encoding="utf-8").splitlines()
    return [(toxic if x["toxic"] else benign)(x["text"]) for x in map(json.loads, lines)]


def binary(folder: Path) -> Iterator[Row]:
    for line in _lines(folder / "jigsaw_binary_5k.csv.gz"):
        yield (toxic if line["toxic"] == "1" else benign)(line["text"])


def paradetox(folder: Path) -> Iterator[Row]:
    """Swearing and what it says without; whom either is aimed at nobody judged."""
    for line in _lines(folder / "paradetox.tsv.gz", "\t"):
        yield rude(line["toxic"])
        if line["neutral1"]:
            yield replace(benign(line["neutral1"]), abuse=None)


def judged(folder: Path) -> Iterator[Row]:
    """What a crowd was sure of; texts of which it was not are left out."""
    for line in _lines(folder / "paradetox_judged.tsv.gz", "\t"):
        text, why = line["INPUT:toxic_comment"].strip('"'), line["OUTPUT:reasons"]
        if "toxic_content" in why:
            yield rude(text)
        elif "not_toxic" in why:
            yield replace(benign(text), abuse=None)


def toxigen(folder: Path) -> Iterator[Row]:
    for line in _lines(folder / "toxigen_human.csv.gz"):
        hate = line["label"] == "hate"
        yield toxic(line["text"], identity_attack=1.0) if hate else benign(line["text"])


def madlibs(folder: Path) -> Iterator[Row]:
    for line in _lines(folder / "identity_madlibs.csv.gz"):
        yield (toxic if line["Label"] == "BAD" else benign)(line["Text"])


def debiasing(folder: Path) -> Iterator[Row]:
    for line in _lines(folder / "wiki_debiasing.tsv.gz", "\t"):
        if line["split"] == "train":
            yield benign(line["comment"])


# Feelings that come with abuse now and then are left out, since nobody judged those for toxicity.
_hostile = {"anger", "annoyance", "disapproval", "disgust", "neutral"}
# These may come with distress, which nobody judged either.
_heavy = {"sadness", "grief", "fear", "nervousness", "remorse", "disappointment", "embarrassment"}


def emotions(folder: Path) -> Iterator[Row]:
    with gzip.open(folder / "goemotions_labels.txt.gz", "rt", encoding="utf-8") as stream:
        names = stream.read().split()
    with gzip.open(folder / "goemotions_train.tsv.gz", "rt", encoding="utf-8") as stream:
        for line in io.StringIO(stream.read()):
            text, found, _ = line.rstrip("\n").split("\t")
            feelings = {names[int(one)] for one in found.split(",")}
            if not _hostile & feelings:
                yield benign(text) if _heavy & feelings else harmless(text)


def offensive(folder: Path) -> Iterator[Row]:
    """Tweets that keywords found: they teach rude words and no more."""
    lines = _lines(folder / "davidson_tweets.csv.gz")
    return (rude(line["text"]) for line in lines if line["class"] == "offensive")


def tweets(folder: Path) -> Iterator[Row]:
    """Hate and neither."""
    for line in _lines(folder / "davidson_tweets.csv.gz"):
        if line["class"] == "hate":
            yield toxic(line["text"], identity_attack=1.0)
        elif line["class"] == "neither":
            yield benign(line["text"])


def madlibs_unread(folder: Path, seed: int) -> list[Row]:
    """Template sentences that were not trained on. Their templates were, so this is no hard test:
    it shows whether one identity term is treated unlike another."""
    read = {_key(row.text) for row in general(folder, seed)}
    return [row for row in madlibs(folder) if _key(row.text) not in read]


# Source and the most rows taken from it.
GENERAL: tuple[tuple[Callable[[Path], Iterator[Row]], int], ...] = (
    (balanced, 9000),
    (six, 1600),
    (binary, 5000),
    (paradetox, 14000),
    (judged, 5000),
    (toxigen, 1100),
    (madlibs, 2500),
    (debiasing, 2500),
    (emotions, 8000),
    (tweets, 4000),
    (offensive, 2000),
)


def _key(text: str) -> str:
    return "".join(ch for ch in text.lower() if ch.isalnum())


def forbidden(folder: Path) -> frozenset[str]:
    """What may never be trained on, in a form that survives case, spaces and quotes."""
    tests = (balanced_test, six_test, surge_test, wiki_test, probe)
    return frozenset(_key(row.text) for test in tests for row in test(folder))


def allowed(rows: list[Row], folder: Path) -> list[Row]:
    """The rows without any that equals a test text."""
    tests = forbidden(folder)
    return [row for row in rows if _key(row.text) not in tests]


def general(folder: Path, seed: int) -> list[Row]:
    """A fixed shuffle of the public data, test texts and repeats taken out."""
    seen = set(forbidden(folder))
    rows: list[Row] = []
    for source, most in GENERAL:
        found = list(source(folder))
        random.Random(seed).shuffle(found)
        rows += _fresh(found, seen)[:most]
    random.Random(seed).shuffle(rows)
    return rows


def _fresh(found: list[Row], seen: set[str]) -> list[Row]:
    fresh = []
    for row in found:
        key = _key(row.text)
        if key and key not in seen:
            seen.add(key)
            fresh.append(row)
    return fresh
