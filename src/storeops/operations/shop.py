"""Making a shop, and changing what it is set to."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Engine, Table, select, update
from sqlalchemy.exc import DBAPIError

from storeops import __version__
from storeops.database import identity, schema
from storeops.database.engine import FileExists, NotWritable, check_place, is_server, open_engine
from storeops.database.faults import explain
from storeops.database.files import give_name, into_one_file
from storeops.database.queries import shop as queries
from storeops.database.queries.profile import read_profile
from storeops.database.tables import (
    location,
    person,
    reference_revision,
    setting,
    store,
    tax_rate,
    terminal,
)
from storeops.journal.facts import EpochStarted, ReferenceChanged, ShopOpened
from storeops.journal.identity import epoch, new_device
from storeops.rules.errors import Refused
from storeops.rules.money import currency as known_currency
from storeops.rules.text import clean
from storeops.settings import Settings, shipped_data
from storeops.store import Clock, Store, SystemClock, Tx

CENTRE = "centre.address"
"""The local value of a till that has a centre: where it is reached."""


class ShopExists(Refused):
    def __init__(self, path: str) -> None:
        super().__init__(f"There is a shop at {path} already. Name another file, or use the one that is there.")
        self.path = path


class BadCode(Refused):
    def __init__(self, what: str, code: str) -> None:
        super().__init__(f"'{code}' cannot be a {what}: use 1 to 8 letters and digits, such as S1.")
        self.code = code


class UnknownCountry(Refused):
    def __init__(self, country: str) -> None:
        super().__init__(f"'{country}' is not a country code of two letters, such as GB.")
        self.country = country


class UnknownTimezone(Refused):
    def __init__(self, timezone: str) -> None:
        super().__init__(f"There is no time zone '{timezone}'. Use a name such as Europe/London.")
        self.timezone = timezone


class OwnedByCentre(Refused):
    """The shop has a centre: catalogue, prices, people and settings are changed there."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"This shop's catalogue, prices, people and settings come from its centre ({clean(address)[:80]}): change "
            "them there, and they are here with the next 'storeops sync'. Nothing was changed."
        )
        self.address = address


class UnusableSetting(Refused):
    """With this value the shop could not be opened any more."""

    def __init__(self, key: str, value: str) -> None:
        super().__init__(f"'{value[:40]}' cannot be the setting {key}. Give it another value; nothing was changed.")
        self.key = key
        self.value = value


@dataclass(frozen=True, slots=True)
class Locale:
    """How a country writes numbers, taken from CLDR."""

    decimal: str
    group: str
    symbol: str
    timezone: str


def locale_of(country: str, currency: str) -> Locale:
    """Separators, currency sign and the country's first time zone. Raises UnknownCountry."""
    from babel import Locale as BabelLocale
    from babel.core import get_global
    from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

    languages = get_global("territory_languages").get(country)
    if not languages:
        raise UnknownCountry(country)
    language = max(languages, key=lambda name: _rank(languages[name]))
    try:
        locale: BabelLocale = BabelLocale.parse(f"{language}_{country}")
    except ValueError:
        locale = BabelLocale.parse("en")
    zones = get_global("territory_zones").get(country) or ["UTC"]
    return Locale(get_decimal_symbol(locale), get_group_symbol(locale), get_currency_symbol(currency, locale), zones[0])


def _rank(language: Mapping[str, Any]) -> tuple[bool, float]:
    return bool(language.get("official_status")), language["population_percent"]


def init(
    settings: Settings,
    *,
    store_code: str,
    name: str,
    country: str,
    currency: str,
    terminal_code: str,
    timezone: str = "",
    address: Iterable[str] = (),
    clock: Clock | None = None,
) -> Store:
    """Make a shop with one store, its shop floor and one terminal, and open it.

    Raises ShopExists, BadCode, UnknownCountry, UnknownCurrency, UnknownTimezone, NotAFile, NotWritable, OnNetwork,
    DiskFull, ServerUnreachable; nothing is left behind then, and a file that was there before is not touched. The file
    has its name only once the shop in it is whole."""
    check_code("store code", store_code)
    check_code("terminal code", terminal_code)
    known_currency(currency)
    locale = locale_of(country, currency)
    zone = time_zone(timezone or locale.timezone)
    clock = clock or SystemClock()
    with _unborn(settings) as (engine, database):
        schema.migrate(engine)
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            if connection.execute(select(store.c.code)).first():
                raise ShopExists(settings.database)
            _write_store(connection, store_code, name, country, currency, zone.key, address)
            _write_locale(connection, store_code, locale)
            _write_terminal(connection, store_code, terminal_code)
            _write_identity(connection, database, settings.actor, store_code, f"{store_code}-{terminal_code}")
            load_tax_rates(connection, country)
            _record_birth(Tx(connection, read_profile(connection), settings.actor or "owner", clock.now(zone)))
    # The settings may name a terminal of another shop; here there is only the one that was just made.
    return Store.open(replace(settings, terminal=terminal_code), clock=clock)


