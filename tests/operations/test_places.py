"""Locations with what they can do, and bins from a file: exact rows, one audit fact, refusals that change nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.machines import till

from storeops.database.tables import bin, site
from storeops.journal.facts import ReferenceChanged
from storeops.operations import bins, places
from storeops.operations.catalogue.file import BadFile
from storeops.operations.places import Terms
from storeops.operations.shop import BadCode, UnknownCountry
from storeops.operations.stock import UnknownLocation
from storeops.reports.places import NoSuchPlace, SeveralBins, bin_of, place_of
from storeops.rules.card_numbers import CardNumberRefused
from storeops.rules.errors import Refused
from storeops.store import Store

BINS = "code,aisle,x,y,level,capacity\nA-03-2,A,300,-5,2,40\nB-1,B,,,,1.5\n"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    made = till.make(tmp_path / "shop.db")
    yield made
    made.close()


def last(shop: Store) -> ReferenceChanged:
    with shop.read() as connection:
        fact = till.entries(connection)[-1].envelope.fact
    assert isinstance(fact, ReferenceChanged)
    return fact


def test_a_warehouse_and_what_it_can_do(shop: Store) -> None:
    before = till.count(shop)
    places.add(shop, "WH1", kind="warehouse", terms=Terms(cut_off="16:00", handling_parcel=80, country="ie"))
    assert till.count(shop) == before + 1
    assert (last(shop).subject, last(shop).changed) == ("location WH1", 1)
    with shop.read() as connection:
        view = place_of(connection, "WH1")
    assert (view.name, view.kind, view.ships, view.pickup, view.cut_off) == ("WH1", "warehouse", True, False, "16:00")
    assert (view.country, view.handling_parcel, view.capacity) == ("IE", 80, 0)


def test_changing_what_a_place_can_do_keeps_the_rest(shop: Store) -> None:
    places.change(shop, "S1", terms=Terms(ships=True, capacity=30))
    places.change(shop, "S1", name="High Street", terms=Terms(postcode="LS1 4AP"))
    before = till.dump(shop)
    places.change(shop, "S1", terms=Terms(capacity=30))
    assert till.dump(shop) == before
    with shop.read() as connection:
        view = place_of(connection, "S1")
    assert (view.name, view.ships, view.pickup, view.capacity, view.postcode) == (
        "High Street",
        True,
        True,
        30,
        "LS1 4AP",
    )


def test_bins_come_in_once(shop: Store, tmp_path: Path) -> None:
    places.add(shop, "WH1", kind="warehouse")
    path = tmp_path / "bins.csv"
    path.write_text(BINS)
    done = bins.import_bins(shop, path)
    assert (done.location, done.rows, done.added, done.changed, done.unchanged, done.rejected) == ("WH1", 2, 2, 0, 0, 0)
    with shop.read() as connection:
        rows = [tuple(row)[:7] for row in connection.execute(select(bin).order_by(bin.c.code))]
    assert rows == [("WH1", "A-03-2", "A", 300, -5, 2, 40000), ("WH1", "B-1", "B", 0, 0, 0, 1500)]
    assert (last(shop).subject, last(shop).source, last(shop).added) == ("bins of WH1", "bins.csv", 2)
    before = till.dump(shop)
    again = bins.import_bins(shop, path)
    assert (again.unchanged, again.revision) == (2, 0)
    assert till.dump(shop) == before


def test_a_file_without_a_column_leaves_what_is_known(shop: Store, tmp_path: Path) -> None:
    places.add(shop, "WH1", kind="warehouse")
    path = tmp_path / "bins.csv"
    path.write_text(BINS)
    bins.import_bins(shop, path)
    path.write_text("level;code\n7;A-03-2\n")
    done = bins.import_bins(shop, path, location="WH1")
    assert (done.added, done.changed) == (0, 1)
    with shop.read() as connection:
        view = bin_of(connection, "a-03-2").bin
    assert (view.level, view.x, view.capacity, view.used) == (7, 300, 40000, 0)


def test_bad_lines_are_listed_with_number_and_reason(shop: Store, tmp_path: Path) -> None:
    places.add(shop, "WH1", kind="warehouse")
    path = tmp_path / "bins.csv"
    path.write_text(
        "code,x,capacity\nA-1,1,2\n,1,2\nA 2,1,2\nA-3,1.5,2\nA-4,1,-2\nA-1,9,9\nA-5,1\n-,1,1\n4111111111111111,1,1\n"
    )
    done = bins.import_bins(shop, path)
    assert (done.rows, done.added, done.rejected) == (9, 1, 8)
    listed = Path(done.rejected_file).read_text().splitlines()
    assert [line.partition(",")[0] for line in listed] == ["line", *map(str, range(3, 11))]
    assert "it has no code" in listed[1]
    assert "x '1.5' is no whole number" in listed[3]
    assert "further up" in listed[5]
    assert "payment card number" in listed[8]


def test_a_code_at_two_places_has_to_be_told_apart(shop: Store, tmp_path: Path) -> None:
    path = tmp_path / "bins.csv"
    path.write_text(BINS)
    for code in ("WH1", "WH2"):
        places.add(shop, code, kind="warehouse")
        bins.import_bins(shop, path, location=code)
    with shop.read() as connection:
        with pytest.raises(SeveralBins, match="WH1, WH2"):
            bin_of(connection, "A-03-2")
        with pytest.raises(NoSuchPlace):
            bin_of(connection, "Z-9")
        assert bin_of(connection, "A-03-2", "WH2").bin.location == "WH2"


def bad_file(shop: Store, folder: Path, text: str, **more: str) -> object:
    path = folder / "bins.csv"
    path.write_text(text)
    return bins.import_bins(shop, path, **more)


REFUSALS: list[tuple[type[Refused], Callable[[Store, Path], object]]] = [
    (BadCode, lambda s, _: places.add(s, "W/1", kind="warehouse")),
    (BadCode, lambda s, _: places.add(s, "Transit", kind="warehouse")),
    (places.PlaceExists, lambda s, _: places.add(s, "S1", kind="warehouse")),
    (places.BadTerm, lambda s, _: places.add(s, "W1", kind="warehouse", terms=Terms(cut_off="4 pm"))),
    (places.BadTerm, lambda s, _: places.change(s, "S1", terms=Terms(handling_line=-1))),
    (UnknownCountry, lambda s, _: places.change(s, "S1", terms=Terms(country="GBR"))),
    (UnknownLocation, lambda s, _: places.change(s, "MOON", name="x")),
    (CardNumberRefused, lambda s, _: places.change(s, "S1", name="4111 1111 1111 1111")),
    (places.WhichLocation, lambda s, f: bad_file(s, f, BINS)),
    (UnknownLocation, lambda s, f: bad_file(s, f, BINS, location="MOON")),
    (BadFile, lambda s, f: bad_file(s, f, "aisle,x\nA,1\n")),
    (BadFile, lambda s, f: bad_file(s, f, "")),
]


@pytest.mark.parametrize(("refusal", "attempt"), REFUSALS)
def test_a_refusal_changes_nothing(
    shop: Store, tmp_path: Path, refusal: type[Refused], attempt: Callable[[Store, Path], object]
) -> None:
    before = till.dump(shop)
    with pytest.raises(refusal) as refused:
        attempt(shop, tmp_path)
    assert till.dump(shop) == before
    assert str(refused.value).endswith(".")
    with shop.read() as connection:
        assert connection.execute(select(site)).all() == []
