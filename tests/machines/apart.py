"""Two databases of one shop that go on without each other on the same orders, and are brought together again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.machines import merging, promising, till

from storeops.connectors import shipping
from storeops.database.queries import fulfilment as fulfilment_queries
from storeops.database.queries import orders as queries
from storeops.database.queries import picking as picking_queries
from storeops.database.queries.orders import dispatches, open_orders
from storeops.journal.envelope import JournalRow
from storeops.operations import returns, stock
from storeops.operations.orders import changing, payments, placing, sending
from storeops.operations.orders.how import How
from storeops.operations.parcels import leaving, packing
from storeops.operations.picking import picks, putting_back, waves
from storeops.operations.picking.short import short
from storeops.reports.orders import board, state
from storeops.reports.sales import by_id as sale_view
from storeops.rules.errors import Refused
from storeops.rules.tenders import Tender
from storeops.settings import Settings
from storeops.store import Store

Step = tuple[str, int, int]
"""What is done, to which order, and with how much."""


def beginning(path: Path) -> None:
    """A shop with stock and four orders: to be paid, paid, authorised with a part missing, and on hold."""
    shop = promising.world(path, S1={"TEA": 6000, "MUG": 3000}, S2={"TEA": 3000}, WH1={"JAM": 7000})
    first = promising.place(shop, ("TEA", 3000), ("MUG", 1000), discount=100)
    second = promising.place(shop, ("TEA", 3000), ("JAM", 3000), ("WRAP", 1000), due="before")
    third = promising.place(shop, ("HAMPER", 2000), ("JAM", 7000))
    fourth = promising.place(shop, ("JAM", 2000), service="pickup")
    payments.pay(shop, first, Tender("card", 500, "A1"))
    payments.pay(shop, second, Tender("card", promising.read(shop, second).money.due, "A2"))
    payments.pay(shop, third, Tender("card", promising.read(shop, third).money.due, "A3"), authorise=True)
    changing.hold(shop, fourth, "rings back")
    sending.dispatch(shop, second, location="WH1")
    shop.close()


def two(template: Path, folder: Path) -> tuple[Store, Store]:
    """The shop, and a copy of it that is a database of its own."""
    one = promising.same(template, folder / "one.db")
    one.close()
    shutil.copy(folder / "one.db", folder / "other.db")
    # A file at its own path stays what it was; the copy at another path finds out that it is one.
    return _open(folder / "one.db", 2), _open(folder / "other.db", 3)


def _open(path: Path, minutes: int) -> Store:
    clock = till.Clock(till.MORNING + timedelta(minutes=minutes))
    return Store.open(Settings(str(path), minimum_free_bytes=0), clock=clock)


def act(shop: Store, steps: Sequence[Step]) -> None:
    """Do what can be done of the steps; a refusal is an answer, too."""
    for kind, number, much in steps:
        with shop.read() as connection:
            orders = sorted(queries.open_orders(connection)) or [""]
            every = _every(connection)
        id = every[number % len(every)] if number % 3 else orders[number % len(orders)] or every[0]
        try:
            ACTS[kind](shop, id, much)
        except Refused:
            continue


def _every(connection: Any) -> list[str]:
    from sqlalchemy import select

    from storeops.database.tables import customer_order

    return sorted(str(row.id) for row in connection.execute(select(customer_order.c.id)))


def _pay(shop: Store, id: str, much: int) -> None:
    due = promising.read(shop, id).money.due
    payments.pay(shop, id, Tender("card", due if much > 1 else due // 2, "B1"), authorise=much == 3)


def _cancel(shop: Store, id: str, much: int) -> None:
    changing.cancel(shop, id, "no", lines=() if much == 3 else [(much, 1000)])


def _amend(shop: Store, id: str, much: int) -> None:
    change = changing.Change(
        add=((("TEA", "JAM", "WRAP")[much - 1], 1000),), service="express" if much == 1 else "", note=f"{much}"
    )
    changing.amend(shop, id, change)


def _dispatch(shop: Store, id: str, much: int) -> None:
    sending.dispatch(shop, id, location=("", "S1", "WH1")[much - 1])


def _take_back(shop: Store, id: str, much: int) -> None:
    with shop.read() as connection:
        sent = [sale_view(connection, row["sale"]) for row in dispatches(connection, id)]
    if sent:
        view = sent[much % len(sent)]
        returns.take_back(shop, view.number, [(1, 1000)], "no", disposition="scrap" if much == 3 else "restock")


def _goods(shop: Store, id: str, much: int) -> None:
    if much == 3:
        stock.adjust(shop, [("TEA", -2000)], "count")
    else:
        stock.receive(shop, [("JAM", 2000)], location=promising.PLACES[much])


def _place(shop: Store, id: str, much: int) -> None:
    how = How(preference=("backorder", "cancel", "wait")[much - 1], due="dispatch")
    placing.place(shop, promising.order(("MUG", much * 1000), external=f"W-{much}"), how)


def _wave(shop: Store, id: str, much: int) -> None:
    wave = waves.plan(shop, location=promising.PLACES[much - 1]).envelope.id
    waves.release(shop, wave)


def open_tasks(shop: Store) -> list[str]:
    """The tasks that are still to be picked, as they are typed."""
    with shop.read() as connection:
        return [
            f"{one['id']}.{task.task}"
            for one in picking_queries.open_waves(connection)
            for task in picking_queries.tasks(connection, one["id"])
            if task.rest
        ]


def _pick(shop: Store, id: str, much: int) -> None:
    for task in open_tasks(shop)[:much]:
        picks.confirm(shop, task, amount=1000 if much == 1 else None)


def _short(shop: Store, id: str, much: int) -> None:
    if found := open_tasks(shop):
        short(shop, found[-1], (much - 1) * 1000)


def _pack(shop: Store, id: str, much: int) -> None:
    packing.pack(shop, id, location=("", "S1", "WH1")[much - 1])


def _ship(shop: Store, id: str, much: int) -> None:
    with shop.read() as connection:
        waiting = [one["id"] for one in fulfilment_queries.waiting_parcels(connection)]
    for parcel in waiting[:much]:
        if much == 2:
            packing.open_parcel(shop, parcel)
        else:
            shipping.ship(shop, parcel, "demo")
            leaving.send_parcel(shop, parcel)


ACTS: dict[str, Callable[[Store, str, int], object]] = {
    "pay": _pay,
    "refund": lambda shop, id, much: payments.refund(shop, id),
    "allocate": lambda shop, id, much: changing.allocate(shop, id),
    "deallocate": lambda shop, id, much: changing.deallocate(shop, id, "wanted elsewhere"),
    "cancel": _cancel,
    "amend": _amend,
    "dispatch": _dispatch,
    "take_back": _take_back,
    "goods": _goods,
    "place": _place,
    "hold": lambda shop, id, much: changing.hold(shop, id, "wait"),
    "release": lambda shop, id, much: changing.release(shop, id),
    "wave": _wave,
    "pick": _pick,
    "short": _short,
    "pack": _pack,
    "ship": _ship,
    "put_back": lambda shop, id, much: putting_back.put_back(shop, id),
}


def facts_of(shop: Store) -> list[JournalRow]:
    with shop.read() as connection:
        return till.journal_rows(connection)


def bring(shop: Store, facts: Sequence[JournalRow], batch: int) -> None:
    """Take another database's facts in."""
    with shop.engine.connect().execution_options(writing=True) as connection, connection.begin():
        merging.take(connection, facts, batch)


