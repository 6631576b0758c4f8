"""Settling what two databases did to one return without each other."""

from __future__ import annotations

from typing import NamedTuple

from storeops.journal.facts import OrderResolved, RmaLine, RmaPart, RmaResolved
from storeops.journal.facts.rma import RmaMove
from storeops.operations.orders import sending
from storeops.operations.rma.books import Booked, after, record_of, squared
from storeops.operations.rma.ending import part_of
from storeops.operations.rma.leaving import sent_out
from storeops.operations.rma.policy import reason_given
from storeops.operations.rma.receiving import account_of
from storeops.reports.orders.state import by_id as order_by_id
from storeops.reports.orders.state import reinstatements
from storeops.reports.rma.state import RmaState, read
from storeops.rules import postings
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.money import part
from storeops.rules.orders.lines import LineQuantity, sent_part
from storeops.rules.rma.authorising import Piece
from storeops.rules.rma.counting import ARRIVED_AFTER_ALL, ARRIVED_ONCE, OPEN_AFTER_ALL, REFUNDED
from storeops.rules.rma.dispositions import RESTOCK, SCRAP, SUPPLIER
from storeops.store import Store, Tx


class NothingToResolve(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Return {number} stays as it is: nothing in it contradicts itself.")
        self.number = number


class Settled(NamedTuple):
    """What settles an authorisation: its parts, the goods that leave, the books, and what is charged again."""

    parts: list[RmaPart]
    moves: list[RmaMove]
    amounts: dict[str, Minor]
    charged: dict[int, Thousandths]

    def post(self, account: str, amount: Minor) -> None:
        self.amounts[account] = self.amounts.get(account, 0) + amount


def resolve(shop: Store, number: str, reason: str, *, accept: bool = False) -> str:
    """Settle an authorisation's contradictions; returns its id.

    What came although it was given up came, and may be refunded; what was booked twice came once, and the second
    booking is taken back; what was refunded once too often is charged to the order again, unless it stays given
    (`accept`), or was charged already. Raises UnknownRma, AmbiguousDocument, NoReason, NothingToResolve,
    CardNumberRefused, DiskAlmostFull; nothing is written then."""
    why = reason_given(reason, "Settling this")
    shop.require_room()
    with shop.write() as tx:
        state = read(tx.connection, number)
        found = Settled([], [], {}, {})
        for line in state.authorised.lines:
            for piece in line.pieces:
                _goods(tx, state, line, piece, found)
                _money(after(state, found.parts), line, piece, found)
        booked = squared(state, Booked(tuple(found.parts), record_of(found.amounts)))
        if not booked.parts:
            raise NothingToResolve(state.number)
        charged = () if accept else _charge(tx, state, found.charged, why)
        tx.record(
            RmaResolved(
                rma=state.id,
                order=state.authorised.order,
                reason=why,
                parts=booked.parts,
                moves=tuple(found.moves),
                charged=charged,
                postings=booked.postings,
            )
        )
        return state.id


def _goods(tx: Tx, state: RmaState, line: RmaLine, piece: Piece, found: Settled) -> None:
    counts = state.counts(line.line, piece)
    over = max(0, -counts.coming)
    if came := min(over, counts.not_coming - counts.arrived_after_all):
        found.parts.append(part_of(ARRIVED_AFTER_ALL, line, piece, came))
        if opened := min(came, counts.not_refunded - counts.open_after_all):
            found.parts.append(part_of(OPEN_AFTER_ALL, line, piece, opened))
    if twice := over - came:
        moves, cost = sent_out(tx, state, line, piece, twice, forced=True)
        where = moves[0].location if moves else ""
        disposition = where if where in (SCRAP, SUPPLIER) else RESTOCK
        found.parts.append(part_of(ARRIVED_ONCE, line, piece, twice, cleared=cost, disposition=disposition))
        found.moves.extend(moves)
        found.post(postings.RETURNS_CLEARING, cost)
        found.post(account_of(disposition), -cost)


def _money(then: RmaState, line: RmaLine, piece: Piece, found: Settled) -> None:
    """What was refunded once too often is in the cost of goods once too often, too."""
    counts = then.counts(line.line, piece)
    if not (over := counts.refunded_too_much):
        return
    done = [one for one in then.of(line.line, piece) if one.step == REFUNDED]
    cost = part(sum(one.cleared for one in done), counts.refunded, counts.refunded - over, over)
    found.parts.append(part_of(OPEN_AFTER_ALL, line, piece, over, cleared=-cost))
    found.post(postings.RETURNS_CLEARING, -cost)
    found.post(postings.COST_OF_GOODS, cost)
    found.charged[line.line] = found.charged.get(line.line, 0) + over


def _charge(tx: Tx, state: RmaState, charged: dict[int, Thousandths], reason: str) -> tuple[LineQuantity, ...]:
    """Sell on paper what was refunded once too often: the customer has it, or has its money."""
    if not charged:
        return ()
    order = order_by_id(tx.connection, state.authorised.order)
    inclusive = order.placed.prices_include_tax
    told = tuple(
        sent_part(order.lines[line], order.counter(line).shipped, quantity, prices_include_tax=inclusive)
        for line, quantity in charged.items()
    )
    location = tx.profile.location
    sending.charge_again(tx, order, location, [(order.lines[one], much, False) for one, much in charged.items()])
    order = order_by_id(tx.connection, order.id)
    if kept := reinstatements(order, charged):
        tx.record(OrderResolved(order=order.id, reinstated=kept, reason=reason))
    return told
