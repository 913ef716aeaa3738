"""YAML by the safe loader, ten times as quick where the library was built with libyaml."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.nodes import Node

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]


def load(text: str) -> Any:
    """What the text says. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=SafeLoader)


def compose(text: str) -> Node | None:
    """Where in the text it says it. Raises yaml.YAMLError."""
    node: Node | None = yaml.compose(text, Loader=SafeLoader)
    return node
