"""Bodies of earlier versions, brought to the present shape when they are read. What is stored is never rewritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

#: (kind, version) -> the step that turns such a fact's fields into those of version + 1.
STEPS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}


def upgrade(kind: str, version: int, body: bytes) -> dict[str, Any] | None:
    """The envelope's fields after every step that applies, or None when the body has the present shape."""
    if (kind, version) not in STEPS:
        return None
    fields: dict[str, Any] = msgspec.json.decode(body)
    while (step := STEPS.get((kind, version))) is not None:
        fields["fact"] = step(fields["fact"])
        version += 1
    fields["version"] = version
    return fields
