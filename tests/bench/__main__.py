"""python -m tests.bench [--products N]: prints each budget beside its reference; a timing never fails the run."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import day, doorstep, newtill, orders, replay, sale, scanning, searching, shop, sourcing, starting
from tests.bench.table import p99, row, say

from storeops.operations import backup


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--products", type=int, default=1_000_000, help="size of the catalogue")
    arguments.add_argument("--folder", default=".", help="where the databases are made: on the disk to be measured")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder, prefix=".bench-") as folder:
        _run(Path(folder).resolve(), given.products)


def _run(folder: Path, products: int) -> None:
    say(f"catalogue of {products:,} products is being made ...")
    bench = shop.new_shop(folder)
    seconds, memory = shop.fill(bench, folder, products)
    print(f"{'what':<46} {'measured':>16} {'budget':>14} {'reference in this run':<34}")
    row(f"import of {products:,} products, memory", f"{memory:.0f} MB", "<= 500 MB", memory <= 500, f"{seconds:.0f} s")
    _sale(bench, products)
    _scan(bench, products)
    _search(bench, products)
    _starting(bench)
    _replay(bench)
    _daily(folder)
    _orders(bench, products)
    _sourcing()
    doorstep.rows(bench, products)
    backup.backup(bench, folder / "copy.db")
    newtill.rows(folder / "copy.db", folder, products)


def _sale(bench: shop.Store, products: int) -> None:
    ours, hand, raw = sale.measure(bench, products)
    (our_half, our_most), (hand_half, hand_most) = sale.percentiles(ours), sale.percentiles(hand)
    ratio = our_half / hand_half
    reference = f"by hand {hand_half:.2f}/{hand_most:.2f}, 4 KB {sale.percentiles(raw)[0]:.2f} ms"
    row("5-line sale committed, p50/p99 ms", f"{our_half:.2f}/{our_most:.2f}", "", True, reference)
    row("5-line sale committed, against by hand", f"{ratio:.2f} x", "<= 2.0 x", ratio <= 2.0)


def _scan(bench: shop.Store, products: int) -> None:
    most = p99(scanning.measure(bench, products))
    row("scan to repainted line, p99", f"{most:.1f} ms", "<= 50 ms", most <= 50)


def _search(bench: shop.Store, products: int) -> None:
    most = p99(searching.measure(bench, products))
    row("search as you type, p99", f"{most:.1f} ms", "<= 30 ms", most <= 30)


def _starting(bench: shop.Store) -> None:
    for what, budget, found in (
        ("storeops --help", 2.0, starting.help_page),
        ("first paint of the till", 1.5, lambda: starting.first_paint(bench)),
    ):
        measure: Callable[[], tuple[float, float]] = found
        ours, theirs = measure()
        ratio = ours / theirs
        row(what, f"{ratio:.2f} x", f"<= {budget} x", ratio <= budget, f"{ours:.2f} s against {theirs:.2f} s")


def _replay(bench: shop.Store) -> None:
    facts, took, hand = replay.measure(bench)
    rate = facts / took
    row("replay of the journal", f"{rate:,.0f}/s", ">= 5,000/s", rate >= 5000, f"rows by hand {facts / hand:,.0f}/s")


def _daily(folder: Path) -> None:
    busy = shop.new_shop(folder, "busy.db")
    day.fill(busy, 1_000_000)
    ours, theirs = day.measure(busy)
    reference = f"DuckDB {theirs * 1000:.1f} ms"
    row("daily report, 1,000,000 lines", f"{ours * 1000:.1f} ms", "<= 100 ms", ours <= 0.1, reference)


def _orders(bench: shop.Store, products: int) -> None:
    skus = orders.sample(products)
    orders.stock(bench, skus, range(orders.SOURCES))
    _rate(f"web order of 3 lines, paid, sourced ({orders.SOURCES} places)", orders.arrived(bench, skus), 150)
    _rate("phone order of 3 lines, then paid by card", orders.placed(bench, skus), None)
    orders.stock(bench, skus, range(orders.SOURCES, orders.LOCATIONS))
    most = p99(orders.promisable(bench, skus))
    row(f"ATP of 100 products x {orders.LOCATIONS} locations, p99", f"{most:.1f} ms", "<= 20 ms", most <= 20)
    free = orders.unstocked(bench, products)
    waited, winners = orders.last_unit(bench, free)
    most, once = max(waited), all(count == 1 for count in winners)
    hand = max(orders.last_unit(bench, free, by_hand=True)[0])
    told = f"by hand {hand:.1f} ms; got it: {' '.join(map(str, winners))}"
    row("last unit, 50 programs at once, slowest", f"{most:.1f} ms", "<= 50 ms", once and most <= 50, told)


def _rate(what: str, took: list[float], budget: int | None) -> None:
    rate = len(took) / sum(took)
    half, most = sale.percentiles(took)
    kept = budget is None or rate >= budget
    row(what, f"{rate:,.0f}/s", f">= {budget}/s" if budget else "", kept, f"p50/p99 {half:.1f}/{most:.1f} ms")


def _sourcing() -> None:
    found = sourcing.measure()
    cost, over, below = found.plan.cost.total, found.over_bound, found.below_nearest
    bound = f"bound {found.plan.bound:,}, in {found.seconds:.1f} s"
    kept = over <= 1.01 and found.seconds <= 10.5
    row("sourcing 600 orders x 12 locations, cost", f"{cost:,} {over:.4f} x", "<= 1.01 x 10 s", kept, bound)
    others = f"nearest {found.nearest:,}, one by one {found.greedy:,}"
    row("sourcing, below the nearest location", f"{below:.1%}", ">= 8 %", below >= 0.08, others)
    most = sourcing.one_order()
    row("one order of 20 lines, 50 locations, most", f"{most * 1000:.1f} ms", "< 50 ms", most < 0.05)


if __name__ == "__main__":
    main()
