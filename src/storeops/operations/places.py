"""Places: the locations goods can be at, what each can do for an order, and the bins within it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select

from storeops.database.queries import places as queries
from storeops.database.queries import shop as shop_queries
from storeops.database.tables import location, site
from storeops.operations.locations import UnknownLocation
from storeops.operations.remarks import remark
from storeops.operations.shop import BadCode, UnknownCountry, audit, check_code, next_revision, put
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.places import WAREHOUSE, hands_over, ships
from storeops.store import Store, Tx

#: Names of the goods ledger's other side: a location called so would be taken for it.
_TAKEN = frozenset({"supplier", "customer", "scrap", "difference", "transit"})
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


class PlaceExists(Refused):
    def __init__(self, code: str) -> None:
        super().__init__(f"There is a location {code} already. Change it with 'storeops location set {code}'.")
        self.code = code


class BadTerm(Refused):
    """What a place can do was not said in a way that can be kept."""

    def __init__(self, what: str, value: str, form: str) -> None:
        super().__init__(f"'{value[:40]}' cannot be the {what}: it is {form}.")
        self.what = what
        self.value = value


class WhichLocation(Refused):
    """Several locations may be meant, or none."""

    def __init__(self, choices: Sequence[str], what: str = "warehouse") -> None:
        known = ", ".join(choices)
        super().__init__(
            f"Which location? There is no single {what}; say --location and one of: {known}."
            if choices
            else f"There is no {what} yet. Make one with 'storeops location add', or say --location."
        )
        self.choices = tuple(choices)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a location can do for an order; None leaves a term as it is. `capacity` in orders a day, 0 without a limit;
    `cut_off` HH:MM on the shop's clock, empty without one; handling costs in minor units."""

    country: str | None = None
    region: str | None = None
    postcode: str | None = None
    ships: bool | None = None
    pickup: bool | None = None
    capacity: int | None = None
    cut_off: str | None = None
    handling_days: int | None = None
    handling_parcel: Minor | None = None
    handling_line: Minor | None = None


def add(shop: Store, code: str, *, kind: str, name: str = "", terms: Terms | None = None) -> None:
    """Another place that goods can be at. What its kind does it does, unless the terms say else.

    Raises BadCode, PlaceExists, BadTerm, UnknownCountry, CardNumberRefused; nothing is written then."""
    check_code("location code", code)
    if code.lower() in _TAKEN:
        raise BadCode("location code", code)
    with shop.write() as tx:
        if code in _codes(tx):
            raise PlaceExists(code)
        revision = next_revision(tx)
        shown = remark(name, "name") or code
        what = remark(kind, "kind", limit=20)
        put(tx, location, revision, {"code": code, "store": tx.profile.store, "kind": what, "name": shown})
        put(tx, site, revision, {**_usual(tx, code, what), **_checked(terms or Terms())})
        audit(tx, f"location {code}", revision)


def change(
    shop: Store, code: str, *, kind: str | None = None, name: str | None = None, terms: Terms | None = None
) -> None:
    """Change what a location is called, is, or can do; where nothing differs nothing is written.

    Raises UnknownLocation, BadTerm, UnknownCountry, CardNumberRefused."""
    with shop.write() as tx:
        if code not in _codes(tx):
            raise UnknownLocation(code, _codes(tx))
        before = dict(tx.connection.execute(select(location).where(location.c.code == code)).mappings().one())
        now = {**before}
        if kind is not None:
            now["kind"] = remark(kind, "kind", limit=20)
        if name is not None:
            now["name"] = remark(name, "name") or code
        kept = queries.site(tx.connection, code)
        was = dict(kept) if kept is not None else _usual(tx, code, now["kind"])
        terms_now = {**was, **_checked(terms or Terms())}
        if now == before and kept is not None and terms_now == was:
            return
        revision = next_revision(tx)
        put(tx, location, revision, now)
        put(tx, site, revision, terms_now)
        audit(tx, f"location {code}", revision)


def chosen(tx: Tx, given: str) -> str:
    """The location named, else the only warehouse. Raises UnknownLocation, WhichLocation."""
    rows = shop_queries.locations(tx.connection)
    if given:
        if given not in (codes := [row["code"] for row in rows]):
            raise UnknownLocation(given, codes)
        return given
    warehouses = [str(row["code"]) for row in rows if row["kind"] == WAREHOUSE]
    if len(warehouses) != 1:
        raise WhichLocation(warehouses or [str(row["code"]) for row in rows])
    return warehouses[0]


def _codes(tx: Tx) -> list[str]:
    return [row["code"] for row in shop_queries.locations(tx.connection)]


def _usual(tx: Tx, code: str, kind: str) -> dict[str, Any]:
    return {
        "location": code,
        "country": tx.profile.country,
        "region": "",
        "postcode": "",
        "ships": ships(kind),
        "pickup": hands_over(kind),
        "capacity": 0,
        "cut_off": "",
        "handling_days": 0,
        "handling_parcel": 0,
        "handling_line": 0,
    }


def _checked(terms: Terms) -> dict[str, Any]:
    """The terms that were given, by column. Raises BadTerm, UnknownCountry, CardNumberRefused."""
    given = {field.name: getattr(terms, field.name) for field in fields(terms)}
    wanted = {name: value for name, value in given.items() if value is not None}
    for name, value in wanted.items():
        if isinstance(value, str):
            wanted[name] = remark(value, name, limit=40)
        elif value < 0:
            raise BadTerm(name.replace("_", " "), str(value), "zero or more")
    if "country" in wanted:
        wanted["country"] = wanted["country"].upper()
        if not re.fullmatch(r"[A-Z]{2}", wanted["country"]):
            raise UnknownCountry(wanted["country"])
    if wanted.get("cut_off") and not _CLOCK.fullmatch(wanted["cut_off"]):
        raise BadTerm("cut-off", wanted["cut_off"], "a time of the day, such as 16:00")
    return wanted