def assert_nobody_is_stuck(shop: Store) -> None:
    """Whatever is open waits for goods, for a person, for its parcel, or is on the worklist; and whatever contradicts
    itself is on the worklist."""
    with shop.read() as connection:
        listed = {one.order for one in board.worklist(connection)}
        for id in _every(connection):
            one = state.by_id(connection, id)
            contradicted = bool(promising.exceptions(one))
            assert contradicted == (id in listed) or not contradicted, (promising.exceptions(one), id)
            waits = bool(one.missing() or one.on_hold or any(one.standing(line) for line in one.goods))
            if any(one.counter(line.line).open > 0 for line in one.goods):
                assert waits or contradicted
                assert contradicted or id in open_orders(connection)


def settle(shop: Store) -> None:
    """What a person does with the worklist, until nothing is left on it but stock that is not there."""
    for _ in range(4):
        with shop.read() as connection:
            found = board.worklist(connection)
        for one in found:
            if one.kind == "placed_twice":
                if "cancel" in one.ways_out[0]:
                    changing.cancel(shop, one.order, "taken twice")
            elif one.kind == "refunded_too_much":
                payments.pay(shop, one.order, Tender("card", promising.read(shop, one.order).money.due, "again"))
            elif one.kind == "paid_twice":
                payments.refund(shop, one.order)
            elif one.kind == "picked_not_wanted":
                _put_back(shop, one.order)
            elif one.order:
                try:
                    changing.resolve(shop, one.order, "looked at it")
                except changing.NothingToChange:
                    continue


def _put_back(shop: Store, order: str) -> None:
    """Open the order's parcels that wait, then put back what is not wanted."""
    with shop.read() as connection:
        waiting = [one["id"] for one in fulfilment_queries.waiting_parcels(connection) if one["order_id"] == order]
    for parcel in waiting:
        try:
            packing.open_parcel(shop, parcel, "not wanted")
        except packing.LabelIsBought:
            shipping.void(shop, parcel)
            packing.open_parcel(shop, parcel, "not wanted")
    try:
        putting_back.put_back(shop, order)
    except putting_back.NothingToPutBack:
        return  # the worklist names each line, and all of the order was put back with the first


def sent_twice(shop: Store) -> set[str]:
    """The kind of contradiction that only the customer can end: both orders of one document were sent."""
    with shop.read() as connection:
        found = [one for one in board.worklist(connection) if one.kind == "placed_twice"]
        every = {
            number: any(one.counter(line.line).shipped for line in one.goods)
            for one in (state.by_id(connection, id) for id in _every(connection))
            for number in (one.placed.number,)
        }
    return {"placed_twice"} if found and all(every[one.number] for one in found) else set()
