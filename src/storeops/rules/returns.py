"""How much of a sold line belongs to the part of it that comes back.

By cumulative difference: the share of the units (before, before + now] of the line. So any subset in any order gives
back exactly what was paid, discounts, tax and cost included, and never a cent more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from storeops.rules import quantity as quantities
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.carts import Item, NoSuchLine
from storeops.rules.discounts import Discount, net_of
from storeops.rules.errors import Refused
from storeops.rules.goods import Moved, moved_back
from storeops.rules.money import divide, part
from storeops.rules.tax import TaxedLine, TaxShare

RESTOCK = "restock"
SCRAP = "scrap"
DISPOSITIONS = (RESTOCK, SCRAP)


class ReturnTooMuch(Refused):
    """More would come back than is left of the line."""

    def __init__(self, line: int, name: str, wanted: Thousandths, remaining: Thousandths) -> None:
        left = quantities.decimal_string(remaining)
        super().__init__(
            f"Line {line} ({name}): {quantities.decimal_string(wanted)} cannot come back, {left} is left to return."
        )
        self.line = line
        self.wanted = wanted
        self.remaining = remaining


class UnknownDisposition(Refused):
    def __init__(self, disposition: str) -> None:
        super().__init__(f"'{disposition}' is not known. Goods go back on the shelf (restock) or away (scrap).")
        self.disposition = disposition


class NothingToReturn(Refused):
    def __init__(self) -> None:
        super().__init__("Nothing was chosen to come back. Name at least one line and its quantity.")


class OverReceiptlessLimit(Refused):
    """More would be given back without a receipt than the shop allows. `total` and `limit` in minor units."""

    def __init__(self, total: Minor, limit: Minor, shown: str) -> None:
        super().__init__(
            f"Without a receipt at most {shown} goes back at once (setting receiptless_limit). Ask for the receipt, or "
            "take less back."
        )
        self.total = total
        self.limit = limit


class SoldLine(Protocol):
    """A line of the sale's fact."""

    @property
    def line(self) -> int: ...
    @property
    def sku(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def quantity(self) -> Thousandths: ...
    @property
    def unit(self) -> str: ...
    @property
    def list_price(self) -> Minor: ...
    @property
    def unit_price(self) -> Minor: ...
    @property
    def discounts(self) -> tuple[Discount, ...]: ...
    @property
    def amount(self) -> Minor: ...
    @property
    def net(self) -> Minor: ...
    @property
    def tax(self) -> Minor: ...
    @property
    def taxes(self) -> tuple[TaxShare, ...]: ...
    @property
    def cost(self) -> Minor: ...
    @property
    def stocked(self) -> bool: ...
    @property
    def moved(self) -> tuple[Moved, ...]: ...


class Back(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a line that comes back. Amounts are positive: what is given back for it."""

    original_line: int
    sku: str
    name: str
    department: str
    quantity: Thousandths
    unit: str
    list_price: Minor
    unit_price: Minor
    discount: Minor
    discount_net: Minor
    amount: Minor
    net: Minor
    tax: Minor
    taxes: tuple[TaxShare, ...]
    cost: Minor
    stocked: bool
    disposition: str
    moved: tuple[Moved, ...] = ()


def lines_back(
    sold: Sequence[SoldLine],
    returned: Mapping[int, Thousandths],
    wanted: Sequence[tuple[int, Thousandths]],
    disposition: str,
    *,
    prices_include_tax: bool,
) -> tuple[Back, ...]:
    """The parts that come back; two wishes for one line are taken together.

    `returned`: line -> what came back of it before; `prices_include_tax`: how the sale showed its prices. Raises
    NoSuchLine, ReturnTooMuch, UnknownDisposition, NotWhole, NotAQuantity, NothingToReturn."""
    if disposition not in DISPOSITIONS:
        raise UnknownDisposition(disposition)
    if not wanted:
        raise NothingToReturn
    sums: dict[int, Thousandths] = {}
    for number, quantity in wanted:
        sums[number] = sums.get(number, 0) + quantity
    by_number = {line.line: line for line in sold}
    backs = []
    for number, quantity in sums.items():
        if number not in by_number:
            raise NoSuchLine(number)
        line, before = by_number[number], returned.get(number, 0)
        quantities.check(quantity, quantities.unit(line.unit))
        if quantity < 0 or before + quantity > line.quantity:
            raise ReturnTooMuch(number, line.name, quantity, line.quantity - before)
        backs.append(share_of(line, before, quantity, disposition, prices_include_tax=prices_include_tax))
    return tuple(backs)


def share_of(
    line: SoldLine, before: Thousandths, now: Thousandths, disposition: str, *, prices_include_tax: bool
) -> Back:
    """What belongs to the units (before, before + now] of a line: what is given back for them, and, of an order, what
    is asked for them when they are sent."""
    inclusive = prices_include_tax

    def share(whole: Minor) -> Minor:
        return part(whole, line.quantity, before, now)

    parts = [share(tax.tax) for tax in line.taxes]
    amount, tax = share(line.amount), sum(parts)
    net = amount - tax if inclusive else amount
    taxes = tuple(msgspec.structs.replace(one, net=net, tax=back) for one, back in zip(line.taxes, parts, strict=True))
    discount = sum(one.amount for one in line.discounts)
    return Back(
        original_line=line.line,
        sku=line.sku,
        name=line.name,
        department=line.department,
        quantity=now,
        unit=line.unit,
        list_price=line.list_price,
        unit_price=line.unit_price,
        discount=share(discount),
        discount_net=share(discount_net(line, prices_include_tax=inclusive)),
        amount=amount,
        net=net,
        tax=tax,
        taxes=taxes,
        cost=share(line.cost),
        stocked=line.stocked,
        disposition=disposition,
        moved=moved_back(line.moved, line.quantity, before, now),
    )


def discount_net(line: SoldLine, *, prices_include_tax: bool) -> Minor:
    """A line's discounts without the tax that was saved with them."""
    discount = sum(one.amount for one in line.discounts)
    return net_of(discount, line.taxes) if prices_include_tax and discount else discount


def without_receipt(
    item: Item, quantity: Thousandths, price: Minor, taxed: TaxedLine, disposition: str, moved: tuple[Moved, ...] = ()
) -> Back:
    """What comes back of a sale that nobody can name: `price` of one unit, in the way prices are shown; `taxed` is
    quantity x price with the taxes of the day it comes back."""
    cost = sum(one.unit_cost * one.quantity for one in moved) if moved else item.cost * quantity
    return Back(
        original_line=0,
        sku=item.sku,
        name=item.name,
        department=item.department,
        quantity=quantity,
        unit=item.unit,
        list_price=item.price or price,
        unit_price=price,
        discount=0,
        discount_net=0,
        amount=quantities.extend(price, quantity),
        net=taxed.net,
        tax=taxed.tax,
        taxes=taxed.shares,
        cost=divide(cost, ONE),
        stocked=item.stocked or bool(moved),
        disposition=disposition,
        moved=moved,
    )
