"""What every page and screen says about the shop it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ShopView:
    """The shop of this database and how it writes numbers and dates (taken from CLDR once, at `init`)."""

    store: str
    name: str
    country: str
    currency: str
    exponent: int
    """Digits of the currency's minor unit (ISO 4217)."""
    currency_symbol: str
    decimal_separator: str
    group_separator: str
    address: tuple[str, ...] = ()
    tax_number: str = ""
    receipt_footer: tuple[str, ...] = field(default=())
    prices_include_tax: bool = True
    tax_name: str = "VAT"
    timezone: str = "UTC"
