"""Who this database is and how its shop reckons: read once when the shop is opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from storeops import __version__
from storeops.database.queries import shop
from storeops.rules.errors import Refused
from storeops.rules.money import Currency, cash_rounding, currency
from storeops.rules.money.cash_rounding import CashRule
from storeops.rules.tax import TaxRounding
from storeops.rules.wording import quote


class NoShop(Refused):
    """The database holds no shop yet."""

    def __init__(self) -> None:
        super().__init__("This database holds no shop yet. Make one with 'storeops init'.")


class UnknownStore(Refused):
    def __init__(self, code: str, known: list[str]) -> None:
        super().__init__(
            f"There is no store {quote(code)} here. Known: {', '.join(known) or 'none'}. At a centre, add it with "
            "'storeops server store add'."
        )
        self.code = code


@dataclass(frozen=True, slots=True)
class Profile:
    """The shop, the terminal and the life of the database that facts are recorded in."""

    store: str
    name: str
    country: str
    currency: Currency
    zone: ZoneInfo
    address: tuple[str, ...]
    tax_number: str
    receipt_footer: tuple[str, ...]
    terminal: str
    """Full code, the store's in front: S1-T1."""
    device: str
    origin: str
    series_tag: str
    owner: str
    prices_include_tax: bool
    tax_rounding: TaxRounding
    tax_name: str
    rule_version: str
    """Names the tax rules and rates in force; copied into each sale."""
    decimal: str
    group: str
    symbol: str
    cash: CashRule
    day_ends: time
    program: str = __version__

    @property
    def location(self) -> str:
        """Where this terminal sells from and takes back to: the store's shop floor."""
        return self.store

    @property
    def series(self) -> str:
        """The number series of this terminal's documents in this life of the database."""
        return f"{self.terminal}-{self.series_tag}" if self.series_tag else self.terminal

    def business_date(self, now: datetime) -> date:
        """The day a moment counts for: before the hour the shop's day ends it is still yesterday."""
        return now.date() - timedelta(days=1) if now.time() < self.day_ends else now.date()

    def in_origin(self, origin: str, series_tag: str) -> Profile:
        return replace(self, origin=origin, series_tag=series_tag)


def read_profile(connection: Connection, terminal: str = "") -> Profile:
    """The profile of this database, seen from `terminal` (T1 or S1-T1) or from the one it was made for.

    Raises NoShop."""
    known = shop.local_values(connection)
    row = shop.store_row(connection, known.get("store", ""))
    if row is None:
        raise NoShop
    code = row["code"]
    full = terminal or known["terminal"]
    full = full if full.startswith(f"{code}-") else f"{code}-{full}"
    life = shop.origin_row(connection, known["origin"])
    settings = shop.settings(connection, ("", code, full))
    return Profile(
        store=code,
        name=row["name"],
        country=row["country"],
        currency=currency(row["currency"]),
        zone=ZoneInfo(row["timezone"]),
        address=tuple(filter(None, row["address"].split("\n"))),
        tax_number=row["tax_number"],
        receipt_footer=tuple(filter(None, row["receipt_footer"].split("\n"))),
        terminal=full,
        device=known["device"],
        origin=known["origin"],
        series_tag=life["series_tag"] if life else "",
        owner=known.get("owner", "owner"),
        prices_include_tax=settings.get("prices_include_tax", "yes") == "yes",
        tax_rounding=TaxRounding(settings.get("tax_rounding", "line")),
        tax_name=settings.get("tax_name", "VAT"),
        rule_version=settings.get("rule_version", ""),
        decimal=settings.get("decimal", "."),
        group=settings.get("group", ","),
        symbol=settings.get("symbol", ""),
        cash=cash_rounding.rule(row["country"], row["currency"]),
        day_ends=time.fromisoformat(settings.get("day_ends", "00:00")),
    )


def at_store(connection: Connection, profile: Profile, code: str) -> Profile:
    """The same database, seen as another of its stores: what stands over a report of it. Raises UnknownStore."""
    row = shop.store_row(connection, code)
    if row is None:
        raise UnknownStore(code, shop.store_codes(connection))
    return replace(
        profile,
        store=code,
        name=row["name"],
        country=row["country"],
        currency=currency(row["currency"]),
        zone=ZoneInfo(row["timezone"]),
        address=tuple(filter(None, row["address"].split("\n"))),
        tax_number=row["tax_number"],
    )
