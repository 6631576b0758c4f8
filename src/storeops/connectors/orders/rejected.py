"""A document that could not be read, beside those that could: one bad order never blocks the rest."""

from __future__ import annotations

import msgspec

from storeops.rules.card_numbers import mask
from storeops.rules.orders.document import DocumentRefused

LARGEST_FILE = 64 * 1024**2
"""The largest file of orders that is read, in bytes."""

LONGEST_RAW = 1_000_000
"""How much of a rejected document is kept, in characters."""


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """A document that is no order, or cannot be read as one. `external` is the channel's id as far as it could be read,
    `reason` says why in words, `raw` is the document as it came, for a person to mend and read again (a payment card
    number in it is masked; as long as `LONGEST_RAW` allows)."""

    external: str = ""
    reason: str
    raw: str


def rejected(refusal: DocumentRefused, raw: str, external: str = "") -> Rejected:
    """What a refusal of one document among several becomes. `external` holds where the refusal does not know it."""
    return Rejected(external=refusal.external or external, reason=refusal.reason, raw=mask(raw[:LONGEST_RAW]))


def refuse_too_large(data: bytes) -> None:
    """Raises DocumentRefused when the file is empty or larger than LARGEST_FILE."""
    if not data.strip():
        raise DocumentRefused("the file is empty")
    if len(data) > LARGEST_FILE:
        raise DocumentRefused(f"the file is larger than {LARGEST_FILE // 1024**2} MB; split it")
