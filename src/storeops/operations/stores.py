"""The stores of a chain, at its centre: each with a shop floor, numbers as in its country, and its terminals."""

from __future__ import annotations

from collections.abc import Iterable

from storeops.database.queries import shop as queries
from storeops.database.tables import location, setting, store, terminal
from storeops.operations.shop import (
    audit,
    check_code,
    locale_of,
    locale_settings,
    next_revision,
    put,
    time_zone,
)
from storeops.rules.errors import Refused
from storeops.rules.money import currency as known_currency
from storeops.rules.text import clean
from storeops.store import Store, Tx


class StoreExists(Refused):
    def __init__(self, code: str) -> None:
        super().__init__(f"There is a store {code} already. Give the new one another code.")
        self.code = code


def add_store(
    centre: Store, code: str, name: str, *, country: str = "", currency: str = "", address: Iterable[str] = ()
) -> None:
    """Another store of the chain; country and currency as of the first one where they are not said.

    Raises BadCode, StoreExists, UnknownCountry, UnknownCurrency; nothing is written then."""
    check_code("store code", code)
    country, currency = country or centre.profile.country, currency or centre.profile.currency.code
    known_currency(currency)
    locale = locale_of(country, currency)
    with centre.write() as tx:
        if code in queries.store_codes(tx.connection):
            raise StoreExists(code)
        revision = next_revision(tx)
        values = {
            "code": code,
            "name": clean(name),
            "country": country,
            "currency": currency,
            "timezone": time_zone(locale.timezone).key,
            "address": "\n".join(clean(line) for line in address),
            "tax_number": "",
            "receipt_footer": "",
        }
        put(tx, store, revision, values)
        put(tx, location, revision, {"code": code, "store": code, "kind": "shop_floor", "name": clean(name)})
        for key, value in locale_settings(country, locale).items():
            put(tx, setting, revision, {"scope": code, "key": key, "value": value})
        audit(tx, f"store {code}", revision)


def require_terminal(tx: Tx, store_code: str, full: str) -> None:
    """The terminal is known to the centre from now on, if it was not."""
    if full not in {row["code"] for row in queries.terminals(tx.connection)}:
        values = {"code": full, "store": store_code, "name": full.removeprefix(f"{store_code}-")}
        put(tx, terminal, next_revision(tx), values)
