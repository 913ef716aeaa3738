"""Changes thresholds in the text of a policy pack and leaves every other word of it, comments too,
as somebody wrote it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from yaml.nodes import MappingNode, Node

from moderation.screening import quick_yaml
from moderation.screening.policy import Policy, PolicyError, Thresholds, parse
from moderation.screening.verdict import Context


@dataclass(frozen=True)
class Place:
    """Where thresholds hold: in a whole band, or in one space of it."""

    band: str
    space: str = ""

    def thresholds(self, pack: Policy, model: str = "") -> Thresholds:
        """Those in force here."""
        return pack.thresholds(Context(band=self.band, space=self.space or None), model)


def with_thresholds(text: str, place: Place, new: Thresholds, version: str) -> str:
    """The text of the pack with other thresholds in one place, under a new version.

    Raises PolicyError for a text that is no pack, or where the change makes it none: a space that
    is looser for youth than their band.
    """
    pack = parse(text)
    root = quick_yaml.compose(text)
    edits = [(_at(root, "version"), json.dumps(version))]
    if place.space:
        edits.append((_at(root, "overrides"), _overrides(pack, place, new)))
    else:
        for name in ("review", "hold"):
            where = _at(root, "bands", place.band, "toxicity", name)
            edits.append((where, f"{getattr(new, name):.2f}"))
    changed = _replaced(text, edits)
    parse(changed)
    return changed


def _overrides(pack: Policy, place: Place, new: Thresholds) -> str:
    """All of them in one line, since YAML reads JSON; the last that fits counts."""
    mine: dict[str, Any] = {"space": place.space, "band": place.band}
    others = [one.model_dump(exclude_none=True) for one in pack.overrides]
    kept = [one for one in others if {k: v for k, v in one.items() if k != "toxicity"} != mine]
    return json.dumps([*kept, {**mine, "toxicity": new.model_dump()}], ensure_ascii=False)


def _at(node: Node | None, *names: str) -> Node:
    for name in names:
        if not isinstance(node, MappingNode):
            raise PolicyError(f"{name} was not found where it belongs")
        found = [value for key, value in node.value if key.value == name]
        node = found[0] if found else None
    if node is None:
        raise PolicyError(f"the pack does not name {'.'.join(names)}")
    return node


def _replaced(text: str, edits: list[tuple[Node, str]]) -> str:
    """From the end to the beginning, so that places stay true."""
    for node, words in sorted(edits, key=lambda edit: -edit[0].start_mark.index):
        end = node.end_mark.index
        # A block list ends where the next key begins; its line breaks stay.
        kept = text[node.start_mark.index : end]
        end -= len(kept) - len(kept.rstrip())
        text = text[: node.start_mark.index] + words + text[end:]
    return text
