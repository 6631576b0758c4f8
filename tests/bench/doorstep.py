"""From the shelf to the customer: the rows of orders sent, walking, waves, cartons, vans and the picker's scan.

The published instances are not part of the project: STOREOPS_REAL_DATA names the folder of cartons and vrp,
STOREOPS_SBPO that of the wave challenge; where one is absent its row says so."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from statistics import mean, median

from tests.bench import cartons, fulfilment, orders, picking_scan, tours, walking, waves
from tests.bench.table import p99, row

from storeops.store import Store

PEERS = "pretix 13/s without shipping, Vendure 4/s"


def rows(bench: Store, products: int) -> None:
    """Print all rows; the orders lie at the twelve locations that were stocked before."""
    skus = orders.sample(products)
    for in_waves in (False, True):
        took = fulfilment.measure(bench, skus, in_waves=in_waves)
        rate = fulfilment.ORDERS / sum(took.values())
        how = "in waves, task by task" if in_waves else "from the shelf"
        told = " ".join(f"{stage} {1000 * seconds / fulfilment.ORDERS:.1f}" for stage, seconds in took.items())
        row(f"3 lines placed to sent, {how}", f"{rate:,.0f}/s", "" if in_waves else ">= 100/s", in_waves or rate >= 100)
        print(f"  ms an order: {told} ({PEERS})", flush=True)
    _scan()
    _walking()
    _cartons()
    _tours()
    _waves()


def _scan() -> None:
    with tempfile.TemporaryDirectory() as folder:
        took = picking_scan.measure(*picking_scan.prepare(Path(folder)))
    most = p99([value for values in took.values() for value in values])
    told = " ".join(f"{what} {1000 * median(values):.1f}" for what, values in took.items())
    row("picker's scan to the next instruction, p99", f"{most:.1f} ms", "<= 50 ms", most <= 50, f"median ms: {told}")


def _walking() -> None:
    found = walking.measure()
    kept = found.saving >= 0.4 and found.optimal
    alone = 1 - found.savings / found.reference
    told = f"every tour the shortest: {'yes' if found.optimal else 'NO'}; by savings alone {alone:.1%}"
    row("walking saved, 60 orders, 10 x 90 places", f"{found.saving:.1%}", ">= 40 %", kept, told)


def _folder(variable: str, part: str) -> Path | None:
    """The folder of published instances, or None and the reason said."""
    where = os.environ.get(variable) or (str(cartons.BESIDE) if variable == "STOREOPS_REAL_DATA" else "")
    folder = Path(where) / part if where else None
    if folder is None or not folder.is_dir():
        print(f"  not measured: {variable} names no folder with {part or 'its instances'}", flush=True)
        return None
    return folder


def _cartons() -> None:
    folder = _folder("STOREOPS_REAL_DATA", "cartons")
    if folder is not None:
        found = cartons.measure(folder, instances_per_set=2)
        told = f"best known {found.best_known:.3f}, infeasible {found.infeasible}"
        kept = found.average >= 0.88 and not found.infeasible
        row("volume use on BR1-BR7, 2 s an instance", f"{found.average:.3f}", ">= 0.88", kept, told)


def _tours() -> None:
    folder = _folder("STOREOPS_REAL_DATA", "vrp")
    if folder is not None:
        gaps = [one.gap for one in tours.measure(folder, 20)]
        told = f"{len(gaps)} instances, on average {mean(gaps):.2%}"
        row("van tours, over the best known, most", f"{max(gaps):.2%}", "<= 2 %", max(gaps) <= 0.02, told)


def _waves() -> None:
    folder = _folder("STOREOPS_SBPO", "")
    if folder is not None:
        gaps = [float(one.gap) for one in waves.measure(folder, 60)]
        told = f"{len(gaps)} instances of set a, most {max(gaps):.2%}"
        row("units an aisle, below the best published", f"{mean(gaps):.2%}", "<= 5 %", mean(gaps) <= 0.05, told)
