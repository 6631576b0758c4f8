"""Where an address lies, as near as a shop's own list of postcodes and areas tells.

No post's list of positions comes with the program: a shop gives the areas its vans go to, as narrow as it cares for.
In Great Britain they are in Code-Point Open and the ONS Postcode Directory, both under the Open Government Licence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from storeops.rules.addresses import Address, country_code, normal_postcode
from storeops.rules.rows import Row, WrongFile, read_rows

PLACE_COLUMNS = ("country", "area", "latitude", "longitude")

_BRITISH = ("GB", "GG", "IM", "JE")
# Area, district, sector, unit: BS 7666-2:2006. Outside the British Isles an area is any beginning of a postcode.
_BRITISH_AREA = re.compile(r"[A-Z]{1,2}(?:[0-9][A-Z0-9]?(?: [0-9](?:[A-Z]{2})?)?)?")
_AREA = re.compile(r"[A-Z0-9]{1,10}")
_DEGREES = re.compile(r"(-?)([0-9]{1,3})(?:\.([0-9]{1,6}))?")


class WrongPlaceFile(WrongFile):
    """A line of a file of places is wrong. `line` counts from 1, the header; `reason` in words."""


@dataclass(frozen=True, slots=True)
class Position:
    """The middle of an area, in millionths of a degree (WGS84). `area` is a whole postcode or the beginning of one."""

    country: str
    area: str
    latitude: int
    longitude: int


@dataclass(frozen=True, slots=True)
class Coordinates:
    """All the areas a shop knows, by country and area."""

    positions: Mapping[tuple[str, str], Position]

    def locate(self, address: Address) -> Position | None:
        """The narrowest area that holds the address's postcode; None where there is none, or the postcode is wrong.

        In the British Isles: the postcode (ZZ1 2BB), its sector (ZZ1 2), district (ZZ1), and area (ZZ). Elsewhere the
        longest beginning, of letters and digits alone."""
        found = (self.positions.get((address.country, area)) for area in areas(address))
        return next((position for position in found if position is not None), None)


def read_places(lines: Iterable[str]) -> Coordinates:
    """The areas of a `places.csv`, whose columns data/README.md describes. Raises WrongPlaceFile."""
    read = read_rows(lines, PLACE_COLUMNS, _position, attrgetter("country", "area"), WrongPlaceFile)
    return Coordinates({(one.country, one.area): one for one in read})


def areas(address: Address) -> Iterator[str]:
    """The areas the address lies in by its postcode, from the narrowest to the widest."""
    postcode = normal_postcode(address.postcode, address.country)
    if address.country not in _BRITISH:
        signs = re.sub(r"[^A-Z0-9]", "", postcode)
        yield from (signs[:length] for length in range(len(signs), 0, -1))
    elif postcode:
        outward, inward = postcode.split(" ")
        yield postcode
        yield f"{outward} {inward[0]}"
        yield outward
        # EC1A is a part of EC1; in ZZ11 the last digit is the district's own.
        if outward[-1].isalpha():
            yield outward[:-1]
        yield outward.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").rstrip("0123456789")


def _position(row: Row) -> Position:
    country = row["country"]
    if not country or country_code(country) != country:
        raise ValueError("country is a code of two letters, such as GB")
    british = country in _BRITISH
    if not (_BRITISH_AREA if british else _AREA).fullmatch(row["area"]):
        example = "LS, LS1, LS1 4 or LS1 4AP" if british else "1, 101 or 10115, without blanks and hyphens"
        raise ValueError(f"area is the beginning of a postcode, such as {example}")
    return Position(country, row["area"], _degrees(row, "latitude", 90), _degrees(row, "longitude", 180))


def _degrees(row: Row, column: str, most: int) -> int:
    found = _DEGREES.fullmatch(row[column])
    if found:
        sign, whole, fraction = found.groups()
        value = int(whole) * 1_000_000 + int((fraction or "").ljust(6, "0"))
        if value <= most * 1_000_000:
            return -value if sign else value
    raise ValueError(f"{column} is in degrees, {-most} to {most}, with a point and at most six decimals")
