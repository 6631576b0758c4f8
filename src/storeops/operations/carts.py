"""Filling a cart. Every change is written down before it is shown, so that a cart outlives a power cut."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import msgspec

from storeops.database.queries import carts as queries
from storeops.database.queries import sales as sale_queries
from storeops.journal.facts import CartVoided, LineVoided
from storeops.journal.identity import uuid7
from storeops.operations.lookup import Found
from storeops.operations.outgoing import refuse_same_piece, scanned
from storeops.operations.remarks import remark
from storeops.rules import carts as rules
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.carts import Cart, PricedCart
from storeops.rules.discounts import Reduction
from storeops.rules.errors import Refused
from storeops.rules.goods import LOT, SERIAL
from storeops.rules.text import clean
from storeops.store import Store, Tx

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Cart)


class NoReason(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(f"{what} needs a reason. Say in a word or two why.")
        self.what = what


class CartNotEmpty(Refused):
    def __init__(self) -> None:
        super().__init__("There is a sale on the screen. Park or finish it before you recall another.")


class NoSuchCart(Refused):
    def __init__(self, id: str) -> None:
        super().__init__("This parked sale is gone: it was recalled or finished elsewhere. Look at the list again.")
        self.id = id


class AlreadySold(Refused):
    """A cart that has become a sale takes nothing more. `number` is the sale's."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"This sale is finished already: it is {number}. Look at its receipt, give up what is on the screen, and "
            "begin a new sale for anything that is not on it."
        )
        self.number = number


class CartElsewhere(Refused):
    """Another terminal goes on with this cart, or it is parked."""

    def __init__(self, terminal: str, parked: bool) -> None:
        super().__init__(
            f"This sale was parked at {terminal}. Recall it there or here to go on."
            if parked
            else f"This sale goes on at {terminal}, which recalled it. Finish it there."
        )
        self.terminal = terminal
        self.parked = parked


@dataclass(frozen=True, slots=True)
class ParkedCart:
    """A cart that waits."""

    id: str
    terminal: str
    label: str
    lines: int
    total: Minor
    parked_at: str


def new(shop: Store) -> Cart:
    """An empty cart; it is written down with its first line."""
    return Cart(id=uuid7(shop.now()), terminal=shop.profile.terminal)


def current(shop: Store) -> Cart:
    """The cart this terminal was filling when it last stopped, or a new one."""
    with shop.read() as connection:
        row = queries.open_cart(connection, shop.profile.terminal)
    return new(shop) if row is None else _decoder.decode(row["body"])


def priced(shop: Store, cart: Cart) -> PricedCart:
    """The cart as it will be paid for."""
    profile = shop.profile
    return rules.price(cart, prices_include_tax=profile.prices_include_tax, rounding=profile.tax_rounding)


def find(shop: Store, code: str) -> Found:
    """What a scan or a typed code names; a serial number names its piece. Expiry is looked at here.

    Raises UnknownProduct, NotForSale, NoPrice, Expired, SerialNeeded, SerialNotHere."""
    day = shop.business_date().isoformat()
    with shop.read() as connection:
        return scanned(connection, shop.profile, code, day)


def rehearse(shop: Store) -> None:
    """Look for a number that no product has, so that the day's first scan finds loaded what it needs."""
    with suppress(Refused):
        find(shop, "2100000000005")


def add(shop: Store, cart: Cart, code: str, quantity: Thousandths | None = None) -> Cart:
    """Put what a code names into the cart: `quantity` times what the barcode stands for.

    Raises what `find` raises, NotWhole, NotAQuantity, CartFull, TooMuchMoney, NothingOnLabel, OnePiece, SerialTwice,
    DiskAlmostFull, AlreadySold, CartElsewhere."""
    shop.require_room()
    return _save(shop, with_item(cart, find(shop, code), quantity))


