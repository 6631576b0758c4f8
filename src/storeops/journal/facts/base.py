"""What every fact is: typed, immutable, named."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Something that happened. It carries all that its projection needs; it is never changed and never removed.

    `version` is that of the body's shape. A body of an earlier version is upgraded when it is read
    (`journal.upgrades`), never rewritten.
    """

    version: ClassVar[int] = 1
