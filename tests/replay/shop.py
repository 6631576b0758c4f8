"""The shop the year is replayed in: a warehouse and two stores, which have everything the file will sell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.replay.file import Invoice, is_goods

from storeops.database.tables import price, product, store
from storeops.operations import stock
from storeops.operations.arrivals import Arrival
from storeops.operations.shop import add_location, init, next_revision, put, set_setting
from storeops.settings import Settings
from storeops.store import Store

WAREHOUSE, TOWN, STATION = "WH1", "S1", "S2"
SITES = (WAREHOUSE, TOWN, STATION)


class Clock:
    """A clock that shows the time of the invoice which is replayed."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def now(self, zone: ZoneInfo) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at.astimezone(zone)


def opened(path: Path, clock: Clock) -> Store:
    return Store.open(Settings(str(path), minimum_free_bytes=0), clock=clock)


def made(
    path: Path,
    documents: Sequence[Invoice],
    fit_out: Callable[[Store, Path], None] | None = None,
    bin_of: Callable[[int], str] = lambda place: "",
) -> tuple[Store, Clock]:
    """A shop a day before the first invoice, with every product of these documents and all the units they sell; in the
    warehouse each in the bin of its place in the catalogue, where it is `fit_out` with bins."""
    clock = Clock(documents[0].at - timedelta(days=1))
    shop = init(
        Settings(str(path), minimum_free_bytes=0),
        store_code=TOWN,
        name="Gift Shop",
        country="GB",
        currency="GBP",
        terminal_code="T1",
        clock=clock,
    )
    add_location(shop, WAREHOUSE, "warehouse", "Warehouse")
    with shop.write() as tx:
        values = {"code": STATION, "name": "Station", "country": "GB", "currency": "GBP", "timezone": "Europe/London"}
        put(tx, store, next_revision(tx), {**values, "address": "", "tax_number": "", "receipt_footer": ""})
    add_location(shop, STATION, "shop_floor", "Station", STATION)
    set_setting(shop, "default_weight", "100")
    _list(shop, documents)
    if fit_out:
        fit_out(shop, path.parent)
    _receive(shop, documents, bin_of)
    return shop, clock


def _list(shop: Store, documents: Sequence[Invoice]) -> None:
    """Every code of the file, by its first name and price; no tax, as the file has none."""
    with shop.write() as tx:
        revision = next_revision(tx)
        names: dict[str, str] = {}
        prices: dict[str, int] = {}
        for document in documents:
            for line in document.lines:
                names[line.sku] = names.get(line.sku) or line.name
                if line.price > 0 and line.sku not in prices:
                    prices[line.sku] = int((line.price * 100).quantize(Decimal(1), ROUND_HALF_UP))
        for sku, name in names.items():
            worth = prices.get(sku, 0)
            values = {"sku": sku, "name": name or sku, "department": "gifts", "unit": "each", "tax_class": "untaxed"}
            flags = {"active": True, "stocked": is_goods(sku), "cost": worth // 2 if is_goods(sku) else 0}
            put(tx, product, revision, {**values, **flags})
            dated = {"sku": sku, "price_list": "", "valid_from": "2000-01-01", "valid_to": ""}
            put(tx, price, revision, {**dated, "amount": worth})


def _receive(shop: Store, documents: Sequence[Invoice], bin_of: Callable[[int], str]) -> None:
    """All units that will be sold, and not one more, split unevenly and differently for each product."""
    wanted: defaultdict[str, int] = defaultdict(int)
    for document in documents:
        for line in document.lines:
            if not (document.cancels or document.bad_debt) and line.quantity > 0 and line.goods:
                wanted[line.sku] += line.quantity
    shares: dict[str, list[Arrival]] = {site: [] for site in SITES}
    for place, (sku, units) in enumerate(sorted(wanted.items())):
        town = units * (place % 4) // 10
        station = units * (place % 3) // 8
        for site, part in ((TOWN, town), (STATION, station), (WAREHOUSE, units - town - station)):
            if part:
                bin = bin_of(place) if site == WAREHOUSE else ""
                shares[site].append(Arrival(sku, part * 1000, bin=bin))
    for site, goods in shares.items():
        if goods:
            stock.receive(shop, goods, reference="all that will be sold", location=site)
