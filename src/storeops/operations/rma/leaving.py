"""Goods of a parcel that go out of the shop again: to the customer who is not refunded, or because they came only
once and were booked twice."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from storeops.database.queries import stock
from storeops.journal.facts import RmaEnded, RmaLine, RmaReceived, RmaResolved
from storeops.journal.facts.rma import RmaMove
from storeops.journal.reading import fact
from storeops.reports.rma.state import RmaState
from storeops.rules import quantity as quantities
from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.goods import Moved
from storeops.rules.money import part
from storeops.rules.rma.authorising import Piece
from storeops.rules.rma.counting import ARRIVED_ONCE, RECEIVED, SENT_BACK
from storeops.rules.rma.dispositions import SCRAP, SUPPLIER
from storeops.store import Tx


class GoodsGone(Refused):
    """The goods that came are not where they were put any more."""

    def __init__(self, name: str, location: str, there: Thousandths) -> None:
        where = "they were given away" if location in (SCRAP, SUPPLIER) else f"{quantities.decimal_string(there)} of"
        where = where if location in (SCRAP, SUPPLIER) else f"{where} them lie at {location} as they were put there"
        super().__init__(f"{name} cannot be sent back to the customer: {where}. Keep the goods with --keep.")
        self.location = location


def sent_out(
    tx: Tx, state: RmaState, line: RmaLine, piece: Piece, quantity: Thousandths, *, forced: bool = False
) -> tuple[tuple[RmaMove, ...], Minor]:
    """(moves, cost) of `quantity` of a piece that leaves again, what came last first.

    `forced`: whether the goods are there or not, because they never came. Raises GoodsGone."""
    sums: dict[str, Thousandths] = {}
    costs: Minor = 0
    for happened in state.of(line.line, piece):
        sums[happened.step] = sums.get(happened.step, 0) + happened.quantity
        costs += -happened.cleared if happened.step == RECEIVED else 0
    received = sums.get(RECEIVED, 0)
    before = sums.get(SENT_BACK, 0) + sums.get(ARRIVED_ONCE, 0)
    cost = part(costs, received, before, quantity)
    moves = []
    for move, taken in _last(_put(tx, state, piece), quantity, received - before):
        goods = structs.replace(move.goods, quantity=taken)
        bin = "" if forced else _bin(tx, line, move, taken)
        moves.append(structs.replace(move, goods=structs.replace(goods, bin=bin), inward=False))
    return tuple(moves), cost


def _put(tx: Tx, state: RmaState, piece: Piece) -> list[RmaMove]:
    """The moves that brought a piece, less what left again, the last first."""
    found: list[RmaMove] = []
    for id in dict.fromkeys(one.fact for one in state.happened):
        entry = fact(tx.connection, id)
        told = entry.envelope.fact if entry else None
        if not isinstance(told, RmaReceived | RmaEnded | RmaResolved):
            continue
        for move in told.moves:
            if (move.sale, move.sale_line) != (piece.sale, piece.sale_line):
                continue
            if move.inward:
                found.insert(0, move)
            else:
                found = _without(found, move.goods)
    return found


def _without(moves: Sequence[RmaMove], gone: Moved) -> list[RmaMove]:
    left, found = gone.quantity, []
    for move in moves:
        goods = move.goods
        alike = (goods.sku, goods.lot, goods.serial) == (gone.sku, gone.lot, gone.serial)
        taken = min(left, goods.quantity) if alike else 0
        left -= taken
        if goods.quantity > taken:
            found.append(structs.replace(move, goods=structs.replace(goods, quantity=goods.quantity - taken)))
    return found


def _last(moves: Sequence[RmaMove], quantity: Thousandths, here: Thousandths) -> list[tuple[RmaMove, Thousandths]]:
    """`quantity` of the `here` units that the moves brought, in goods: a kit's parts are more, or fewer, than its
    units, and leave in proportion."""
    found = []
    for sku in dict.fromkeys(move.goods.sku for move in moves):
        mine = [move for move in moves if move.goods.sku == sku]
        wanted = sum(move.goods.quantity for move in mine) * quantity // here
        for move in mine:
            if taken := min(wanted, move.goods.quantity):
                found.append((move, taken))
                wanted -= taken
    return found


def _bin(tx: Tx, line: RmaLine, move: RmaMove, quantity: Thousandths) -> str:
    """The bin where the goods lie now, with the status they were put there with. Raises GoodsGone."""
    goods = move.goods
    if move.location in (SCRAP, SUPPLIER):
        raise GoodsGone(line.name, move.location, 0)
    alike = (move.status, goods.lot, goods.serial)
    held = [
        one for one in stock.held(tx.connection, goods.sku, move.location) if (one.status, one.lot, one.serial) == alike
    ]
    for one in held:
        if one.quantity >= quantity:
            return one.bin
    raise GoodsGone(line.name, move.location, sum(one.quantity for one in held))
