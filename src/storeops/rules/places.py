"""What locations do when nobody said otherwise."""

from __future__ import annotations

WAREHOUSE, SHOP_FLOOR = "warehouse", "shop_floor"


def ships(kind: str) -> bool:
    """Whether a location of this kind sends parcels."""
    return kind in (WAREHOUSE, SHOP_FLOOR)


def hands_over(kind: str) -> bool:
    """Whether customers fetch orders at a location of this kind."""
    return kind == SHOP_FLOOR
