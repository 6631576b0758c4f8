"""Paying back what was paid for goods that came in a parcel, less what the shop keeps by its rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from storeops.database.queries import orders as order_queries
from storeops.database.queries import rma as queries
from storeops.journal.facts import RmaLine, RmaPart, RmaRefunded, SaleCompleted
from storeops.journal.reading import fact
from storeops.operations.orders import money
from storeops.operations.remarks import remark
from storeops.operations.rma.books import Booked, squared
from storeops.operations.rma.documents import Given, Shares, give_back
from storeops.operations.rma.policy import policy
from storeops.operations.rma.receiving import chosen
from storeops.reports.orders.state import OrderState
from storeops.reports.orders.state import by_id as order_by_id
from storeops.reports.rma.state import RmaState, by_id, read
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.orders.lines import SHIPPING
from storeops.rules.rma.authorising import Piece
from storeops.rules.rma.counting import REFUNDED, NotSoMuch
from storeops.rules.rma.policy import Policy
from storeops.rules.rma.reasons import CUSTOMER
from storeops.rules.rma.refunding import fee_term, postage_kept, restocking_fee, shipping_comes_back
from storeops.store import RecordedOtherwise, Store, Tx


class NotReceived(Refused):
    """It would be refunded before it came."""

    def __init__(self, number: str, line: int, name: str) -> None:
        super().__init__(
            f"Return {number}, line {line} ({name}): there is nothing here to refund. Receive it first, or say with "
            "--override why it is paid back before it came."
        )
        self.number = number
        self.line = line


class OtherTender(Refused):
    """The money would go back in another way than it came."""

    def __init__(self, number: str, tender: str) -> None:
        super().__init__(
            f"Return {number} was not paid in {tender}. Leave --tender out, and it goes back to where it came from, or "
            "say with --override why it does not."
        )
        self.number = number
        self.tender = tender


class Part(NamedTuple):
    """A part of a piece that is refunded, in the condition it was found in; empty where it has not come."""

    line: RmaLine
    piece: Piece
    condition: str
    quantity: Thousandths


class Priced(NamedTuple):
    """A part, what is given back for it, and what of it is kept for which reason."""

    part: Part
    given: Given
    fee: Minor
    postage: Minor


class Refund(NamedTuple):
    """What a refund gave back: `total` in all, what the parcels had cost in it, and the goods it was for."""

    total: Minor
    goods: tuple[Priced, ...]


def refund(
    shop: Store,
    number: str,
    wanted: Sequence[tuple[int, Thousandths]] = (),
    *,
    override: str = "",
    tender: str = "",
    command: str = "",
) -> str:
    """Refund (line, quantity) of an authorisation: 0 is all that is here of a line, no line is all that is here.

    The return documents are recorded and the money goes back to the tenders it came from; to another one, or before the
    goods came (where the setting return_before_receipt does not allow it anyway), only with the reason in `override`.
    Restocking fee, the way back and the first parcel's cost go by the shop's rules. Returns the authorisation's id.
    Raises UnknownRma, AmbiguousDocument, NoSuchLine, NotSoMuch, NotReceived, NothingToReturn, ReturnTooMuch,
    OtherTender, UnknownTender, DrawerNotOpen (cash), NotWhole, NotAQuantity, WrongReturnSetting, CardNumberRefused,
    DiskAlmostFull, RecordedOtherwise; nothing is written then."""
    why = remark(override, "override")
    shop.require_room()
    with shop.write() as tx:
        state = read(tx.connection, number)
        if done := tx.recorded(command):
            before = done.envelope.fact
            if not isinstance(before, RmaRefunded) or before.rma != state.id:
                raise RecordedOtherwise(done.envelope.id)
            return state.id
        given = refund_in(tx, state, wanted, override=why, command=command)
        pay_back(tx, state, given.total, tender, why)
        return state.id


def refund_in(
    tx: Tx, state: RmaState, wanted: Sequence[tuple[int, Thousandths]], *, override: str, command: str = ""
) -> Refund:
    """Record the return documents and what was refunded, and leave the money due. Raises what `refund` raises."""
    rules, shares = policy(tx), Shares(tx)
    order = order_by_id(tx.connection, state.authorised.order)
    parts = _parts(state, wanted, early=bool(override) or rules.before_receipt)
    priced = _priced(state, parts, rules, shares)
    shipping = _shipping(tx, state, order, parts, rules, shares)
    documents: dict[str, str] = {}
    for sale, given in _by_sale(priced, shipping).items():
        documents[sale] = give_back(tx, order.id, sale, given, f"return {state.number}")
    booked = squared(state, Booked(tuple(_told(one, documents[one.part.piece.sale]) for one in priced), ()))
    back = sum(given.paid for _, given in shipping)
    total = back + sum(one.given.paid for one in priced)
    tx.record(
        RmaRefunded(
            rma=state.id,
            order=order.id,
            parts=booked.parts,
            shipping=back,
            total=total,
            override=override,
            postings=booked.postings,
        ),
        id=command,
    )
    return Refund(total, tuple(priced))


def pay_back(tx: Tx, state: RmaState, total: Minor, tender: str, override: str) -> None:
    """Give the money back, as far as the customer had paid it. Raises OtherTender, DrawerNotOpen, UnknownTender."""
    order = order_by_id(tx.connection, state.authorised.order)
    wanted = min(total, -order.money.due)
    if wanted <= 0:
        return
    ways = money.ways_back(tx, order.id, wanted, "")
    if tender and not override and any(kind != tender for kind, _, _ in ways):
        raise OtherTender(state.number, tender)
    money.give_back(tx, order, wanted, tender=tender, reason=f"return {state.number}")


def _parts(state: RmaState, wanted: Sequence[tuple[int, Thousandths]], *, early: bool) -> list[Part]:
    """What is refunded: what is here, in the order it came; beyond it, where that is allowed, what is still to come."""
    if wanted:
        asked = chosen(state, wanted, "refundable", "refunded")
        amounts = {line: quantity for line, quantity in wanted if not quantity}
    else:
        here = [line for line, counts in state.by_line.items() if any(one.awaiting_refund for one in counts)]
        asked = chosen(state, [(line, 0) for line in here] if here or not early else (), "refundable", "refunded")
        amounts = dict.fromkeys((line.line for line, _ in asked), 0)
    found: list[Part] = []
    for line, quantities in asked:
        found.extend(_of_line(state, line, sum(quantities), early=early, whole=line.line in amounts))
    return found


def _of_line(state: RmaState, line: RmaLine, wanted: Thousandths, *, early: bool, whole: bool) -> list[Part]:
    here = [
        Part(line, piece, condition, quantity)
        for piece in line.pieces
        for condition, quantity in state.awaiting(line.line, piece)
    ]
    there = sum(part.quantity for part in here)
    if whole and (there or not early):
        wanted = there
    if not there and not early:
        raise NotReceived(state.number, line.line, line.name)
    if wanted > there and not early:
        raise NotSoMuch(line.line, line.name, "refunded before it comes", wanted, there)
    found = []
    for part in here:
        if taken := min(part.quantity, wanted):
            found.append(part._replace(quantity=taken))
            wanted -= taken
    for piece in line.pieces:
        counts = state.counts(line.line, piece)
        if taken := min(wanted, max(0, counts.refundable - counts.awaiting_refund)):
            found.append(Part(line, piece, "", taken))
            wanted -= taken
    return found


def _priced(state: RmaState, parts: Sequence[Part], rules: Policy, shares: Shares) -> list[Priced]:
    """Each part with what is kept of it: a fee's minimum is taken once a line and condition, the way back once."""
    found: list[Priced] = []
    before: dict[tuple[int, str], tuple[Minor, Minor]] = {}
    postage = state.postage_kept
    for part in parts:
        whole, order_line, goods = shares.next(part.piece.sale, part.piece.sale_line, part.quantity)
        paid, key = whole.net + whole.tax, (part.line.line, part.condition)
        had, kept = before.get(key) or state.paid_back(*key)
        term = fee_term(part.line.reason, part.condition, rules.fees) if part.condition else None
        fee = restocking_fee(term, had, paid, kept)
        before[key] = had + paid, kept + fee
        way = postage_kept(rules, state.authorised.postage == CUSTOMER, postage, paid - fee)
        postage += way
        found.append(Priced(part, Given(order_line, goods, whole, fee + way), fee, way))
    return found


