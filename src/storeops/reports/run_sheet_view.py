"""What a van's driver needs on the road, as frozen views."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from storeops.rules.amounts import Minor
from storeops.rules.postal_address import Address


@dataclass(frozen=True, slots=True)
class RunSheetStop:
    """One door. Times are seconds of the day on the shop's clock; no `windows` is any time of it.

    `orders` are their numbers, `parcels` how many are handed over, `collect` the cash to take for them, and `note`
    what the customer wrote for the driver."""

    arrival: int
    recipient: Address
    orders: tuple[str, ...]
    parcels: int
    windows: tuple[tuple[int, int], ...] = ()
    collect: Minor = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunSheetView:
    """One van's tour, its stops in the order they are driven. `distance` in metres; `driver` may be empty."""

    van: str
    day: date
    departure: int
    back: int
    distance: int
    stops: tuple[RunSheetStop, ...]
    driver: str = ""
