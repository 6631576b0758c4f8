"""A day's orders through the warehouse: waves, picks (some short), parcels, labels, manifests, tracking."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.replay.shop import SITES, WAREHOUSE, Clock
from tests.replay.tally import Tally

from storeops.connectors import shipping
from storeops.connectors.carriers.demo import journey
from storeops.connectors.carriers.port import CarrierRefused
from storeops.database.queries import counts as count_queries
from storeops.database.queries import picking as queries
from storeops.database.queries import stock as stock_queries
from storeops.journal.facts import ParcelPacked
from storeops.operations import bins, counts
from storeops.operations.carriers import CARRIER, carrier
from storeops.operations.orders import sending, sourcing_runs
from storeops.operations.parcels import leaving, packing, tracking
from storeops.operations.picking import picks, short, waves
from storeops.operations.picking.asked import Asked
from storeops.operations.shop import set_setting
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.promise import Calendar
from storeops.rules.tracking import TrackingEvent
from storeops.store import Store

AISLES, PLACES = 20, 100
FULL = 300
"""Units in a parcel at the most: 100 g each, and the demo carrier takes 30 kg; but only 20 kg beyond Europe, so that
some parcels are refused and leave by `order send`."""
SHORT_EVERY = 97
"""Every so many tasks the picker finds less than the books say; a count finds it again."""
TOLD_EVERY = 4
"""Of every so many parcels one is followed to its delivery."""
IN_TRANSIT = 2
WAY = timedelta(days=14)
"""Every parcel has arrived so long after the last order."""

_Goods = dict[tuple[str, str], dict[str, Thousandths]]
"""(order, location) -> SKU -> thousandths picked."""


def bin_of(place: int) -> str:
    """The bin of the product that comes at this place of the catalogue."""
    return f"{chr(65 + place // PLACES % AISLES)}-{place % PLACES:02}"


def fit_out(shop: Store, folder: Path) -> None:
    """Bins in the warehouse, aisles two metres apart with half a metre a place; and numbers for parcels."""
    path = folder / "bins.csv"
    rows = [
        f"{bin_of(aisle * PLACES + place)},{chr(65 + aisle)},{aisle * 200},{50 + place * 50}"
        for aisle in range(AISLES)
        for place in range(PLACES)
    ]
    path.write_text("code,aisle,x,y\n" + "\n".join(rows) + "\n", encoding="utf-8")
    assert bins.import_bins(shop, path, location=WAREHOUSE).added == AISLES * PLACES
    set_setting(shop, "gs1_company_prefix", "9521234")


@dataclass(slots=True)
class Warehouse:
    """The people of the warehouse and the two stores, who send what was ordered, and the carrier who reports."""

    shop: Store
    clock: Clock
    tally: Tally
    _told: list[TrackingEvent] = field(default_factory=list)
    """What the carrier will say, of parcels that are followed."""
    _tasks: int = 0
    _parcels: int = 0

    def day(self) -> None:
        """Send all that waits. What is short comes from where it was found, or from elsewhere, in another wave."""
        self._report(self.clock.at)
        goods: _Goods = defaultdict(dict)
        while walked := [self._walk(location, goods) for location in SITES]:
            if not any(walked):
                break
        with self.tally.timed("packing"):
            parcels = [parcel for key, parts in sorted(goods.items()) for parcel in self._pack(key, parts)]
        with self.tally.timed("labels"):
            refused = sum(not self._label(parcel) for parcel in parcels)
        with self.tally.timed("handing over"):
            self._leave({location for _, location in goods}, parcels if refused else ())

    def end(self) -> None:
        """Wait until every parcel that is followed has arrived."""
        self.clock.at += WAY
        self._report(self.clock.at)
        assert not self._told

    def _walk(self, location: str, goods: _Goods) -> bool:
        """One wave of all that waits at a location; whether there was any."""
        try:
            with self.tally.timed("waves"):
                wave = waves.plan(self.shop, Asked(pickers=3, seconds=0), location=location).envelope.id
                waves.release(self.shop, wave)
        except waves.NothingToPick:
            return False
        with self.shop.read() as connection:
            tasks = queries.tasks(connection, wave)
        self.tally.counts["waves"] += 1
        self.tally.counts["tours"] += len({task.tour for task in tasks})
        before = self.tally.counts["shorts"]
        with self.tally.timed("picking"):
            for task in tasks:
                if some := self._pick(task):
                    parts = goods[task.order, location]
                    parts[task.sku] = parts.get(task.sku, 0) + some
        if self.tally.counts["shorts"] > before:
            with self.tally.timed("sourcing again"):
                sourcing_runs.run(self.shop)
        with self.shop.read() as connection:
            assert queries.status(connection, wave) == "closed"
        return True

    def _pick(self, task: queries.Task) -> Thousandths:
        """Pick a task, bin and product scanned; returns how much was there."""
        self._tasks += 1
        name = f"{task.wave}.{task.task}"
        if self._tasks % SHORT_EVERY == 0:
            return self._short(name, task)
        picks.confirm(self.shop, name, bin=task.bin or picks.LOOSE, scan=task.sku)
        self.tally.counts["picks"] += 1
        return task.quantity

    def _short(self, name: str, task: queries.Task) -> Thousandths:
        """Only half is seen; then the bin is counted, and the rest lay behind something else."""
        found = task.quantity // ONE // 2 * ONE
        with self.shop.read() as connection:
            here = stock_queries.held(connection, task.sku, task.location)
        there = sum(one.quantity for one in here if one.bin == task.bin and not one.status and one.quantity > 0)
        short.short(self.shop, name, found)
        with self.shop.read() as connection:
            count = count_queries.rows(connection, only_open=True, limit=1)[0]["number"]
        for _ in range(2):
            counts.enter(self.shop, count, task.bin or "-", [(task.sku, there - found)])
        counts.close(self.shop, count)
        self.tally.counts["shorts"] += 1
        self.tally.counts["picks"] += bool(found)
        return found

    def _pack(self, key: tuple[str, str], parts: dict[str, Thousandths]) -> list[str]:
        """Parcels of an order's goods at a location; what fits into one is packed as it stands in the totes."""
        order, location = key
        loads: Sequence[list[tuple[str, Thousandths]]] = list(_loads(parts))
        found = []
        for scans in loads if len(loads) > 1 else [[]]:
            entry = packing.pack(self.shop, order, scans, location=location)
            assert isinstance(entry.envelope.fact, ParcelPacked)
            found.append(entry.envelope.id)
        self.tally.counts["parcels"] += len(found)
        return found

    def _label(self, parcel: str) -> bool:
        try:
            shipping.ship(self.shop, parcel, CARRIER)
        except CarrierRefused:
            self.tally.counts["no label"] += 1
            return False
        self.tally.counts["labels"] += 1
        self._parcels += 1
        if self._parcels % TOLD_EVERY == 0:
            self._follow(parcel)
        return True

    def _follow(self, parcel: str) -> None:
        """What the demo carrier will report: it does not remember, so its timetable is asked."""
        with self.shop.read() as connection:
            view = shipping.reports.parcel_of(connection, parcel)
        days = Calendar(carrier(CARRIER).delivers[view.service])
        self._told += journey(view.tracking, self.clock.at, IN_TRANSIT, days)[1:]
        self.tally.counts["followed"] += 1

    def _leave(self, locations: set[str], parcels: Sequence[str]) -> None:
        """The carrier collects at each location; what it refused leaves by `order send`."""
        for location in sorted(locations):
            try:
                leaving.hand_over(self.shop, CARRIER, location=location)
            except leaving.NoParcels:
                continue
            self.tally.counts["manifests"] += 1
        with self.shop.read() as connection:
            left = [shipping.reports.parcel_of(connection, parcel) for parcel in parcels]
        for order, location in sorted({(one.order, one.location) for one in left if one.status == "packed"}):
            sending.dispatch(self.shop, order, location=location, carrier="by hand")
            self.tally.counts["sent by hand"] += 1

    def _report(self, now: datetime) -> None:
        """Write down what the carrier has said up to now."""
        due = [event for event in self._told if event.at <= now]
        self._told = [event for event in self._told if event.at > now]
        with self.tally.timed("tracking"):
            view = tracking.record(self.shop, due)
        assert (view.recorded, view.unknown) == (len(due), ())
        self.tally.counts["events"] += len(due)
        self.tally.counts["delivered"] += Counter(event.status for event in due)[tracking.DELIVERED]


def _loads(parts: dict[str, Thousandths]) -> Iterator[list[tuple[str, Thousandths]]]:
    """Goods shared out among parcels of at most `FULL` units."""
    load: list[tuple[str, Thousandths]] = []
    room = FULL * ONE
    for sku, quantity in sorted(parts.items()):
        rest = quantity
        while rest:
            some = min(rest, room)
            load.append((sku, some))
            rest -= some
            room -= some
            if not room:
                yield load
                load, room = [], FULL * ONE
    if load:
        yield load