def _shipping(
    tx: Tx, state: RmaState, order: OrderState, parts: Sequence[Part], rules: Policy, shares: Shares
) -> list[tuple[str, Given]]:
    """What the parcels had cost, where that is given back: each shipping line of each sale, whole."""
    now: dict[int, Thousandths] = {}
    for part in parts:
        now[part.line.line] = now.get(part.line.line, 0) + part.quantity
    counters = {line.line: order.counter(line.line) for line in order.goods}
    everything = all(one.open <= 0 and one.returned + now.get(line, 0) >= one.shipped for line, one in counters.items())
    others = [by_id(tx.connection, id) for id in queries.of_order(tx.connection, order.id)]
    refunded = sum(one.refunded for other in others for counts in other.by_line.values() for one in counts)
    by_parcel = refunded + sum(now.values()) == sum(one.shipped for one in counters.values())
    reasons = [line.reason for other in others for line in other.authorised.lines] if by_parcel else ["other"]
    if not shipping_comes_back(rules, everything=everything, reasons=reasons):
        return []
    found = []
    for row in order_queries.dispatches(tx.connection, order.id):
        entry = fact(tx.connection, row["sale"])
        sale = entry.envelope.fact if entry else None
        for line in sale.lines if isinstance(sale, SaleCompleted) else ():
            if order.lines[line.order_line].kind == SHIPPING and (left := shares.left(row["sale"], line)):
                whole, order_line, goods = shares.next(row["sale"], line.line, left)
                found.append((row["sale"], Given(order_line, goods, whole, 0)))
    return found


def _by_sale(priced: Sequence[Priced], shipping: Sequence[tuple[str, Given]]) -> dict[str, list[Given]]:
    found: dict[str, list[Given]] = {}
    for sale, given in (*((one.part.piece.sale, one.given) for one in priced), *shipping):
        found.setdefault(sale, []).append(given)
    return found


def _told(one: Priced, document: str) -> RmaPart:
    return RmaPart(
        step=REFUNDED,
        line=one.part.line.line,
        sale=one.part.piece.sale,
        sale_line=one.part.piece.sale_line,
        quantity=one.part.quantity,
        condition=one.part.condition,
        amount=one.given.paid,
        fee=one.fee,
        postage=one.postage,
        cleared=one.given.whole.cost,
        document=document,
    )
