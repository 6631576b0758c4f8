"""What people write beside the figures: reasons, names, labels, references."""

from __future__ import annotations

from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.text import clean


def remark(text: str, field: str, *, limit: int = 200) -> str:
    """The text fit to be kept; `field` is its name for the cashier.

    Looked at as typed and as kept: what cannot be seen may stand between the digits of a card number, and goes when
    the text is cleaned. Raises CardNumberRefused."""
    refuse_card_number(text, field)
    cleaned = clean(text, limit=len(text) + 1)
    refuse_card_number(cleaned, field)
    return clean(cleaned, limit=limit)
