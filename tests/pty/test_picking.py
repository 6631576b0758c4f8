"""Two pickers with handhelds on one database and one wave: scans, a short, a dropped connection, and not one pick twice
or lost."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.pty.driver import Terminal
from tests.screens.cashier import MILK, TEA
from tests.screens.picking_room import picking_shop, seen, states, tasks, wave

from storeops.journal import reading
from storeops.journal.facts import PickCut, Picked
from storeops.store import Store

BISC = "2000000000046"
BELL = b"\x07"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    opened = picking_shop(tmp_path)
    yield opened
    opened.close()


def handheld(shop: Store, wave: str, picker: str, *, size: tuple[int, int] = (20, 16), ready: str = "GO TO") -> Any:
    """`storeops pick --wave WAVE --picker PICKER`, as over ssh: all of them share the terminal T1."""
    folder = str(Path(shop.settings.database).parent)
    env = dict.fromkeys(("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), folder)
    env |= {"STOREOPS_DB": shop.settings.database, "STOREOPS_CONFIG": f"{folder}/none.toml"}
    argv = [sys.executable, "-m", "storeops", "pick", "--picker", picker, *(("--wave", wave) if wave else ())]
    return Terminal(argv, size, env=env, ready=ready)


def scans(*codes: str) -> bytes:
    return "".join(f"{code}\r" for code in codes).encode()


def facts(shop: Store, kind: type) -> list[Any]:
    with shop.read() as connection:
        found = [reading.entry_of(one.row).envelope.fact for one in reading.rows(connection)]
    return [fact for fact in found if isinstance(fact, kind)]


def test_two_pickers_one_wave_a_short_and_a_dropped_connection(shop: Store) -> None:
    goods = (("TEA", 1), ("BISC", 1))
    id = wave(shop, goods, goods, (("TEA", 2), ("BISC", 2)), mode="single")
    with handheld(shop, id, "ben") as ben, handheld(shop, id, "mia") as mia:
        assert [tour.picker for tour in seen(shop, id).tours][:2] == ["ben", "mia"]
        # Both at once, each in one burst: bin, product, next bin.
        for one in (ben, mia):
            one.send(scans("A-1", TEA))
        for one in (ben, mia):
            one.wait_for("1 Milk choc")
        # The line drops in the middle of a task: the bin is scanned, nothing is taken yet.
        ben.send(scans("B-1"))
        ben.wait_for("scan product")
        ben.kill()
        # Mia's bin holds less than the books say.
        mia.send(scans("B-1"))
        mia.wait_for("scan product")
        mia.press("f4")
        mia.wait_for("found >")
        mia.send(b"0\r")
        mia.wait_for(lambda text: "TOUR DONE" in text and "1 short" in text)
        mia.send(b"\r")
        mia.wait_for("Tour 3 of W1")
    with handheld(shop, id, "ben") as ben:
        # The same task again; what was taken before is not asked for a second time.
        ben.wait_for(lambda text: "GO TO" in text and "1 Milk choc" in text and "W1 2/2" in text)
        ben.send(scans("B-1", BISC))
        ben.wait_for("Enter: next")
        ben.send(b"\r")
        ben.wait_for("no tour is")
    with handheld(shop, id, "mia") as mia:
        mia.send(scans("A-1", TEA, TEA, "B-1", BISC, ""))
        mia.wait_for("Enter: next")
    assert [state for *_, state in states(shop, id)] == ["done", "done", "done", "done", "short", "done"]
    assert seen(shop, id).status == "closed"
    picked = facts(shop, Picked)
    assert Counter((fact.task, sum(one.quantity for one in fact.goods)) for fact in picked) == Counter(
        (task.task_number, task.picked) for task in map(Numbered, tasks(shop, id)) if task.picked
    )
    assert {fact.picker for fact in picked} == {"ben", "mia"}
    assert [(fact.picker, fact.quantity) for fact in facts(shop, PickCut)] == [("mia", 1000)]


class Numbered:
    """A task with the number its facts have."""

    def __init__(self, task: Any) -> None:
        self.task_number, self.picked = int(task.task.rpartition(".")[2]), task.picked


def test_a_right_scan_rings_once_and_a_wrong_one_twice(shop: Store) -> None:
    id = wave(shop, (("TEA", 2), ("MILK", 1)))
    with handheld(shop, id, "ben", size=(40, 8), ready="scan product") as ben:
        before = ben.output.count(BELL)
        ben.send(scans(MILK))
        ben.wait_for("INTO TOTE")
        ben.settle()
        assert ben.output.count(BELL) - before == 1
        ben.send(scans("T9"))
        ben.wait_for("not tote")
        ben.wait_until(lambda: ben.output.count(BELL) - before == 3)
        ben.settle()
        assert ben.output.count(BELL) - before == 3


@pytest.mark.parametrize("size", [(20, 16), (40, 8), (20, 8), (80, 24)])
def test_a_whole_tour_in_one_burst_is_that_tour(shop: Store, size: tuple[int, int]) -> None:
    id = wave(shop, (("MILK", 2), ("TEA", 2), ("BISC", 3)), mode="cluster")
    with handheld(shop, id, "ben", size=size, ready="scan product") as ben:
        ben.send(scans(MILK, MILK, "T1", "A-1", f"2*{TEA}", "T1", "B-1", BISC, "", "T1"))
        ben.wait_for("Enter: next")
    assert states(shop, id) == [
        ("MILK", "", 2000, 0, "done"),
        ("TEA", "A-1", 2000, 0, "done"),
        ("BISC", "B-1", 3000, 0, "done"),
    ]


def test_a_handheld_with_no_wave_named_offers_the_released_ones(shop: Store) -> None:
    wave(shop, (("TEA", 1),), mode="single")
    with handheld(shop, "", "ben", ready="Enter: take it") as ben:
        ben.send(b"\r" + scans("A-1", TEA))
        ben.wait_for("Enter: next")
