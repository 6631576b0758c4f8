"""Cursors: where a till has come to, in words that only the centre reads.

One of another life of the centre's database, or that cannot be read, means the beginning: what a till has already it
passes over."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TypeVar

import msgspec

Where = TypeVar("Where")


def write(generation: str, where: object) -> str:
    """The cursor of a place, in one life of the database."""
    return urlsafe_b64encode(msgspec.json.encode((generation, where))).decode()


def read(cursor: str, generation: str, kind: type[Where]) -> Where | None:
    """The place that a cursor names; None where it begins again."""
    try:
        known, where = msgspec.json.decode(urlsafe_b64decode(cursor), type=tuple[str, kind])  # type: ignore[valid-type]
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return where if known == generation else None
