"""Twelve processes want the last unit: one gets it, and nothing that any of them was told is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.machines import promising, till

TAKERS = 12

#: Opens the shop once for each name, in a process of its own: forked, for importing takes longer than the race. Each
#: waits until the standard input they share ends, which is the moment the test lets all of them go at once. Who is told
#: that another program writes for too long tries again, as the refusal asks: nothing was changed by the first try.
PROGRAM = """
import os
import sys
import traceback
from tests.machines import promising
from storeops.database.faults import Busy
from storeops.operations.orders import changing
from storeops.store import Store
from storeops.settings import Settings

def placing(shop, name):
    return promising.place(shop, ("MUG", 1000), external=f"W-{name}")

def allocating(shop, order):
    return changing.allocate(shop, order)

def take(path, what, name):
    shop = Store.open(Settings(path, minimum_free_bytes=0))
    os.write(1, b"ready\\n")
    sys.stdin.read()
    while True:
        try:
            order = globals()[what](shop, name)
            break
        except Busy:
            continue
    os.write(1, f"{order} {sum(promising.stands(shop, order).values())}\\n".encode())

def start(name):
    child = os.fork()
    if child:
        return child
    try:
        take(sys.argv[1], sys.argv[2], name)
    except BaseException:
        traceback.print_exc()
        os.write(1, b"failed\\n")
        os._exit(1)
    os._exit(0)

takers = [start(name) for name in sys.argv[3:]]
sys.exit(any([os.waitpid(taker, 0)[1] for taker in takers]))
"""


def race(what: str, path: Path, names: list[str]) -> list[tuple[str, int]]:
    """(order, units that stand ready for it) as each process saw it after it was done."""
    root = str(Path(__file__).resolve().parents[3])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, *sys.path])}
    command = [sys.executable, "-c", PROGRAM, str(path), what, *names]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment
    ) as takers:
        assert takers.stdout is not None
        for _ in names:
            assert takers.stdout.readline() == "ready\n"
        answers = [line.split() for line in takers.communicate(timeout=200)[0].splitlines()]
    assert takers.returncode == 0
    return [(order, int(units)) for order, units in answers]


@pytest.mark.parametrize("allocating", [False, True], ids=["placing", "allocating"])
def test_exactly_one_gets_it(tmp_path: Path, allocating: bool) -> None:
    shop = promising.world(tmp_path / "shop.db", **({} if allocating else {"S2": {"MUG": 1000}}))
    names = [str(number) for number in range(TAKERS)]
    if allocating:
        names = [promising.place(shop, ("MUG", 1000)) for _ in names]
        # Goods that nobody was told of: found by the fact itself, so that the race is for them.
        till.receive(shop, promising.MUG, 1000)
    answers = race("allocating" if allocating else "placing", tmp_path / "shop.db", names)
    assert len({order for order, _ in answers}) == TAKERS
    winners = [order for order, units in answers if units]
    assert len(winners) == 1
    stands = {order: sum(promising.stands(shop, order).values()) for order, _ in answers}
    assert stands == {order: 1000 if order in winners else 0 for order, _ in answers}
    assert sum(promising.read(shop, order).missing().get(1, 0) for order in stands) == (TAKERS - 1) * 1000
    assert set(promising.atp(shop, "MUG").values()) == {0}
    counters = sorted(promising.read(shop, order).placed.counter for order in stands)
    assert counters == list(range(1, TAKERS + 1))
    promising.assert_well(shop)
    shop.close()
