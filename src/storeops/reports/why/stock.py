"""Why is so much on hand: every move of goods, oldest first, with what was there after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from storeops.database.queries.profile import Profile
from storeops.database.tables import goods_move, journal
from storeops.reports.numerals import Numerals
from storeops.reports.stock import ELSEWHERE, StockView, sku_of, stock_of
from storeops.reports.why.facts import entries, told, when
from storeops.reports.why.view import FactView, LocationBalance, StockMoveView, WhyStockView
from storeops.rules.amounts import Thousandths


class _Step(NamedTuple):
    """A move seen from one shelf."""

    fact: str
    location: str
    from_location: str
    to_location: str
    quantity: Thousandths
    balance: Thousandths


def why_stock(connection: Connection, profile: Profile, sku: str, *, limit: int = 0) -> WhyStockView:
    """Every fact behind the on-hand quantity of a product (SKU or barcode); with `limit`, the latest ones one by one
    and the earlier ones in one sum. Raises UnknownStock."""
    code = sku_of(connection, sku)
    stock = stock_of(connection, profile, code)
    steps = _steps(connection, code)
    shown = steps[-limit:] if limit else steps
    known = {id: told(entry) for id, entry in entries(connection, (step.fact for step in shown)).items()}
    moves = tuple(_move(step, known[step.fact]) for step in shown)
    balances = _balances(stock, steps)
    numerals = Numerals.of(profile)
    earlier = len(steps) - len(shown)
    return WhyStockView(
        subject=f"On hand of {stock.name} ({code})",
        answer=f"{numerals.quantity(stock.on_hand, stock.unit)} on hand",
        lines=(*_lines(moves, earlier, stock, numerals), *_conclusion(balances, len(steps), stock, numerals)),
        sku=code,
        name=stock.name,
        unit=stock.unit,
        on_hand=stock.on_hand,
        moves=moves,
        earlier_moves=earlier,
        balances=balances,
        sound=all(balance.summed == balance.on_hand for balance in balances),
    )


def _steps(connection: Connection, sku: str) -> list[_Step]:
    """The moves in the order they were recorded; a move from shelf to shelf is two steps."""
    query = (
        select(goods_move.c.fact, goods_move.c.from_location, goods_move.c.to_location, goods_move.c.quantity)
        .join(journal, journal.c.id == goods_move.c.fact)
        .where(goods_move.c.sku == sku)
        .order_by(journal.c.recorded_at, journal.c.origin, journal.c.seq, goods_move.c.line)
    )
    held: defaultdict[str, int] = defaultdict(int)
    steps = []
    for fact, source, target, quantity in connection.execute(query):
        if source == target:
            continue  # put away or put aside: as much is there as before
        for location, signed in ((source, -quantity), (target, quantity)):
            if location not in ELSEWHERE:
                held[location] += signed
                steps.append(_Step(fact, location, source, target, signed, held[location]))
    return steps


def _move(step: _Step, fact: FactView) -> StockMoveView:
    return StockMoveView(fact, step.location, step.from_location, step.to_location, step.quantity, step.balance)


def _balances(stock: StockView, steps: Sequence[_Step]) -> tuple[LocationBalance, ...]:
    last = {step.location: step.balance for step in steps}
    kept = {location.location: location.on_hand for location in stock.locations}
    return tuple(LocationBalance(code, last.get(code, 0), kept.get(code, 0)) for code in sorted({*last, *kept}))


def _lines(moves: Sequence[StockMoveView], earlier: int, stock: StockView, numerals: Numerals) -> tuple[str, ...]:
    first = (f"{earlier} earlier moves are summed up in the first balance.",) if earlier else ()
    return first + tuple(
        f"{when(move.fact)}  {numerals.signed_quantity(move.quantity, stock.unit)} at {move.location}, "
        f"then {numerals.quantity(move.balance, stock.unit)}: "
        f"{move.fact.what} ({move.fact.actor}, {move.fact.terminal})"
        for move in moves
    )


def _conclusion(
    balances: Sequence[LocationBalance], steps: int, stock: StockView, numerals: Numerals
) -> tuple[str, ...]:
    if not steps:
        return ("Nothing of it was ever received, sold or adjusted.",)
    return tuple(_sum(balance, stock, numerals) for balance in balances)


def _sum(balance: LocationBalance, stock: StockView, numerals: Numerals) -> str:
    summed = numerals.quantity(balance.summed, stock.unit)
    if balance.summed == balance.on_hand:
        return f"The moves at {balance.location} add up to {summed}, and that is what is shown."
    off = numerals.signed_quantity(balance.on_hand - balance.summed, stock.unit)
    shown = numerals.quantity(balance.on_hand, stock.unit)
    return (
        f"The moves at {balance.location} add up to {summed}, but {shown} is shown ({off}): "
        "the table was changed from outside. Run 'storeops doctor'."
    )
