"""The integers that travel through the whole program, and what each of them counts.

Money is an integer of the currency's minor unit, a quantity an integer of thousandths of the product's unit. Both
are plain `int` to the interpreter; the mark beside the type lets a door write them as decimal strings.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

Minor: TypeAlias = Annotated[int, "money"]
"""Money: an integer of the currency's minor unit (8.75 GBP = 875, 100 JPY = 100)."""

Thousandths: TypeAlias = Annotated[int, "quantity"]
"""A quantity: thousandths of the product's unit (1.5 kg = 1500, 3 pieces = 3000)."""

ONE: Thousandths = 1000
"""One whole unit."""
