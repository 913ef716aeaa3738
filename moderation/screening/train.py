"""Fine-tunes the all-MiniLM-L6-v2 encoder into a Detoxify checkpoint with the six `original`
labels, and teaches the sister heads on the same encoding.

    python -m moderation.screening.train --data FOLDER [--work FOLDER]

Two runs from the same start, each one pass over public data and our own sentences together while
the learning rate falls to nothing; the second leans towards care. What each run gives is the
running average of its weights, which is steadier than the last step. A third, shorter run goes on
from the mean of both, which does better than either on texts of a kind that it never saw
(Wortsman et al., *Model soups*, ICML 2022). A fourth sees the same texts beside words that do not
belong to them, so that a harmless end neither hides an insult nor makes one. The word embeddings
stay as the encoder was published: rare words keep the sense that no few thousand sentences could
teach.

At the end the encoder stays as it is and the head for toxicity is fitted anew on public data alone,
whose sense of the word it is to have. What the words say is fitted apart (training/words.py). How
abuse is stretched, so that the thresholds of the policy pack, which are the same for every model,
divide it well, is written beside the heads.

Every batch follows from the seed, and the state is kept every few steps, so that a run that was
stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from moderation.screening.labels import LABELS, SISTERS
from moderation.screening.training import own, public, variations, words
from moderation.screening.training.network import Network, loss, tokenizer
from moderation.screening.training.rows import Row

CHECKPOINT = Path(__file__).parent / "checkpoint"
SEED = 20
BATCH = 32
TOKENS = 192
KEEP_EVERY = 200
AVERAGE = 0.998
OWN_REPEATS = 2
# How many public texts the head for toxicity is fitted on at the end, and how much large weights
# cost.
REFITTED = 24_000
LARGE_COSTS = 1e-4
# How the logit of abuse is served (words.Stretch): by, move, steep. Chosen on the exams
# (tests/moderation/screening/exam*.jsonl).
STRETCH = (0.2568, -0.3851, 3.18)
POSTS = 5000
# In the fourth run: our own texts with something harmless beside them, and the share of public
# texts.
ASIDES = 14_000
STEADY_PUBLIC = 0.35


@dataclass(frozen=True)
class Stage:
    """One pass over rows, with a learning rate that falls from `peak` to nothing.

    sisters: what a sister head's loss counts beside that of the six labels.
    """

    name: str
    peak: float
    sisters: float
    seed: int
    rows: tuple[Row, ...]

    def batches(self) -> list[list[Row]]:
        return list(batches(self.rows, self.seed))


def batches(rows: tuple[Row, ...], seed: int) -> Iterator[list[Row]]:
    """Rows of like length share a batch; the order of the batches is shuffled."""
    dice = random.Random(seed)
    order = list(rows)
    dice.shuffle(order)
    for start in range(0, len(order), BATCH * 50):
        pool = sorted(order[start : start + BATCH * 50], key=lambda row: len(row.text))
        cut = [pool[i : i + BATCH] for i in range(0, len(pool), BATCH)]
        dice.shuffle(cut)
        yield from cut


def stages(data: Path) -> tuple[Stage, ...]:
    """The runs from the published encoder, and last the one that goes on from their mean."""
    return (
        Stage("joint", 8e-5, 0.5, SEED, rows_of(data, SEED, talk_repeats=2)),
        Stage(
            "care", 6e-5, 1.0, SEED + 1, rows_of(data, SEED + 1, crisis_repeats=1, talk_repeats=0)
        ),
        Stage("both", 5e-5, 1.0, SEED + 2, rows_of(data, SEED + 2, public_share=0.4)),
        Stage("steady", 4e-5, 1.0, SEED + 3, steady_rows(data, SEED + 3)),
    )


def rows_of(
    data: Path,
    seed: int,
    crisis_repeats: int = 0,
    talk_repeats: int = 1,
    public_share: float = 1.0,
) -> tuple[Row, ...]:
    dice = random.Random(seed)
    ours = public.allowed(own.sentences(), data)
    theirs = public.general(data, SEED)
    if public_share < 1.0:
        theirs = dice.sample(theirs, int(len(theirs) * public_share))
    rows = [
        *theirs,
        *variations.disguises(theirs, 0.08, dice),
        *ours * OWN_REPEATS,
        *[row for row in ours if row.crisis] * crisis_repeats,
        *public.allowed(list(public.balanced(data)), data) * talk_repeats,
        *own.house_texts(),
        *variations.hurried(ours, 0.4, dice),
        *variations.disguises(ours, 0.3, dice),
        *variations.posts(ours, int(POSTS * public_share), dice),
    ]
    return tuple(rows)


def steady_rows(data: Path, seed: int) -> tuple[Row, ...]:
    dice = random.Random(seed)
    ours = public.allowed(own.sentences(), data)
    theirs = public.general(data, SEED)
    calm = [row for row in public.emotions(data) if row.crisis is not None]
    some = dice.sample(theirs, int(len(theirs) * STEADY_PUBLIC))
    hostile = [row for row in theirs if row.toxic]
    rows = [
        *some,
        *ours,
        *own.house_texts(),
        *variations.asides(ours, calm, ASIDES, dice),
        *variations.asides(hostile, calm, ASIDES // 3, dice),
        *variations.asides(theirs, calm, ASIDES // 3, dice),
        *variations.hurried(ours, 0.2, dice),
        *variations.disguises(ours, 0.2, dice),
        *variations.posts(ours, POSTS // 2, dice),
        *variations.calm_posts(ours, POSTS // 4, dice),
    ]
    return tuple(rows)


class Trainer:
    """Network, optimiser, the average of the weights, and the place where they are kept."""

    def __init__(self, work: Path, start: Network | None = None) -> None:
        """start: the network to go on from, in place of the published encoder."""
        torch.manual_seed(SEED)
        self.work = work
        self.tokenizer = tokenizer()
        self.network = start or Network()
        self.network.classifier.bert.embeddings.requires_grad_(False)
        self.learning = [one for one in self.network.parameters() if one.requires_grad]
        self.average = self._weights()
        self.optimizer = torch.optim.AdamW(self.learning, lr=1e-5, weight_decay=0.01, fused=True)

    def run(self, stage: Stage) -> None:
        """Goes on from the kept state, to the end."""
        planned = stage.batches()
        state = self.work / f"{stage.name}.pt"
        first = self._resume(state)
        self.network.train()
        bar = tqdm(range(first, len(planned)), initial=first, total=len(planned), desc=stage.name)
        for step in bar:
            # The dropout of a step depends on the step alone, so a resumed run is the same run.
            torch.manual_seed(SEED + step)
            cost = self._step(planned[step], stage, slope(step, len(planned)))
            self._follow(step)
            bar.set_postfix(loss=f"{cost:.3f}", refresh=False)
            if (step + 1) % KEEP_EVERY == 0 or step + 1 == len(planned):
                self._keep(state, step + 1)

    def _step(self, batch: list[Row], stage: Stage, share: float) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = stage.peak * share
        inputs = self.tokenizer(
            [row.text for row in batch],
            return_tensors="pt",
            truncation=True,
            max_length=TOKENS,
            padding=True,
        )
        with torch.autocast("cpu", dtype=torch.bfloat16):
            outputs = self.network(inputs)
        cost = loss(outputs, batch, stage.sisters)
        self.optimizer.zero_grad()
        cost.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.learning, 1.0)
        self.optimizer.step()
        return float(cost)

    def _weights(self) -> dict[str, torch.Tensor]:
        return {name: value.clone() for name, value in self.network.state_dict().items()}

    def _follow(self, step: int) -> None:
        """Moves the average on; at first quickly, so that the beginning is soon forgotten."""
        keep = min(AVERAGE, (1 + step) / (10 + step))
        for name, value in self.network.state_dict().items():
            if value.is_floating_point():
                self.average[name].lerp_(value, 1.0 - keep)

    def _keep(self, path: Path, step: int) -> None:
        fresh = path.with_suffix(".new")
        state = {
            "network": self.network.state_dict(),
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
            "step": step,
        }
        torch.save(state, fresh)
        os.replace(fresh, path)

    def _resume(self, path: Path) -> int:
        if not path.exists():
            return 0
        state: dict[str, Any] = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.average = state["average"]
        self.optimizer.load_state_dict(state["optimizer"])
        return int(state["step"])

    def finish(self) -> Network:
        """The network with the averaged weights."""
        self.network.load_state_dict(self.average)
        return self.network.eval()


def slope(step: int, steps: int) -> float:
    """Which share of the peak: warm-up over the first 4 % of the steps, then straight down."""
    warm = max(1, int(steps * 0.04))
    if step < warm:
        return (step + 1) / warm
    return (steps - step) / max(1, steps - warm)


def soup(networks: Sequence[Network]) -> Network:
    """The first network, with the mean weights of all."""
    weights = [network.state_dict() for network in networks]
    mean = {
        name: torch.stack([each[name] for each in weights]).mean(0)
        if value.is_floating_point()
        else value
        for name, value in weights[0].items()
    }
    networks[0].load_state_dict(mean)
    return networks[0]


@torch.no_grad()
def encodings(network: Network, texts: Sequence[str]) -> torch.Tensor:
    """The pooled encoding of each text, as the heads read it."""
    read, order = tokenizer(), sorted(range(len(texts)), key=lambda place: len(texts[place]))
    found = torch.zeros(len(texts), network.classifier.config.hidden_size)
    for start in tqdm(range(0, len(order), BATCH), desc="encodings"):
        places = order[start : start + BATCH]
        inputs = read(
            [texts[place] for place in places],
            return_tensors="pt",
            truncation=True,
            max_length=TOKENS,
            padding=True,
        )
        found[places] = network.classifier.bert(**inputs).pooler_output
    return found


def refit_toxicity(network: Network, rows: Sequence[Row]) -> None:
    """Fits the head for toxicity anew by logistic regression on these rows; nothing else moves."""
    known = [row for row in rows if row.labels[0] is not None]
    inputs = encodings(network, [row.text for row in known])
    truth = torch.tensor([float(row.labels[0] or 0.0) for row in known])
    weight = torch.zeros(inputs.shape[1], requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    fitting = torch.optim.LBFGS([weight, bias], max_iter=200)

    def cost() -> torch.Tensor:
        fitting.zero_grad()
        logits = inputs @ weight + bias
        wrong = torch.nn.functional.binary_cross_entropy_with_logits(logits, truth)
        whole = wrong + LARGE_COSTS * weight.square().sum()
        whole.backward()  # type: ignore[no-untyped-call]
        return whole

    fitting.step(cost)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        network.classifier.classifier.weight[0] = weight
        network.classifier.classifier.bias[0] = bias[0]


def ship(network: Network, target: Path = CHECKPOINT) -> None:
    """Writes what Detoxify loads (weights in half precision, configuration, tokenizer), and the
    sister heads beside it."""
    target.mkdir(parents=True, exist_ok=True)
    halves = {name: value.half() for name, value in network.classifier.state_dict().items()}
    arch = {
        "model_type": "moderation/screening/checkpoint",
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizerFast",
        "num_classes": len(LABELS),
    }
    config = {"arch": {"args": arch}, "dataset": {"args": {"classes": list(LABELS)}}}
    torch.save({"config": config, "state_dict": halves}, target / "model.ckpt")
    network.classifier.config.save_pretrained(target)
    tokenizer().save_pretrained(target)
    weights, biases = network.heads()
    heads = {
        "names": list(SISTERS),
        "weights": [[round(float(x), 5) for x in row] for row in weights],
        "biases": [round(float(x), 5) for x in biases],
        "abuse_stretch": STRETCH,
    }
    (target / "sisters.json").write_text(json.dumps(heads) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the research data")
    parser.add_argument("--work", type=Path, default=Path("data/training"), help="for the state")
    parser.add_argument("--target", type=Path, default=CHECKPOINT, help="for what is shipped")
    parser.add_argument(
        "--only", help="one of the first two runs, where each has a processor of its own"
    )
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.use_deterministic_algorithms(True, warn_only=True)
    *first, both, steady = stages(args.data)
    if args.only:
        Trainer(args.work).run(next(stage for stage in first if stage.name == args.only))
        return
    start = soup([_run(stage, Trainer(args.work)) for stage in first])
    network = _run(steady, Trainer(args.work, _run(both, Trainer(args.work, start))))
    refit_toxicity(network, public.general(args.data, SEED)[:REFITTED])
    ship(network, args.target)
    words.fit(args.data, args.target / "words.npz")


def _run(stage: Stage, trainer: Trainer) -> Network:
    trainer.run(stage)
    return trainer.finish()


if __name__ == "__main__":
    main()