@contextmanager
def _unborn(settings: Settings) -> Iterator[tuple[Engine, str]]:
    """An empty database and where it is while the block fills it. A file stands under another name until then, and gets
    its own when the block ends well: killed in between, there is nothing under it, and `init` can be asked again."""
    try:
        if is_server(settings.database):
            with _opened(settings.database) as engine:
                yield engine, settings.database
            return
        path = Path(settings.database)
        check_place(path)
        part = path.with_name(f".{path.name}.{epoch()}")
        try:
            with _opened(str(part)) as engine:
                yield engine, str(part)
                into_one_file(engine)
            give_name(part, path)
        finally:
            _remove(part)
    except DBAPIError as error:
        raise explain(error, settings.database) from error
    except (FileExists, FileExistsError) as error:
        raise ShopExists(settings.database) from error
    except NotWritable as error:
        raise NotWritable(Path(settings.database)) from error


@contextmanager
def _opened(database: str) -> Iterator[Engine]:
    engine = open_engine(database, create=True)
    try:
        yield engine
    finally:
        engine.dispose()


def time_zone(name: str) -> ZoneInfo:
    """A zone of the IANA data base by its name. Raises UnknownTimezone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownTimezone(name) from error


def _remove(part: Path) -> None:
    """Take away what was made under a name of its own; a folder that took no file has none to take away."""
    for left in (part, part.with_name(part.name + "-wal"), part.with_name(part.name + "-shm")):
        if left.exists():
            left.unlink()


def check_code(what: str, code: str) -> None:
    """Codes go into numbers, labels and file names: 1 to 8 letters and digits. Raises BadCode."""
    if not (code.isascii() and code.isalnum() and len(code) <= 8):
        raise BadCode(what, code)


def _write_store(
    connection: Connection, code: str, name: str, country: str, currency: str, timezone: str, address: Iterable[str]
) -> None:
    connection.execute(reference_revision.insert().values(stream="reference", revision=1))
    connection.execute(
        store.insert().values(
            code=code,
            name=clean(name),
            country=country,
            currency=currency,
            timezone=timezone,
            address="\n".join(clean(line) for line in address),
            tax_number="",
            receipt_footer="",
            **_NEW,
        )
    )
    connection.execute(location.insert().values(code=code, store=code, kind="shop_floor", name=clean(name), **_NEW))


_NEW: dict[str, object] = {"revision": 1, "deleted": False}

#: What a tax is called where, for receipts.
_TAX_NAMES = {
    "US": "Tax",
    "CA": "Tax",
    "AU": "GST",
    "NZ": "GST",
    "IN": "GST",
    "SG": "GST",
    "DE": "MwSt",
    "AT": "USt",
    "CH": "MwSt",
    "FR": "TVA",
    "NL": "btw",
    "SE": "moms",
    "PL": "VAT",
    "IT": "IVA",
    "ES": "IVA",
}

#: Where prices are shown without tax, and tax is added at the till.
_TAX_ADDED = frozenset({"US", "CA"})


def _write_locale(connection: Connection, code: str, locale: Locale) -> None:
    country = connection.execute(select(store.c.country).where(store.c.code == code)).scalar_one()
    for key, value in locale_settings(country, locale).items():
        connection.execute(setting.insert().values(scope=code, key=key, value=value, **_NEW))


def locale_settings(country: str, locale: Locale) -> dict[str, str]:
    """How a store of this country writes numbers and shows prices."""
    return {
        "decimal": locale.decimal,
        "group": locale.group,
        "symbol": locale.symbol,
        "tax_name": _TAX_NAMES.get(country, "VAT"),
        "prices_include_tax": "no" if country in _TAX_ADDED else "yes",
        "tax_rounding": "line",
    }


def _write_terminal(connection: Connection, store_code: str, code: str) -> None:
    full = f"{store_code}-{code}"
    connection.execute(terminal.insert().values(code=full, store=store_code, name=code, **_NEW))


def _write_identity(connection: Connection, database: str, actor: str, store_code: str, full_terminal: str) -> None:
    device = new_device()
    owner = actor or "owner"
    connection.execute(person.insert().values(id=owner, name=owner.capitalize(), role="owner", active=True, **_NEW))
    print_now = "" if is_server(database) else identity.fingerprint(Path(database))
    queries.set_local(
        connection,
        {
            "device": device,
            "origin": f"{device}.{epoch()}",
            "store": store_code,
            "terminal": full_terminal,
            "owner": owner,
            "fingerprint": print_now,
            "program": __version__,
        },
    )


def _record_birth(tx: Tx) -> None:
    profile = tx.profile
    tx.record(
        EpochStarted(
            device=profile.device,
            epoch=profile.origin.rpartition(".")[2],
            series_tag="",
            reason="init",
            parent="",
            parent_seq=0,
            parent_hash="",
        )
    )
    tx.record(
        ShopOpened(
            name=profile.name, country=profile.country, currency=profile.currency.code, timezone=profile.zone.key
        )
    )


def load_tax_rates(connection: Connection, country: str) -> int:
    """The country's tax rates from the tables that come with the program; 0 where there is none for it."""
    path = shipped_data() / "tax" / f"{country}.csv"
    if not path.is_file():
        return 0
    text = path.read_text(encoding="utf-8")
    rows = [dict(row, **_NEW) for row in csv.DictReader(text.splitlines())]
    if rows:
        connection.execute(tax_rate.insert(), rows)
        version = f"{country}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
        connection.execute(setting.insert().values(scope="", key="rule_version", value=version, **_NEW))
    return len(rows)


