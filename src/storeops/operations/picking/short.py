"""A pick that is short: the books say less from now on, somebody counts, and the order comes from elsewhere."""

from __future__ import annotations

from storeops.database.queries.picking import Task
from storeops.journal.envelope import Entry
from storeops.journal.facts import CountLine, GoodsLine, PickCut, StockAdjusted
from storeops.journal.facts.orders import Allocation
from storeops.operations.counts import record_plan
from storeops.operations.orders import allocation, shortage
from storeops.operations.picking.picks import (
    NothingLeft,
    TooMany,
    close_when_done,
    lying,
    picked,
    refuse_other,
    task_of,
)
from storeops.operations.remarks import remark
from storeops.operations.suppliers import product_of
from storeops.reports.orders.state import OrderState, by_id
from storeops.rules import postings, quantity
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.orders.lines import OrderLine, takes
from storeops.store import RecordedOtherwise, Store, Tx

REASON = "short-pick"


def short(
    shop: Store, typed: str, found: Thousandths = 0, *, picker: str = "", tote: str = "", command: str = ""
) -> Entry:
    """Only `found` was in the bin. It is picked; the books lose what they had there beyond it, a count of the bin is
    planned, the promise is taken back, and the order sourced again, from elsewhere if it can be.

    Raises NoSuchTask, NothingLeft, TooMany, NotWhole, LotNeeded, PieceNeeded, TourTakenAlready, RecordedOtherwise;
    nothing is written then."""
    who, into = remark(picker, "picker", limit=40) or shop.actor, remark(tote, "tote", limit=20)
    with shop.write() as tx:
        if done := tx.recorded(command):
            return _same(done, typed)
        task = task_of(tx, typed)
        refuse_other(tx, task, who)
        missing = task.rest - found
        if not task.rest:
            raise NothingLeft(typed)
        if found < 0 or missing <= 0:
            raise TooMany(task.rest - 1, found)
        quantity.check(missing, quantity.unit(task.unit))
        state = by_id(tx.connection, task.order)
        units = _units(state.lines[task.line], task.sku, missing)
        cut = _cut(tx, task, missing, units, who, command)
        if found:
            picked(tx, task, found, tote=into, picker=who)
        _write_off(tx, task)
        _give_back(tx, state, task, units)
        shortage.source(tx, task.order)
        close_when_done(tx, task.wave, task.tour)
        return cut


def _same(done: Entry, typed: str) -> Entry:
    fact = done.envelope.fact
    if not isinstance(fact, PickCut) or str(fact.task) != typed.strip().rpartition(".")[2]:
        raise RecordedOtherwise(done.envelope.id)
    return done


def _units(line: OrderLine, sku: str, missing: Thousandths) -> Thousandths:
    """Units of a line that cannot be sent without what is missing of a product: a kit without one part is no kit."""
    if not line.parts:
        return missing
    each = dict(takes(line, ONE)).get(sku, ONE) or ONE
    return -(-missing // each) * ONE


def _cut(tx: Tx, task: Task, missing: Thousandths, units: Thousandths, picker: str, id: str) -> Entry:
    return tx.record(
        PickCut(
            wave=task.wave,
            task=task.task,
            order=task.order,
            line=task.line,
            why="short",
            quantity=missing,
            units=units,
            picker=picker,
        ),
        id=id,
    )


def _write_off(tx: Tx, task: Task) -> None:
    """The picker stood before the bin: what the books still have there is not there. A count looks again."""
    product = product_of(tx, task.sku)
    lines = tuple(
        GoodsLine(
            sku=task.sku,
            name=task.name,
            unit=task.unit,
            quantity=-one.quantity,
            unit_cost=product.cost,
            lot=one.lot,
            serial=one.serial,
            bin=task.bin,
        )
        for one in lying(tx, task)
    )
    if lines:
        cost = sum(quantity.extend(line.unit_cost, line.quantity) for line in lines)
        tx.record(
            StockAdjusted(
                location=task.location,
                reason=REASON,
                note=f"short of {task.number}",
                lines=lines,
                postings=postings.move(postings.INVENTORY, postings.SHRINKAGE, cost),
            )
        )
    record_plan(tx, task.location, [CountLine(sku=task.sku, bin=task.bin)])


def _give_back(tx: Tx, state: OrderState, task: Task, units: Thousandths) -> None:
    """Take back the promise of what is missing there, in whole units of the line."""
    line = state.lines[task.line]
    standing = [one for one in state.standing(line) if one.location == task.location]
    for one in standing:
        units = min(units, one.quantity)
        freed = Allocation(line=line.line, quantity=units, location=one.location, parts=takes(line, units))
        allocation.give_back(tx, state.id, [freed], f"short in {task.bin or 'the shelf'}")
