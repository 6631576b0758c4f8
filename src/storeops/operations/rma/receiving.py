"""A parcel came back: what is in it, how it looks, where it goes. No money moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from storeops.journal.facts import RmaReceived
from storeops.journal.facts.rma import RmaLine, RmaMove, RmaPart
from storeops.operations.locations import known_location
from storeops.operations.orders import allocation
from storeops.operations.rma.books import Booked, record_of, squared
from storeops.operations.rma.goods import arriving
from storeops.operations.rma.policy import policy
from storeops.reports.rma.state import RmaState, read
from storeops.rules import postings
from storeops.rules import quantity as quantities
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.carts import NoSuchLine
from storeops.rules.postings import Posting
from storeops.rules.returns import NothingToReturn
from storeops.rules.rma.counting import RECEIVED, spread
from storeops.rules.rma.dispositions import ON_HAND, SCRAP, known_disposition, suggested
from storeops.rules.rma.policy import Policy
from storeops.rules.rma.reasons import known_condition
from storeops.store import RecordedOtherwise, Store, Tx


class Unpacked(NamedTuple):
    """How goods are received: their condition, where they go (empty: what is usual), the lots and serials on them."""

    condition: str
    disposition: str
    location: str
    marks: tuple[str, ...]


def receive(
    shop: Store,
    number: str,
    wanted: Sequence[tuple[int, Thousandths]] = (),
    *,
    condition: str,
    disposition: str = "",
    location: str = "",
    marks: Sequence[str] = (),
    command: str = "",
) -> str:
    """Receive (line, quantity) of an authorisation: 0 is all that is still to come of a line, no line is all of it.

    The goods come to `location`, by default this store's shop floor, with the status that their disposition says; where
    none is named, the usual one of their condition and department. `marks` are lots and serial numbers on the goods.
    Goods that may be sold again are promised to orders that wait for them. Returns the authorisation's id. Raises
    UnknownRma, AmbiguousDocument, NoSuchLine, NotSoMuch, ReturnTooMuch, NotSentWithIt, UnknownCondition,
    UnknownDisposition, UnknownLocation, NothingToReturn, NotWhole, NotAQuantity, WrongReturnSetting, DiskAlmostFull,
    RecordedOtherwise; nothing is written then."""
    known_condition(condition)
    if disposition:
        known_disposition(disposition)
    shop.require_room()
    with shop.write() as tx:
        state = read(tx.connection, number)
        if done := tx.recorded(command):
            before = done.envelope.fact
            if not isinstance(before, RmaReceived) or before.rma != state.id:
                raise RecordedOtherwise(done.envelope.id)
            return state.id
        how = Unpacked(condition, disposition, known_location(tx, location), tuple(marks))
        parts, moves = _parts(tx, state, wanted, how)
        tx.record(_fact(state, how.location, parts, moves), id=command)
        allocation.fill(tx, {move.goods.sku for move in moves if (move.location, move.status) == (how.location, "")})
        return state.id


def chosen(
    state: RmaState, wanted: Sequence[tuple[int, Thousandths]], left: str, verb: str
) -> list[tuple[RmaLine, tuple[Thousandths, ...]]]:
    """How much of each piece of each line named, or of all lines that have something left. `left`: which count.

    Raises NoSuchLine, NotSoMuch, NothingToReturn, NotWhole, NotAQuantity."""
    counts = state.by_line
    free = {line: [max(0, getattr(one, left)) for one in pieces] for line, pieces in counts.items()}
    sums: dict[int, Thousandths] = {}
    for line, quantity in wanted or [(line, 0) for line, one in free.items() if sum(one)]:
        if line not in state.lines:
            raise NoSuchLine(line)
        if quantity:
            quantities.check(quantity, quantities.unit(state.lines[line].unit))
        sums[line] = sums.get(line, 0) + quantity
    if not sums:
        raise NothingToReturn
    return [
        (state.lines[line], spread(line, state.lines[line].name, verb, quantity, free[line]))
        for line, quantity in sorted(sums.items())
    ]


def _parts(
    tx: Tx, state: RmaState, wanted: Sequence[tuple[int, Thousandths]], how: Unpacked
) -> tuple[tuple[RmaPart, ...], tuple[RmaMove, ...]]:
    rules = policy(tx)
    parts: list[RmaPart] = []
    moves: list[RmaMove] = []
    for line, quantities_of in chosen(state, wanted, "coming", "received"):
        disposition = _disposition(line, how, rules)
        for piece, quantity in zip(line.pieces, quantities_of, strict=True):
            if not quantity:
                continue
            goods, cost = arriving(tx.connection, piece.sale, piece.sale_line, quantity, how.marks)
            parts.append(
                RmaPart(
                    step=RECEIVED,
                    line=line.line,
                    sale=piece.sale,
                    sale_line=piece.sale_line,
                    quantity=quantity,
                    condition=how.condition,
                    disposition=disposition,
                    cleared=-cost,
                )
            )
            where = how.location if disposition in ON_HAND else disposition
            moves.extend(
                RmaMove(
                    sale=piece.sale,
                    sale_line=piece.sale_line,
                    goods=one,
                    location=where,
                    status=ON_HAND.get(disposition, ""),
                    reason=f"return: {line.reason}, {how.condition}",
                )
                for one in goods
            )
    return tuple(parts), tuple(moves)


def _disposition(line: RmaLine, how: Unpacked, rules: Policy) -> str:
    return how.disposition or suggested(how.condition, line.department, rules.dispositions)


def _fact(state: RmaState, location: str, parts: tuple[RmaPart, ...], moves: tuple[RmaMove, ...]) -> RmaReceived:
    booked = squared(state, Booked(parts, _postings(parts)))
    return RmaReceived(
        rma=state.id,
        order=state.authorised.order,
        location=location,
        parts=booked.parts,
        moves=moves,
        postings=booked.postings,
    )


def account_of(disposition: str) -> str:
    """Where the cost of goods goes that came back."""
    if disposition == SCRAP:
        return postings.SHRINKAGE
    return postings.INVENTORY if disposition in ON_HAND else postings.CLAIMS


def _postings(parts: Sequence[RmaPart]) -> tuple[Posting, ...]:
    sums: dict[str, Minor] = {}
    for part in parts:
        account = account_of(part.disposition)
        sums[account] = sums.get(account, 0) - part.cleared
    return record_of({**sums, postings.RETURNS_CLEARING: -sum(sums.values())})
