"""Ending a return: what did not come will not, what came is not refunded and goes back to the customer, or is kept."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.journal.facts import RmaEnded, RmaLine
from storeops.journal.facts.rma import RmaMove, RmaPart
from storeops.operations.rma.books import Booked, record_of, squared
from storeops.operations.rma.leaving import sent_out
from storeops.operations.rma.policy import reason_given
from storeops.operations.rma.receiving import chosen
from storeops.reports.rma.state import RmaState, read
from storeops.rules import postings
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.returns import NothingToReturn
from storeops.rules.rma.authorising import Piece
from storeops.rules.rma.counting import NOT_COMING, NOT_REFUNDED, SENT_BACK
from storeops.store import RecordedOtherwise, Store, Tx

CLOSED, REJECTED = "closed", "rejected"


class StillToRefund(Refused):
    """Goods came and nobody decided about their money."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Goods of return {number} are here and not refunded. Refund them with 'storeops rma refund {number}', or "
            f"say that they are not with 'storeops rma reject {number}'."
        )
        self.number = number


class NothingToEnd(Refused):
    def __init__(self, number: str) -> None:
        super().__init__(f"Nothing of return {number} is to come or to be refunded: it is over.")
        self.number = number


def close(shop: Store, number: str, reason: str, *, command: str = "") -> str:
    """Say that what is left of an authorisation will not come. Returns its id.

    What was refunded before it came and never did is shrinkage then. Raises UnknownRma, AmbiguousDocument, NoReason,
    StillToRefund, NothingToEnd, CardNumberRefused, RecordedOtherwise; nothing is written then."""
    why = reason_given(reason, "Closing a return")
    with shop.write() as tx:
        state = read(tx.connection, number)
        if _done(tx, state, command):
            return state.id
        if any(one.awaiting_refund for counts in state.by_line.values() for one in counts):
            raise StillToRefund(state.number)
        parts = [part for line in state.authorised.lines for piece in line.pieces for part in _rest(state, line, piece)]
        if not parts:
            raise NothingToEnd(state.number)
        tx.record(_fact(state, CLOSED, why, parts, []), id=command)
        return state.id


def reject(
    shop: Store,
    number: str,
    reason: str,
    *,
    wanted: Sequence[tuple[int, Thousandths]] = (),
    keep: bool = False,
    command: str = "",
) -> str:
    """Refuse to refund (line, quantity): 0 is all that is not refunded of a line, no line is all of it.

    What is here goes back to the customer, unless it is kept (`keep`); what has not come need not come. Returns the
    authorisation's id. Raises UnknownRma, AmbiguousDocument, NoReason, NoSuchLine, NotSoMuch, NothingToEnd, GoodsGone,
    NotWhole, NotAQuantity, CardNumberRefused, RecordedOtherwise; nothing is written then."""
    why = reason_given(reason, "Refusing a return")
    with shop.write() as tx:
        state = read(tx.connection, number)
        if _done(tx, state, command):
            return state.id
        try:
            asked = chosen(state, wanted, "refundable", "refused")
        except NothingToReturn:
            raise NothingToEnd(state.number) from None
        parts: list[RmaPart] = []
        moves: list[RmaMove] = []
        for line, quantities in asked:
            for piece, quantity in zip(line.pieces, quantities, strict=True):
                if quantity:
                    _refuse(tx, state, line, piece, quantity, parts, moves, keep=keep)
        tx.record(_fact(state, REJECTED, why, parts, moves), id=command)
        return state.id


def _done(tx: Tx, state: RmaState, command: str) -> bool:
    """Whether this form was recorded already. Raises RecordedOtherwise."""
    done = tx.recorded(command)
    if done is None:
        return False
    before = done.envelope.fact
    if not isinstance(before, RmaEnded) or before.rma != state.id:
        raise RecordedOtherwise(done.envelope.id)
    return True


def part_of(
    step: str,
    line: RmaLine,
    piece: Piece,
    quantity: Thousandths,
    *,
    cleared: Minor = 0,
    condition: str = "",
    disposition: str = "",
) -> RmaPart:
    """A step of so much of a piece."""
    return RmaPart(
        step=step,
        line=line.line,
        sale=piece.sale,
        sale_line=piece.sale_line,
        quantity=quantity,
        cleared=cleared,
        condition=condition,
        disposition=disposition,
    )


def _rest(state: RmaState, line: RmaLine, piece: Piece) -> list[RmaPart]:
    counts = state.counts(line.line, piece)
    left = ((NOT_COMING, counts.coming), (NOT_REFUNDED, counts.refundable))
    return [part_of(step, line, piece, quantity) for step, quantity in left if quantity > 0]


def _refuse(
    tx: Tx,
    state: RmaState,
    line: RmaLine,
    piece: Piece,
    quantity: Thousandths,
    parts: list[RmaPart],
    moves: list[RmaMove],
    *,
    keep: bool,
) -> None:
    """Refuse so much of a piece: first what is here, and of that what came last, as it leaves in that order."""
    rest = quantity
    for condition, waiting in reversed(state.awaiting(line.line, piece)):
        if taken := min(rest, waiting):
            parts.append(part_of(NOT_REFUNDED, line, piece, taken, condition=condition))
            rest -= taken
    here = quantity - rest
    if rest:
        parts.append(part_of(NOT_REFUNDED, line, piece, rest))
    if (absent := min(rest, state.counts(line.line, piece).coming)) > 0:
        parts.append(part_of(NOT_COMING, line, piece, absent))
    if here and not keep:
        out, cost = sent_out(tx, state, line, piece, here)
        parts.append(part_of(SENT_BACK, line, piece, here, cleared=cost))
        moves.extend(out)


def _fact(state: RmaState, outcome: str, reason: str, parts: Sequence[RmaPart], moves: Sequence[RmaMove]) -> RmaEnded:
    cost = sum(part.cleared for part in parts)
    back = record_of({postings.RETURNS_CLEARING: cost, postings.INVENTORY: -cost})
    booked = squared(state, Booked(tuple(parts), back))
    return RmaEnded(
        rma=state.id,
        order=state.authorised.order,
        outcome=outcome,
        reason=reason,
        parts=booked.parts,
        moves=tuple(moves),
        postings=booked.postings,
    )
