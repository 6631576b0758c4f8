"""The cart: what the customer is about to pay for. Pure: every change gives a new cart.

A line's amount is its quantity times its price (or the amount printed on its label), less its own reduction, less its
share of the cart's reduction. Shares are distributed by largest remainder, so that they add up to the cent.
"""

from __future__ import annotations

import msgspec

from storeops.rules import quantity as quantities
from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.discounts import Discount, Reduction, TooMuchOff, check_reduction
from storeops.rules.errors import Refused
from storeops.rules.money import allocate, divide
from storeops.rules.tax import TaxComponent, TaxedLine, TaxRounding, TaxShare, compute

MOST_LINES = 2000
_BY_THE_PIECE = frozenset({"each", "pair", "pack", "box", "case", "set"})


class NoSuchLine(Refused):
    def __init__(self, line: int) -> None:
        super().__init__(f"There is no line {line} in this sale. Choose one of the lines shown.")
        self.line = line


class CartFull(Refused):
    def __init__(self) -> None:
        super().__init__(f"A sale takes {MOST_LINES} lines at the most. Finish this one and begin another.")


class TooMuchMoney(Refused):
    def __init__(self) -> None:
        super().__init__("This comes to more money than one sale can hold. Check the quantity and the price.")


class NothingOnLabel(Refused):
    """A label that carries its price carries none."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The label of {name} says that it costs nothing. Weigh it again, or type a price for it.")
        self.name = name


class PriceOnLabel(Refused):
    """The line has no price but the one printed on the piece: there is none for another quantity."""

    def __init__(self, line: int) -> None:
        super().__init__("The price of this line is the one on its label. Scan each piece, or give the line a price.")
        self.line = line


class OnePiece(Refused):
    """A line with a serial number is one piece."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Each piece of {name} has its own serial number. Scan the pieces one by one.")
        self.name = name


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A product as it goes into a cart, priced and taxed as of now. `cost` is of one unit."""

    sku: str
    name: str
    department: str
    unit: str
    price: Minor
    taxes: tuple[TaxComponent, ...]
    cost: Minor = 0
    stocked: bool = True
    barcode: str = ""
    tracking: str = ""
    """Empty, lot or serial."""
    kit: bool = False
    detailed: bool = False
    """Some of it lies in a bin, under a lot or serial number, or under a status: what leaves has to be looked up."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a cart. `number` stays the line's own while it lives; `label_amount` is set when the price was on
    the scanned label itself."""

    number: int
    item: Item
    quantity: Thousandths
    unit_price: Minor
    price_reason: str = ""
    label_amount: Minor | None = None
    reduction: Reduction | None = None
    lot: str = ""
    """The lot that was scanned."""
    serial: str = ""
    """The serial number of the piece."""

    @property
    def gross(self) -> Minor:
        """Before any reduction."""
        if self.label_amount is not None:
            return self.label_amount
        return quantities.extend(self.unit_price, self.quantity)


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """A cart. Its id becomes the sale's."""

    id: str
    terminal: str
    lines: tuple[Line, ...] = ()
    reduction: Reduction | None = None
    customer: str = ""
    next_number: int = 1

    def line(self, number: int) -> Line:
        """Raises NoSuchLine."""
        for line in self.lines:
            if line.number == number:
                return line
        raise NoSuchLine(number)


class PricedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it will be paid for. `amount` is in the way prices are shown, after every reduction."""

    line: Line
    gross: Minor
    discounts: tuple[Discount, ...]
    amount: Minor
    tax: TaxedLine


class PricedCart(msgspec.Struct, frozen=True, kw_only=True):
    """A cart as it will be paid for. `total` includes tax; `discount` is the sum of all lines' discounts."""

    cart: Cart
    lines: tuple[PricedLine, ...]
    discount: Minor
    net: Minor
    tax: Minor
    total: Minor
    taxes: tuple[TaxShare, ...]


def add(
    cart: Cart,
    item: Item,
    quantity: Thousandths,
    *,
    label_amount: Minor | None = None,
    lot: str = "",
    serial: str = "",
) -> Cart:
    """Put something in. The same piece scanned again right after itself counts up its line, unless it has a serial
    number, or is of another lot.

    Raises NotWhole, NotAQuantity, CartFull, TooMuchMoney, NothingOnLabel, OnePiece."""
    if label_amount == 0:
        raise NothingOnLabel(item.name)
    unit = quantities.unit(item.unit)
    _check_quantity(quantity, unit)
    if serial and quantity != ONE:
        raise OnePiece(item.name)
    last = cart.lines[-1] if cart.lines else None
    same = last is not None and not serial and last.lot == lot and _counts_up(last, item)
    if label_amount is None and last is not None and same and unit.decimals == 0:
        return set_quantity(cart, last.number, last.quantity + quantity)
    if len(cart.lines) >= MOST_LINES:
        raise CartFull
    line = Line(
        number=cart.next_number,
        item=item,
        quantity=quantity,
        unit_price=item.price,
        label_amount=label_amount,
        lot=lot,
        serial=serial,
    )
    _check_money(line)
    return msgspec.structs.replace(cart, lines=(*cart.lines, line), next_number=cart.next_number + 1)