def with_item(cart: Cart, found: Found, quantity: Thousandths | None) -> Cart:
    """The cart with one more item: pure. A label that says its weight or price stands for exactly that.

    Raises NotWhole, NotAQuantity, CartFull, TooMuchMoney, NothingOnLabel, OnePiece, SerialTwice."""
    refuse_same_piece(cart, found)
    # What is not tracked is booked without a lot, whatever its label says.
    lot = clean(found.scan.lot, limit=40) if found.item.tracking == LOT else ""
    serial = clean(found.scan.serial, limit=40) if found.item.tracking == SERIAL else ""
    if found.label_amount is not None:
        quantity = rules.quantity_of_label(found.label_amount, found.item, found.quantity)
        return rules.add(cart, found.item, quantity, label_amount=found.label_amount, lot=lot)
    times = 1000 if quantity is None else quantity
    return rules.add(cart, found.item, times * found.quantity // 1000, lot=lot, serial=serial)


def set_quantity(shop: Store, cart: Cart, line: int, quantity: Thousandths) -> Cart:
    """Raises NoSuchLine, NotWhole, NotAQuantity, TooMuchMoney, PriceOnLabel, AlreadySold, CartElsewhere."""
    return _save(shop, rules.set_quantity(cart, line, quantity))


def set_price(shop: Store, cart: Cart, line: int, unit_price: Minor, reason: str) -> Cart:
    """Sell a line at another price. Raises NoReason, NoSuchLine, TooMuchMoney, CardNumberRefused,
    AlreadySold, CartElsewhere."""
    return _save(shop, rules.set_price(cart, line, unit_price, _reason("Another price", reason)))


def reduce_line(shop: Store, cart: Cart, line: int, reduction: Reduction | None) -> Cart:
    """Raises NoSuchLine, NotAReduction, TooMuchOff, CardNumberRefused, AlreadySold, CartElsewhere."""
    return _save(shop, rules.reduce_line(cart, line, _checked(reduction)))


def reduce_cart(shop: Store, cart: Cart, reduction: Reduction | None) -> Cart:
    """Raises NotAReduction, TooMuchOff, CardNumberRefused, AlreadySold, CartElsewhere."""
    return _save(shop, rules.reduce_cart(cart, _checked(reduction)))


def set_customer(shop: Store, cart: Cart, customer: str) -> Cart:
    """Write down who buys. Raises CardNumberRefused, AlreadySold, CartElsewhere."""
    return _save(shop, msgspec.structs.replace(cart, customer=remark(customer, "customer")))


def take_out(shop: Store, cart: Cart, line: int) -> Cart:
    """Take a line out before it is paid; that it was there is kept, once however often this is asked.

    Raises NoSuchLine, AlreadySold, CartElsewhere."""
    gone = cart.line(line)
    smaller = rules.take_out(cart, line)
    with shop.write() as tx:
        refuse_stranger(tx, cart)
        if not _taken_out_before(tx, cart, line):
            tx.record(
                LineVoided(
                    session=_session(tx),
                    cart=cart.id,
                    sku=gone.item.sku,
                    name=gone.item.name,
                    quantity=gone.quantity,
                    amount=gone.gross,
                )
            )
        _write(tx, smaller, priced(shop, smaller).total)
    return smaller


def _taken_out_before(tx: Tx, cart: Cart, line: int) -> bool:
    """Whether what is written down lacks the line already: then the last attempt came through."""
    row = queries.by_id(tx.connection, cart.id)
    if row is None:
        return len(cart.lines) == 1
    return all(kept.number != line for kept in _decoder.decode(row["body"]).lines)


def void(shop: Store, cart: Cart, reason: str) -> Cart:
    """Give the whole cart up; that it was there is kept, once however often this is asked. Returns an empty one.

    A cart that is sold or given up already only leaves the screen. Raises CardNumberRefused, CartElsewhere."""
    why = remark(reason, "reason")
    if cart.lines:
        sums = priced(shop, cart)
        with shop.write() as tx:
            if sale_queries.exists(tx.connection, cart.id) or queries.owner(tx.connection, cart.id) is None:
                return new(shop)
            refuse_stranger(tx, cart)
            tx.record(
                CartVoided(
                    session=_session(tx),
                    cart=cart.id,
                    reason=why,
                    total=sums.total,
                    lines=tuple(
                        (line.line.item.sku, line.line.item.name, line.line.quantity, line.amount)
                        for line in sums.lines
                    ),
                )
            )
            queries.remove(tx.connection, cart.id)
    return new(shop)


def park(shop: Store, cart: Cart, label: str) -> Cart:
    """Put the cart aside; returns an empty one. Raises CardNumberRefused, AlreadySold, CartElsewhere."""
    known_as = remark(label, "label", limit=40)
    if cart.lines:
        with shop.write() as tx:
            refuse_stranger(tx, cart, may_be_parked=True)
            _write(tx, cart, priced(shop, cart).total, status="parked", label=known_as)
    return new(shop)


def recall(shop: Store, cart: Cart, parked_id: str) -> Cart:
    """Go on with a parked cart, of this terminal or another. Raises CartNotEmpty, NoSuchCart."""
    if cart.lines:
        raise CartNotEmpty
    with shop.write() as tx:
        row = queries.by_id(tx.connection, parked_id)
        if row is None or row["status"] != "parked":
            raise NoSuchCart(parked_id)
        again = msgspec.structs.replace(_decoder.decode(row["body"]), terminal=tx.profile.terminal)
        _write(tx, again, row["total"])
    return again


def parked(shop: Store) -> tuple[ParkedCart, ...]:
    """The carts that wait, oldest first."""
    with shop.read() as connection:
        return tuple(
            ParkedCart(row["id"], row["terminal"], row["label"], row["lines"], row["total"], row["updated_at"])
            for row in queries.parked(connection)
        )


def refuse_stranger(tx: Tx, cart: Cart, *, may_be_parked: bool = False) -> None:
    """A till works on its own copy of a cart: refuse one that was sold, parked or recalled elsewhere meanwhile, or
    writing it would bring a sold cart back or take goods from another till's. Raises AlreadySold, CartElsewhere."""
    if sale_queries.exists(tx.connection, cart.id):
        sold = sale_queries.by_id(tx.connection, cart.id)
        raise AlreadySold(sold["number"] if sold else cart.id)
    refuse_elsewhere(tx, cart, may_be_parked=may_be_parked)


def refuse_elsewhere(tx: Tx, cart: Cart, *, may_be_parked: bool = False) -> None:
    """Refuse a cart that was parked, or recalled by another till. Raises CartElsewhere."""
    if (owner := queries.owner(tx.connection, cart.id)) is not None:
        terminal, status = owner
        if terminal != tx.profile.terminal or (status == "parked" and not may_be_parked):
            raise CartElsewhere(terminal, status == "parked")


def _reason(what: str, reason: str) -> str:
    if not (cleaned := remark(reason, "reason")):
        raise NoReason(what)
    return cleaned


def _checked(reduction: Reduction | None) -> Reduction | None:
    """The reduction with a reason that is fit for a receipt and a terminal."""
    if reduction is None:
        return None
    return msgspec.structs.replace(reduction, reason=remark(reduction.reason, "reason"))


def _session(tx: Tx) -> str:
    return str(tx.session["id"]) if tx.session else ""


def _save(shop: Store, cart: Cart) -> Cart:
    total = priced(shop, cart).total
    with shop.write() as tx:
        refuse_stranger(tx, cart)
        _write(tx, cart, total)
    return cart


def _write(tx: Tx, cart: Cart, total: Minor, *, status: str = "open", label: str = "") -> None:
    if not cart.lines:
        # An empty cart left behind would be the one found after a power cut, before the one that is being filled.
        queries.remove(tx.connection, cart.id)
        return
    queries.save(
        tx.connection,
        id=cart.id,
        terminal=cart.terminal,
        status=status,
        label=label,
        lines=len(cart.lines),
        total=total,
        updated_at=tx.now.isoformat(timespec="seconds"),
        body=_encoder.encode(cart),
    )
