"""The sample shop: a few weeks of history, run through the same operations as a real day, each at its own time."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from storeops.database.tables import department, person
from storeops.journal.facts import ReferenceChanged
from storeops.operations import carts, catalogue, drawer, returns, sales, stock
from storeops.operations.lookup import Found
from storeops.operations.sample_orders import leave_open
from storeops.operations.shop import add_location, add_terminal, init, next_revision, put
from storeops.reports import drawer as drawer_reports
from storeops.rules import carts as cart_rules
from storeops.rules.amounts import Thousandths
from storeops.rules.carts import Cart
from storeops.rules.discounts import Reduction
from storeops.rules.money import currency, parse
from storeops.rules.sample_history import Basket, SampleProduct, baskets
from storeops.rules.tenders import Tender
from storeops.settings import Settings, shipped_data
from storeops.store import Store

SEED = 20261
DAYS = 29
"""Four full weeks before today, so that each weekday has four to compare with."""
A_DAY = 40
FLOAT = 10_000
STORE, TILLS = "S1", ("T1", "T2")
PEOPLE = ("amina", "ben", "carys")
_OPENS, _CLOSES = time(6, 45), time(21, 30)
_FEWEST_TODAY = 6

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class SampleClock:
    """A clock that shows what it was set to."""

    moment: datetime

    def now(self, zone: ZoneInfo) -> datetime:
        """The moment set, as the zone's wall time."""
        return self.moment.astimezone(zone)


@dataclass(slots=True)
class _Run:
    """What the making of the sample remembers: its tills, and the number that each basket of the past became."""

    clock: SampleClock
    tills: dict[str, Store]
    chance: random.Random
    products: dict[str, Found] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)

    @property
    def shop(self) -> Store:
        return self.tills[TILLS[0]]

    def at(self, moment: datetime) -> None:
        """Set the clock to a local time of the shop; it never goes back."""
        self.clock.moment = max(self.clock.moment, moment.replace(tzinfo=self.shop.profile.zone))


def make(
    settings: Settings, *, now: datetime, progress: Progress | None = None, days: int = DAYS, a_day: int = A_DAY
) -> int:
    """Make the sample shop at `settings.database`, its last day being the day of `now`, left open: `days` days of
    about `a_day` visits. Returns how many sales were made.

    The same day and time give the same shop. Raises ShopExists, NotWritable and what the operations raise."""
    clock = SampleClock(now - timedelta(days=days))
    run = _founded(replace(settings, terminal="", printer=""), clock)
    try:
        today = now.astimezone(run.shop.profile.zone)
        dates = [today.date() - timedelta(days=back) for back in range(days - 1, -1, -1)]
        history = _history(dates, today, a_day)
        for place, (day, visits) in enumerate(history):
            _deliver(run, day, [basket for later, found in history[place:] for _, basket in found], place)
            _day(run, day, visits, open_till=today if day == dates[-1] else None)
            if progress is not None:
                progress(place + 1, len(history))
        _park(run)
        leave_open(run.shop)
        return len(run.numbers)
    finally:
        for shop in run.tills.values():
            shop.close()


def _founded(settings: Settings, clock: SampleClock) -> _Run:
    """The shop with its goods, people and places, before its first day."""
    first = init(
        settings,
        store_code=STORE,
        name="Corner Shop High Street",
        country="GB",
        currency="GBP",
        terminal_code=TILLS[0],
        address=("12 High Street", "Millbrook ZZ1 1AA"),
        clock=clock,
    )
    for code in TILLS[1:]:
        add_terminal(first, code)
    add_location(first, "WH1", "warehouse", "Millbrook Warehouse")
    folder = shipped_data() / "sample"
    rejected = Path(settings.database).with_suffix(".rejected.csv")
    catalogue.import_products(first, folder / "products.csv", decimal=".", reject_path=rejected)
    _name(first, folder)
    others = {code: Store.open(replace(settings, terminal=code), clock=clock) for code in TILLS[1:]}
    return _Run(clock, {TILLS[0]: first, **others}, random.Random(SEED))  # noqa: S311  # shopping, no secret


def _name(shop: Store, folder: Path) -> None:
    """Departments get their names, and the shop its people."""
    with shop.write() as tx:
        revision = next_revision(tx)
        departments = _rows(folder / "departments.csv")
        for row in departments:
            put(tx, department, revision, {"code": row["code"], "name": row["name"]})
        people = [row for row in _rows(folder / "people.csv") if row["store"] == STORE]
        for row in people:
            known = {"id": row["id"], "name": row["name"], "role": row["role"], "active": True}
            put(tx, person, revision, known)
        changed = len(departments) + len(people)
        tx.record(
            ReferenceChanged(
                subject="departments, people",
                revision=revision,
                source="",
                digest="",
                added=0,
                changed=changed,
                rejected=0,
            )
        )


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def _history(days: Sequence[date], now: datetime, a_day: int) -> list[tuple[date, list[tuple[int, Basket]]]]:
    """The baskets by day, each with its place in the whole; today's only as far as the day has come."""
    rows = _rows(shipped_data() / "sample" / "products.csv")
    pounds = currency("GBP")
    goods = [SampleProduct(row["sku"], row["department"], row["unit"], parse(row["price"], pounds)) for row in rows]
    made = list(enumerate(baskets(goods, days=days, seed=SEED, tills=TILLS, a_day=a_day)))
    found = {day: list(visits) for day, visits in groupby(made, key=lambda visit: visit[1].at.date())}
    found[days[-1]] = _so_far(found.get(days[-1], []), now)
    return [(day, found.get(day, [])) for day in days]