def next_revision(tx: Tx) -> int:
    """The revision that this transaction's changes of reference data carry. Raises OwnedByCentre.

    The row stays locked until the transaction ends, so what has a lower revision was committed before."""
    if address := queries.local_values(tx.connection).get(CENTRE, ""):
        raise OwnedByCentre(address)
    where = reference_revision.c.stream == "reference"
    tx.connection.execute(update(reference_revision).where(where).values(revision=reference_revision.c.revision + 1))
    return int(tx.connection.execute(select(reference_revision.c.revision).where(where)).scalar_one())


def put(tx: Tx, table: Table, revision: int, values: Mapping[str, object]) -> None:
    """Insert a row of reference data or bring the one with the same key to these values."""
    key = [column.name for column in table.primary_key.columns]
    row = {**values, "revision": revision, "deleted": False}
    where = [table.c[name] == row[name] for name in key]
    if tx.connection.execute(update(table).where(*where).values(**row)).rowcount == 0:
        tx.connection.execute(table.insert().values(**row))


def set_setting(shop: Store, key: str, value: str, *, scope: str = "") -> None:
    """Change a setting of the shop; the change is journaled. Raises UnusableSetting."""
    with shop.write() as tx:
        revision = next_revision(tx)
        put(tx, setting, revision, {"scope": scope, "key": key, "value": value})
        try:
            read_profile(tx.connection, scope if scope.startswith(f"{tx.profile.store}-") else tx.profile.terminal)
        except ValueError as error:
            raise UnusableSetting(key, value) from error
        audit(tx, f"setting {key}", revision, note=value)
    shop.refresh()


def add_terminal(shop: Store, code: str) -> None:
    """Another terminal of this store, on the same database. Raises BadCode."""
    check_code("terminal code", code)
    with shop.write() as tx:
        revision = next_revision(tx)
        full = f"{tx.profile.store}-{code}"
        put(tx, terminal, revision, {"code": full, "store": tx.profile.store, "name": code})
        audit(tx, f"terminal {full}", revision)


def add_location(shop: Store, code: str, kind: str, name: str, store_code: str = "") -> None:
    """A place that goods can be at. Raises BadCode."""
    check_code("location code", code)
    with shop.write() as tx:
        revision = next_revision(tx)
        values = {"code": code, "store": store_code or tx.profile.store, "kind": kind, "name": clean(name)}
        put(tx, location, revision, values)
        audit(tx, f"location {code}", revision)


def audit(tx: Tx, subject: str, revision: int, note: str = "") -> None:
    """The one fact that a change of reference data leaves."""
    tx.record(
        ReferenceChanged(
            subject=subject, revision=revision, source="", digest="", added=0, changed=1, rejected=0, note=note
        )
    )
