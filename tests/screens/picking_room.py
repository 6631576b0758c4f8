"""A small warehouse with orders to pick, for the tests of the picking screen and the wave board."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.screens.cashier import Cashier
from tests.screens.clerk import Clerk
from tests.screens.order_desk import place
from tests.screens.warehouse import warehouse_shop
from textual.pilot import Pilot

from storeops.operations import stock
from storeops.operations.arrivals import Arrival
from storeops.operations.picking import waves
from storeops.operations.picking.asked import Asked
from storeops.reports import picking as reports
from storeops.reports.picking import TaskView, WaveView
from storeops.screens.run import picking_app
from storeops.screens.shell.terminal import Terminal
from storeops.screens.widgets.step import Step
from storeops.store import Store

BISC, APPLE = "2000000000046", "2000000000039"


def picking_shop(folder: Path) -> Store:
    """Tea and buns in A-1, tea in the warehouse too; oil of two lots and radios in A-2; milk loose; biscuits in B-1."""
    shop = warehouse_shop(folder)
    goods = [
        Arrival("TEA", 5000, bin="A-1"),
        Arrival("BUN", 3000, bin="A-1"),
        Arrival("OIL", 4000, "L1", "2027-06-30", bin="A-2"),
        Arrival("OIL", 2000, "L2", "2027-08-31", bin="A-2"),
        Arrival("RADIO", 1000, serials=("SN1",), bin="A-2"),
        Arrival("RADIO", 1000, serials=("SN2",), bin="A-2"),
        Arrival("MILK", 6000),
        Arrival("BISC", 4000, bin="B-1"),
        Arrival("APPLE", 3000, bin="B-1"),
    ]
    stock.receive(shop, goods)
    return shop


def wave(shop: Store, *orders: tuple[tuple[str, int], ...], mode: str = "cluster", pickers: int = 1) -> str:
    """Orders of (SKU, pieces), and a released wave of them; returns its id."""
    for number, goods in enumerate(orders, 1):
        # Promised one after the other, so that the wave has them in this order.
        place(shop, *goods, name=f"Ann{number} Reed", promised="" if number == 1 else f"2026-12-{number:02}")
    entry = waves.plan(shop, Asked(mode=mode, pickers=pickers))
    waves.release(shop, entry.envelope.id)
    return entry.envelope.id


def seen(shop: Store, id: str) -> WaveView:
    with shop.read() as connection:
        return reports.wave_of(connection, id)


def tasks(shop: Store, id: str) -> list[TaskView]:
    return [task for tour in seen(shop, id).tours for task in tour.tasks]


def states(shop: Store, id: str) -> list[tuple[str, str, int, int, str]]:
    """SKU, bin, picked, short and state of every task, by bin."""
    found = sorted(tasks(shop, id), key=lambda one: (one.bin, one.sku, one.order))
    return [(one.sku, one.bin, one.picked, one.short, one.state) for one in found]


class Picker(Clerk):
    """The same hands and eyes, at whatever screen is on top."""

    async def settle(self) -> None:
        await super().settle()
        self.till = self.app.job  # type: ignore[assignment]

    @property
    def card(self) -> tuple[str, str, list[str]]:
        """Title, the big words, and the lines beneath."""
        shown = self.job.query_one(Step).card
        return shown.title, shown.big, [text for text, _ in shown.lines if text]


@asynccontextmanager
async def picker(
    shop: Store, wave: str = "", name: str = "ben", size: tuple[int, int] = (20, 16)
) -> AsyncIterator[Picker]:
    app = picking_app(shop, Terminal("counter", plain=False, console=False), wave, name)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await app.strokes.settled()
        yield _hands(app.job, pilot)


def _hands(job: object, pilot: Pilot[None]) -> Picker:
    cashier = Cashier(job, pilot)  # type: ignore[arg-type]
    cashier.__class__ = Picker
    assert isinstance(cashier, Picker)
    return cashier