def _so_far(visits: list[tuple[int, Basket]], now: datetime) -> list[tuple[int, Basket]]:
    """What happened before `now`. Early in the morning a few visits are moved forward: an empty day shows nothing."""
    local = now.replace(tzinfo=None)
    past = [visit for visit in visits if visit[1].at < local]
    if len(past) >= _FEWEST_TODAY or local.hour < 2:
        return past
    return [
        (place, msgspec.structs.replace(basket, at=local - timedelta(minutes=8 * (_FEWEST_TODAY - early))))
        for early, (place, basket) in enumerate(visits[:_FEWEST_TODAY])
    ]


def _deliver(run: _Run, day: date, coming: Iterable[Basket], place: int) -> None:
    """Before the first day and each Monday: what the days to come will need, and some for the shelf."""
    if place and day.weekday() != 0:
        return
    run.at(datetime.combine(day, time(6, 15)))
    needed: dict[str, Thousandths] = defaultdict(int)
    until = datetime.combine(day + timedelta(days=7 - day.weekday()), time(0))
    for basket in coming:
        if basket.at < until:
            for sku, quantity in basket.lines:
                needed[sku] += quantity
    goods = {row["sku"]: 6000 for row in _rows(shipped_data() / "sample" / "products.csv")} if place == 0 else {}
    for sku, quantity in needed.items():
        # Whole units come in a delivery, and a few less than were sold of some: the shelf is never quite right.
        goods[sku] = goods.get(sku, 0) + max(1, quantity // 1000 + run.chance.randint(-1, 2)) * 1000
    found = {sku: _found(run, sku) for sku in sorted(goods)}
    stocked = [(sku, goods[sku]) for sku, product in found.items() if product.item.stocked]
    if stocked:
        run.shop.actor = PEOPLE[0]
        stock.receive(run.shop, stocked, supplier="Millbrook Warehouse", reference=f"DN-{day:%y%m%d}")


def _day(run: _Run, day: date, visits: Sequence[tuple[int, Basket]], *, open_till: datetime | None) -> None:
    """A day at all tills; with `open_till`, the drawers stay open at that moment."""
    opening = datetime.combine(day, _OPENS)
    if open_till is not None:
        started = visits[0][1].at if visits else open_till.replace(tzinfo=None)
        opening = min(opening, started - timedelta(minutes=5))
    run.at(opening)
    for place, shop in enumerate(run.tills.values()):
        shop.actor = PEOPLE[(day.toordinal() + place) % len(PEOPLE)]
        drawer.open_drawer(shop, FLOAT)
    for place, basket in visits:
        run.at(basket.at)
        _ring_up(run, place, basket)
    if open_till is not None:
        return
    run.at(datetime.combine(day, _CLOSES))
    for shop in run.tills.values():
        _close(run, shop, day)


def _ring_up(run: _Run, place: int, basket: Basket) -> None:
    shop = run.tills[basket.till]
    if basket.returns is not None:
        back = basket.returns
        if number := run.numbers.get(back.basket):
            returns.take_back(shop, number, [(back.line, back.quantity)], "changed-mind", receipt=False)
        return
    cart = _filled(run, shop, basket)
    total = carts.priced(shop, cart).total
    amount = total if basket.given is None else max(total, basket.given)
    tenders = [Tender(basket.tender, amount)] if amount else []
    run.numbers[place] = sales.complete(shop, cart, tenders, receipt=False).number


def _filled(run: _Run, shop: Store, basket: Basket) -> Cart:
    cart = carts.new(shop)
    for sku, quantity in basket.lines:
        cart = cart_rules.add(cart, _found(run, sku).item, quantity)
    if basket.discount_percent is not None:
        off = Reduction(percent=Decimal(basket.discount_percent), reason="regular customer")
        cart = cart_rules.reduce_cart(cart, off)
    return cart


def _found(run: _Run, sku: str) -> Found:
    """Looked up once: nothing in the catalogue changes while the sample is made."""
    if sku not in run.products:
        run.products[sku] = carts.find(run.shop, sku)
    return run.products[sku]


def _close(run: _Run, shop: Store, day: date) -> None:
    """Count and close; on some evenings a little is missing or too much."""
    if day.weekday() == 4 and shop is run.shop:
        drawer.move_cash(shop, "paid_out", 1200, "window cleaner")
    off = run.chance.choice((0, 0, 0, 0, 0, 5, -10, -100, 20))
    with shop.read() as connection:
        expected = drawer_reports.x_report(connection, shop.profile.terminal, shop.now()).expected
    drawer.close(shop, max(0, expected + off))


def _park(run: _Run) -> None:
    """A sale that waits for its customer, for whoever tries F8."""
    cart = carts.new(run.shop)
    for sku in ("TEA", "MUG"):
        cart = carts.add(run.shop, cart, sku)
    carts.park(run.shop, cart, "Mrs Hill, back in five minutes")
