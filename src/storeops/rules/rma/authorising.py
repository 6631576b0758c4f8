"""Whether goods may come back, and out of which of the sales they were sent with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from storeops.rules import quantity as quantities
from storeops.rules.amounts import Thousandths
from storeops.rules.errors import Refused
from storeops.rules.rma.policy import Policy


class OutsideWindow(Refused):
    """The goods were sent too long ago. `until` is the last day they could have been announced on."""

    def __init__(self, line: int, name: str, until: date) -> None:
        super().__init__(
            f"Line {line} ({name}) could be sent back until {until.isoformat()}. To take it all the same, say why with "
            "--override."
        )
        self.line = line
        self.until = until


class FinalSale(Refused):
    """Goods that the shop does not take back."""

    def __init__(self, line: int, name: str) -> None:
        super().__init__(
            f"Line {line} ({name}) is a final sale and does not come back. To take it all the same, say why with "
            "--override."
        )
        self.line = line


class NothingLeft(Refused):
    """More would come back of an order's line than was sent and neither came back nor is on its way."""

    def __init__(self, line: int, name: str, wanted: Thousandths, left: Thousandths) -> None:
        super().__init__(
            f"Line {line} ({name}): {quantities.decimal_string(wanted)} cannot come back, "
            f"{quantities.decimal_string(left)} was sent and is still with the customer."
        )
        self.line = line
        self.wanted = wanted
        self.left = left


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A part of an order's line as it was sent: by which sale, on which day, and what of it is `left` to come back."""

    sale: str
    sale_line: int
    on: date
    left: Thousandths


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """`quantity` of an order's line, out of one line of one of its sales."""

    sale: str
    sale_line: int
    quantity: Thousandths


def last_day(sent: date, days: int) -> date:
    """The last day on which goods sent on a day may be announced: with a window of 14 days, the fourteenth after."""
    return sent + timedelta(days=days)


def is_final(sku: str, department: str, policy: Policy) -> bool:
    return sku in policy.final_sale or department in policy.final_sale


def pieces(
    line: int,
    name: str,
    wanted: Thousandths,
    sent: Sequence[Sent],
    *,
    today: date,
    days: int,
    overridden: bool = False,
) -> tuple[Piece, ...]:
    """Which of the sent goods come back: the oldest that are still within the window, or, where somebody answers for
    it, whatever was sent, what is within the window first.

    Raises NothingLeft where there is not so much, OutsideWindow where there is, and it is too late for it."""
    left = sum(one.left for one in sent)
    if not 0 < wanted <= left:
        raise NothingLeft(line, name, wanted, left)
    timely = [one for one in sent if today <= last_day(one.on, days)]
    if not overridden and wanted > sum(one.left for one in timely):
        raise OutsideWindow(line, name, max(last_day(one.on, days) for one in sent if one not in timely and one.left))
    late = [one for one in sent if one not in timely] if overridden else []
    found = []
    for one in (*timely, *late):
        if taken := min(wanted, one.left):
            found.append(Piece(sale=one.sale, sale_line=one.sale_line, quantity=taken))
            wanted -= taken
    return tuple(found)
