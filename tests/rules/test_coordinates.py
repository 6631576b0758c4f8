from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeops.rules.addresses import Address
from storeops.rules.coordinates import Coordinates, Position, WrongPlaceFile, read_places
from storeops.rules.text import is_clean

DATA = Path(__file__).resolve().parents[2] / "data"
HEADER = "country,area,latitude,longitude"
KNOWN = read_places(
    [
        HEADER,
        "GB,ZZ,53.88,-1.33",
        "GB,ZZ1,53.892,-1.322",
        "GB,ZZ1 2,53.8868,-1.3105",
        "GB,ZZ1 2BB,53.8874,-1.3094",
        "DE,1,52.5,13.4",
        "DE,101,52.53,13.385",
    ]
)


def british(postcode: str) -> Address:
    return Address(postcode=postcode, country="GB")


@pytest.mark.parametrize(
    ("address", "area"),
    [
        (british("ZZ1 2BB"), "ZZ1 2BB"),
        (british("zz12bb"), "ZZ1 2BB"),
        (british("ZZ1 2AA"), "ZZ1 2"),
        (british("ZZ1 3AA"), "ZZ1"),
        (british("ZZ1A 2BB"), "ZZ1"),
        # A longer district is not a part of the shorter one, however alike they look.
        (british("ZZ12 2BB"), "ZZ"),
        (british("ZZ2 2BB"), "ZZ"),
        (british("Z1 2BB"), None),
        (british("LS1 4AP"), None),
        (british("ZZ1"), None),
        (british(""), None),
        (Address(postcode="10115", country="DE"), "101"),
        (Address(postcode="19300", country="DE"), "1"),
        (Address(postcode="20095", country="DE"), None),
        (Address(postcode="10115", country="FR"), None),
        (Address(country="IE"), None),
        (Address(postcode="10115"), None),
    ],
)
def test_an_address_is_where_the_narrowest_area_of_its_postcode_is(address: Address, area: str | None) -> None:
    found = KNOWN.locate(address)
    assert (found and found.area) == area


def test_degrees_become_millionths_without_a_float() -> None:
    found = read_places([HEADER, "GB,ZZ1,53.8,-0.1", "GB,ZZ2,0,-180", "GB,ZZ3,-90.000000,0.000001"])
    assert [(one.latitude, one.longitude) for one in found.positions.values()] == [
        (53_800_000, -100_000),
        (0, -180_000_000),
        (-90_000_000, 1),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("GB,ZZ1,91,0", "latitude is in degrees, -90 to 90"),
        ("GB,ZZ1,90.000001,0", "latitude is in degrees, -90 to 90"),
        ("GB,ZZ1,0,-180.5", "longitude is in degrees, -180 to 180"),
        ("GB,ZZ1,53.1234567,0", "at most six decimals"),
        ("GB,ZZ1,1e1,0", "latitude is in degrees"),
        ("GB,ZZ1,nan,0", "latitude is in degrees"),
        ("GB,ZZ1,,0", "latitude is in degrees"),
        ("GB,ZZ1,٥٣,0", "latitude is in degrees"),
        ("GB,zz1,53,0", "such as LS, LS1"),
        ("GB,ZZ12BB,53,0", "such as LS, LS1"),
        ("GB,,53,0", "such as LS, LS1"),
        ("DE,10 115,53,0", "without blanks"),
        ("XX,ZZ1,53,0", "country is a code of two letters"),
        (",ZZ1,53,0", "country is a code of two letters"),
        ("GB,ZZ1,53", "4 columns are expected, there are 3"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(line: str, said: str) -> None:
    with pytest.raises(WrongPlaceFile, match=said) as refused:
        read_places([HEADER, "GB,ZZ,53,0", line])
    assert refused.value.line == 3


def test_an_area_is_there_once() -> None:
    with pytest.raises(WrongPlaceFile, match="the same as line 2"):
        read_places([HEADER, "GB,ZZ1,53,0", "GB,ZZ1,54,0"])


def test_no_places_are_no_places() -> None:
    assert read_places([HEADER]) == Coordinates({})


@given(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))
def test_a_position_written_is_the_position_read(latitude: int, longitude: int) -> None:
    def degrees(value: int) -> str:
        return f"{'-' if value < 0 else ''}{abs(value) // 1_000_000}.{abs(value) % 1_000_000:06}"

    read = read_places([HEADER, f"GB,ZZ1,{degrees(latitude)},{degrees(longitude)}"])
    assert read.positions["GB", "ZZ1"] == Position("GB", "ZZ1", latitude, longitude)


def test_every_place_of_the_sample_shop_has_a_position_of_its_own() -> None:
    text = (DATA / "places" / "demo.csv").read_text(encoding="utf-8")
    known = read_places(text.splitlines())
    assert text.endswith("\n") and "\r" not in text
    assert all(is_clean(line) for line in text.splitlines())
    with (DATA / "sample" / "stores.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = known.locate(Address(postcode=row["postcode"], country=row["country"]))
            assert found and found.area == row["postcode"]
    for postcode in ("LS1 4AP", "YO1 7HH"):
        found = known.locate(british(postcode))
        assert found and found.area == postcode.split(" ")[0]


def test_in_the_sample_a_narrow_area_lies_near_the_wide_one_that_has_its_name() -> None:
    known = read_places((DATA / "places" / "demo.csv").read_text(encoding="utf-8").splitlines()).positions
    for (_, area), one in known.items():
        wide = known["GB", area[:2]]
        assert abs(one.latitude - wide.latitude) < 250_000, area
        assert abs(one.longitude - wide.longitude) < 250_000, area
