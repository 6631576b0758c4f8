"""python -m tests.replay [--until DATE] [--limit N] [--through-the-warehouse] [--folder F]

Replay Online Retail, compare, prove, do it again."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.machines import till
from tests.replay import file, shop, warehouse, year
from tests.replay.compare import compare
from tests.replay.explained import explained
from tests.replay.tally import Part, Tally

from storeops.journal.verify import verify
from storeops.store import Store

Answer = TypeVar("Answer")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--until", default="", help="the last day (ISO) that is replayed")
    arguments.add_argument("--limit", type=int, default=0, help="the most documents")
    arguments.add_argument("--folder", default=".", help="where the database is made")
    arguments.add_argument(
        "--through-the-warehouse", action="store_true", help="pick, pack, label and hand over the orders of each day"
    )
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder, prefix=".replay-") as folder:
        return _run(Path(folder).resolve() / "shop.db", given.until, given.limit, through=given.through_the_warehouse)


def _run(database: Path, until: str, limit: int, *, through: bool) -> int:
    documents = _timed("file read", lambda: file.invoices(until=until, limit=limit))
    layout = (warehouse.fit_out, warehouse.bin_of) if through else ()
    made, clock = _timed("shop made, goods received", lambda: shop.made(database, documents, *layout))
    tally = _timed("replay", lambda: year.replay(made, clock, documents, _moved, through_the_warehouse=through))
    _tell(tally)
    unexplained = _explained(made, tally) if through else ()
    sums = compare(made, documents, tally)
    print(f"net units   {sums.units:>14,}   file less what is stated {sums.expected_units:>14,}")
    print(f"net value   {_money(sums.value):>14}   file less what is stated {_money(sums.expected_value):>14}")
    print(
        f"products    {sums.products:>14,}   different {len(sums.differences)}, on hand {len(sums.stock_differences)}"
    )
    before = till.count(made)
    print(f"facts       {before:>14,}   database {database.stat().st_size / 1024**2:,.0f} MB", flush=True)
    again = _timed("second replay", lambda: year.replay(made, clock, documents, through_the_warehouse=through))
    unchanged = till.count(made) == before and again.refused == tally.refused and again.done == tally.done
    print(f"second replay: {again.counts['known']:,} orders known, {'nothing' if unchanged else 'SOMETHING'} changed")
    with made.read() as connection:
        problems = _timed("journal verified", lambda: verify(connection)).problems
    differences = _timed("replay check", lambda: till.replay_differences(made))
    print(f"journal problems {len(problems)}, differences of a rebuild {len(differences)}")
    made.close()
    sound = not (sums.differences or sums.stock_differences or problems or differences or unexplained) and unchanged
    return 0 if sound else 1


def _tell(tally: Tally) -> None:
    counts = tally.counts
    print(f"documents {counts['documents']:,}, lines {counts['lines']:,}; orders placed {counts['placed']:,}, ", end="")
    print(f"sent in {counts['dispatches']:,} dispatches, {counts['split']:,} split, {counts['unfilled']} unfilled")
    print(f"returned lines of customers {counts['returns']:,}: in full {counts['full']:,}, ", end="")
    print(f"at the same price {counts['same price']:,}, ", end="")
    print(f"refused {tally.refused['more than is left'].lines if 'more than is left' in tally.refused else 0:,}")
    for title, parts in (("done", tally.done), ("refused", tally.refused)):
        for what, part in sorted(parts.items()):
            _row(f"{title}: {what}", part)
        _row(f"{title}: all", _sum(parts.values()))
    _row("given back as paid, not as the cancellation says", tally.otherwise)
    for what, seconds in tally.seconds.items():
        print(f"  {what:<40} {seconds:8.1f} s")
    sys.stdout.flush()


def _explained(made: Store, tally: Tally) -> tuple[str, ...]:
    counts = tally.counts
    told = ("waves", "tours", "picks", "shorts", "parcels", "labels", "no label", "sent by hand", "manifests")
    print(", ".join(f"{what} {counts[what]:,}" for what in told))
    print(f"parcels followed {counts['followed']:,}, events {counts['events']:,}, delivered {counts['delivered']:,}")
    found = _timed("looked whether all is explained", lambda: explained(made))
    print(f"orders {found.orders:,}, parcels {found.parcels:,}; not explained: {len(found.unexplained)}")
    for one in found.unexplained[:10]:
        print(f"  {one}")
    return found.unexplained


def _row(what: str, part: Part) -> None:
    print(f"  {what:<48} {part.lines:>8,} lines {part.units:>12,} units {_money(part.value):>16}")


def _sum(parts: object) -> Part:
    found = Part()
    for part in parts:  # type: ignore[attr-defined]
        found.lines += part.lines
        found.units += part.units
        found.value += part.value
    return found


def _money(amount: int) -> str:
    return f"{amount / 100:,.2f}"


def _moved(done: int, tally: Tally) -> None:
    if done % 1000 < year.AT_ONCE:
        print(f"  ... {done:,} documents, {tally.counts['lines']:,} lines", file=sys.stderr, flush=True)


def _timed(what: str, work: Callable[[], Answer]) -> Answer:
    begun = time.perf_counter()
    answer = work()
    print(f"{what:<30} {time.perf_counter() - begun:8.1f} s", flush=True)
    return answer


if __name__ == "__main__":
    raise SystemExit(main())
