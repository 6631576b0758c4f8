"""The file *Online Retail* as it is: its invoices in time order, and what kind of thing each of its lines is."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

FOLDER = Path(os.environ.get("STOREOPS_REAL_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
FILE = FOLDER / "online_retail" / "online_retail.csv.gz"
LONDON = ZoneInfo("Europe/London")

NO_GOODS = frozenset({"POST", "D", "M", "DOT", "S", "B", "PADS", "CRUK", "AMAZONFEE", "BANK CHARGES", "C2"})

#: Countries by ISO 3166-1; EU is reserved there for the community, ZZ is CLDR's "not known".
COUNTRIES = {
    "Australia": "AU",
    "Austria": "AT",
    "Bahrain": "BH",
    "Belgium": "BE",
    "Brazil": "BR",
    "Canada": "CA",
    "Channel Islands": "JE",
    "Cyprus": "CY",
    "Czech Republic": "CZ",
    "Denmark": "DK",
    "EIRE": "IE",
    "European Community": "EU",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "Hong Kong": "HK",
    "Iceland": "IS",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Lebanon": "LB",
    "Lithuania": "LT",
    "Malta": "MT",
    "Netherlands": "NL",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "RSA": "ZA",
    "Saudi Arabia": "SA",
    "Singapore": "SG",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "USA": "US",
    "United Arab Emirates": "AE",
    "United Kingdom": "GB",
    "Unspecified": "ZZ",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file. `amount` is quantity times price in pennies, rounded half up once; below zero what goes
    back."""

    place: int
    sku: str
    name: str
    quantity: int
    price: Decimal
    amount: int

    @property
    def goods(self) -> bool:
        return is_goods(self.sku)


@dataclass(frozen=True, slots=True)
class Invoice:
    """A document of the file: its time is that of its first line."""

    number: str
    at: datetime
    customer: str
    country: str
    lines: tuple[Line, ...]

    @property
    def cancels(self) -> bool:
        return self.number.startswith("C")

    @property
    def bad_debt(self) -> bool:
        return self.number.startswith("A")


def is_goods(sku: str) -> bool:
    """Postage, discounts, fees, vouchers and samples have codes of their own among the goods."""
    code = sku.upper()
    return not (code in NO_GOODS or code.startswith(("GIFT_0001", "DCGS")))


def pennies(price: Decimal, quantity: int) -> int:
    return int((price * quantity * 100).quantize(Decimal(1), ROUND_HALF_UP))


def invoices(path: Path = FILE, *, until: str = "", limit: int = 0) -> list[Invoice]:
    """The invoices in the order of the file, which is that of time; up to a day (ISO, included), at most `limit`."""
    found: dict[str, list[dict[str, str]]] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if until and row["InvoiceDate"][:10] > until:
                break
            found.setdefault(row["InvoiceNo"], []).append(row)
    made = [_invoice(number, rows) for number, rows in found.items()]
    return made[:limit] if limit else made


def _invoice(number: str, rows: Sequence[dict[str, str]]) -> Invoice:
    first = rows[0]
    return Invoice(
        number=number,
        at=datetime.fromisoformat(first["InvoiceDate"]).replace(tzinfo=LONDON),
        customer=first["CustomerID"].removesuffix(".0"),
        country=COUNTRIES[first["Country"]],
        lines=tuple(_lines(rows)),
    )


def _lines(rows: Sequence[dict[str, str]]) -> Iterator[Line]:
    for place, row in enumerate(rows, 1):
        quantity, price = int(row["Quantity"]), Decimal(row["UnitPrice"])
        yield Line(place, row["StockCode"], row["Description"], quantity, price, pennies(price, quantity))
