"""Goods that lie somewhere, kind by kind, and which of them go first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from storeops.rules.amounts import Thousandths


class Held(msgspec.Struct, frozen=True):
    """Goods of one product at one location that are alike. An empty `status` is available; `expires` an ISO date,
    empty where the lot has none; of a serial there is one piece."""

    bin: str
    status: str
    lot: str
    serial: str
    quantity: Thousandths
    expires: str = ""


def first_expiring(held: Iterable[Held]) -> list[Held]:
    """First expired, first out; what has no date comes last, and of goods as old as each other the loose ones first."""
    return sorted(held, key=lambda one: (one.expires or "9999-99-99", one.lot, one.bin, one.serial))


def take(held: Sequence[Held], quantity: Thousandths) -> tuple[list[tuple[Held, Thousandths]], Thousandths]:
    """Which of these goods `quantity` is taken from, in their order, and what of it they do not cover."""
    taken: list[tuple[Held, Thousandths]] = []
    rest = quantity
    for one in held:
        if rest <= 0:
            break
        if (some := min(one.quantity, rest)) > 0:
            taken.append((one, some))
            rest -= some
    return taken, rest


def fresh(held: Iterable[Held], day: str) -> list[Held]:
    """What has not expired on an ISO date: an expiry date is the last day the goods are good."""
    return [one for one in held if not one.expires or one.expires >= day]
