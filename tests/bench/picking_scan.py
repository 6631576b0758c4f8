"""A picker's scan to the next instruction painted: the real handheld screen in a real pseudo-terminal.

`python -m tests.bench.picking_scan` prints the figures, beside them the till's scan in the same shop and the same run;
the wave has bins, two tours and a tote for each order."""

from __future__ import annotations

import csv
import os
import pty
import random
import struct
import subprocess
import sys
import tempfile
import termios
import time
from fcntl import ioctl
from pathlib import Path

from tests.bench import scanning
from tests.bench.scanning import KEY_GAP, _quiet, _until
from tests.bench.shop import barcode, fill, new_shop

from storeops.operations import bins, stock
from storeops.operations.arrivals import Arrival
from storeops.operations.orders import placing
from storeops.operations.orders.how import How
from storeops.operations.picking import picks, waves
from storeops.operations.picking.asked import Asked
from storeops.reports import at_the_bin
from storeops.reports.at_the_bin import WalkView
from storeops.rules.orders.document import AddressPart, CustomerPart, DocumentLine, OrderDocument
from storeops.store import Store

PRODUCTS, ORDERS, LINES, TOTES = 2000, 60, 4, 30
PICKER = "ben"
ADDRESS = AddressPart(lines=("12 High St",), city="Leeds", postcode="LS1 4AP", country="GB")


def prepare(folder: Path) -> tuple[Store, str]:
    """A shop with 900 bins and a released wave of 60 orders of four lines; returns it and the wave's id."""
    shop = new_shop(folder)
    fill(shop, folder, PRODUCTS)
    codes = [f"{aisle}-{place:02d}-{level}" for aisle in "ABCDEFGHKL" for place in range(30) for level in range(3)]
    with (folder / "bins.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "aisle", "x", "y"])
        writer.writerows([code, code[0], 500 * "ABCDEFGHKL".index(code[0]), 100 * int(code[2:4])] for code in codes)
    bins.import_bins(shop, folder / "bins.csv", location="S1")
    stock.receive(shop, [Arrival(f"P{at:07d}", 90000, bin=codes[at % len(codes)]) for at in range(900)])
    chance = random.Random(5)
    for number in range(ORDERS):
        goods = chance.sample(range(900), LINES)
        document = OrderDocument(
            channel="web",
            external=str(number),
            currency="GBP",
            customer=CustomerPart(name="Ann Reed", email="ann@example.org"),
            ship_to=ADDRESS,
            lines=tuple(
                DocumentLine(line=at, sku=f"P{product:07d}", quantity=1000) for at, product in enumerate(goods, 1)
            ),
        )
        placing.place(shop, document, How(due="dispatch"))
    wave = waves.plan(shop, Asked(mode="cluster", totes=TOTES)).envelope.id
    waves.release(shop, wave)
    return shop, wave


def measure(shop: Store, wave: str) -> dict[str, list[float]]:
    """Seconds from a scan's last byte until what follows was told to the terminal, by what was scanned: a bin (its
    product follows), a product (its tote), a tote (written down; the next bin)."""
    _, tour = picks.take_tour(shop, wave, PICKER)
    with shop.read() as connection:
        view = at_the_bin.walk(connection, wave, tour)
        codes = {task.sku: barcode(int(task.sku[1:])) for task in view.tour.tasks}
    master, slave = pty.openpty()
    ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 16, 20, 0, 0))
    environment = {**os.environ, "STOREOPS_DB": shop.settings.database, "TERM": "xterm-256color"}
    handheld = subprocess.Popen(
        [sys.executable, "-m", "storeops", "pick", "--wave", wave, "--picker", PICKER],
        stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    try:
        _until(master, b"scan bin", 30)
        time.sleep(1.0)  # the picker takes longer to walk
        return _walk(master, view, codes)
    finally:
        handheld.kill()
        handheld.wait()
        os.close(master)


def _walk(master: int, view: WalkView, codes: dict[str, str]) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {"bin": [], "product": [], "tote": []}
    at = ""
    tasks = view.tour.tasks
    for task, following in zip(tasks, [*tasks[1:], None], strict=True):
        if task.bin != at:
            took["bin"].append(_scan(master, task.bin, b"scan product"))
            at = task.bin
        took["product"].append(_scan(master, codes[task.sku], b"scan tote"))
        then = b"next" if following is None else b"scan product" if following.bin == at else b"scan bin"
        took["tote"].append(_scan(master, task.tote, then))
    return took


def _scan(master: int, code: str, then: bytes) -> float:
    for key in code.encode():
        os.write(master, bytes([key]))
        time.sleep(KEY_GAP)
    begun = time.perf_counter()
    os.write(master, b"\r")
    _until(master, then, 10)
    took = time.perf_counter() - begun
    _quiet(master)
    return took


def main() -> None:
    """Print median, 99th percentile and the longest, in milliseconds."""
    with tempfile.TemporaryDirectory() as name:
        shop, wave = prepare(Path(name))
        took = measure(shop, wave)
        every = [value for values in took.values() for value in values]
        at_the_till = scanning.measure(shop, PRODUCTS)
        shop.close()
    for what, values in {**took, "every scan": every, "at the till": at_the_till}.items():
        ranked = sorted(values)
        p99 = ranked[min(len(ranked) - 1, len(ranked) * 99 // 100)]
        shown = " ".join(f"{value * 1000:7.1f}" for value in (ranked[len(ranked) // 2], p99, ranked[-1]))
        print(f"{what:<12} {len(ranked):5d} scans   median, p99, longest (ms): {shown}")


if __name__ == "__main__":
    main()
