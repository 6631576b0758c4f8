"""Goods on their way out: picked for an order or packed in a parcel, still at their location until they leave.

The books hold them in a place named after the document, as if it were a bin. No bin of the shop can have such a name:
bins begin with a letter or a digit."""

from __future__ import annotations

_MARK = "~"


def place_of(number: str) -> str:
    """Where the goods picked for an order, or packed in a parcel, are held: `~S1-T1-O000012`."""
    return _MARK + number


def is_on_its_way(bin: str) -> bool:
    """Whether goods there wait to leave: nobody else may take, shift or count them."""
    return bin.startswith(_MARK)