def _counts_up(line: Line, item: Item) -> bool:
    untouched = line.reduction is None and not line.price_reason and line.label_amount is None and not line.serial
    return untouched and line.item.sku == item.sku and line.unit_price == item.price


def set_quantity(cart: Cart, number: int, quantity: Thousandths) -> Cart:
    """Change how much of a line. A label's amount no longer holds then.

    Raises NoSuchLine, NotWhole, NotAQuantity, TooMuchMoney, PriceOnLabel, OnePiece."""
    line = cart.line(number)
    if line.serial and quantity != ONE:
        raise OnePiece(line.item.name)
    if line.label_amount is not None and line.unit_price == 0:
        raise PriceOnLabel(number)
    _check_quantity(quantity, quantities.unit(line.item.unit))
    return _replace(cart, msgspec.structs.replace(line, quantity=quantity, label_amount=None))


def set_price(cart: Cart, number: int, unit_price: Minor, reason: str) -> Cart:
    """Sell a line at another price, with the reason kept. Raises NoSuchLine, TooMuchMoney."""
    line = cart.line(number)
    return _replace(cart, msgspec.structs.replace(line, unit_price=unit_price, price_reason=reason, label_amount=None))


def reduce_line(cart: Cart, number: int, reduction: Reduction | None) -> Cart:
    """Take something off a line, or give None to take the reduction back.

    Raises NoSuchLine, NotAReduction, TooMuchOff."""
    line = cart.line(number)
    check_reduction(reduction)
    if reduction is not None and reduction.amount is not None and reduction.amount > line.gross:
        raise TooMuchOff("This", "line")
    return _replace(cart, msgspec.structs.replace(line, reduction=reduction))


def reduce_cart(cart: Cart, reduction: Reduction | None) -> Cart:
    """Take something off the whole sale, or give None to take it back.

    Raises NotAReduction, TooMuchOff."""
    check_reduction(reduction)
    if reduction is not None and reduction.amount is not None and reduction.amount > sum(_bases(cart)):
        raise TooMuchOff("This", "sale")
    return msgspec.structs.replace(cart, reduction=reduction)


def take_out(cart: Cart, number: int) -> Cart:
    """Take a line out. Raises NoSuchLine."""
    gone = cart.line(number)
    return msgspec.structs.replace(cart, lines=tuple(line for line in cart.lines if line is not gone))


def _replace(cart: Cart, changed: Line) -> Cart:
    _check_money(changed)
    lines = tuple(changed if line.number == changed.number else line for line in cart.lines)
    return msgspec.structs.replace(cart, lines=lines)


def _check_quantity(quantity: Thousandths, unit: quantities.Unit) -> None:
    """What is sold is more than nothing: what comes back is a return. Raises NotWhole, NotAQuantity."""
    quantities.check(quantity, unit)
    if quantity < 0:
        raise quantities.NotAQuantity(quantities.decimal_string(quantity), "goods that come back are a return")


def _check_money(line: Line) -> None:
    if not 0 <= line.gross < 10**13 or not 0 <= line.unit_price < 10**13:
        raise TooMuchMoney


def _bases(cart: Cart) -> list[Minor]:
    """Each line's amount after its own reduction."""
    return [line.gross - (line.reduction.of(line.gross) if line.reduction else 0) for line in cart.lines]


def price(cart: Cart, *, prices_include_tax: bool, rounding: TaxRounding) -> PricedCart:
    """Amounts, discounts and taxes of every line, and their sums."""
    bases = _bases(cart)
    shares = [0] * len(bases)
    if cart.reduction is not None and (base := sum(bases)):
        shares = list(allocate(cart.reduction.of(base), bases))
    amounts = [base - share for base, share in zip(bases, shares, strict=True)]
    taxed = compute(
        [(amount, line.item.taxes) for amount, line in zip(amounts, cart.lines, strict=True)],
        prices_include_tax=prices_include_tax,
        rounding=rounding,
    )
    lines = tuple(
        PricedLine(
            line=line, gross=line.gross, discounts=_discounts(line, cart.reduction, share), amount=amount, tax=tax
        )
        for line, share, amount, tax in zip(cart.lines, shares, amounts, taxed.lines, strict=True)
    )
    return PricedCart(
        cart=cart,
        lines=lines,
        discount=sum(discount.amount for line in lines for discount in line.discounts),
        net=taxed.net,
        tax=taxed.tax,
        total=taxed.gross,
        taxes=taxed.summary,
    )


def _discounts(line: Line, whole: Reduction | None, share: Minor) -> tuple[Discount, ...]:
    found = []
    if line.reduction is not None and (off := line.reduction.of(line.gross)):
        found.append(Discount(line.reduction.label, off, line.reduction.reason))
    if whole is not None and share:
        found.append(Discount(f"{whole.label}, whole sale", share, whole.reason))
    return tuple(found)


def quantity_of_label(amount: Minor, item: Item, pack: Thousandths = ONE) -> Thousandths:
    """The quantity that a price on a label stands for: `pack` of what is counted by the piece or has no price of its
    own, else what the price buys, to the step the unit is sold in and at least one of them."""
    unit = quantities.unit(item.unit)
    if item.price == 0 or item.unit in _BY_THE_PIECE:
        return pack
    step: int = 10 ** (3 - unit.decimals)
    return max(1, divide(amount * ONE, item.price * step)) * step
