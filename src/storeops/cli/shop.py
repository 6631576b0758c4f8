"""`storeops init` and `storeops shop`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, say, table
from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from storeops.database.queries.profile import Profile
    from storeops.store import Store

init_app = noun("Make a shop.", group=False)
app = noun("This shop: what it is, and what its receipts say of it.")


class NothingToChange(Refused):
    def __init__(self) -> None:
        super().__init__("Say what to change: --name, --address, --tax-number, --footer or --timezone.")


@init_app.command()
def init(
    ctx: typer.Context,
    store: Annotated[str, typer.Option("--store", help="Code of the store: letters and digits, such as S1.")],
    name: Annotated[str, typer.Option("--name", help="Name of the shop, as on the receipt.")],
    country: Annotated[str, typer.Option("--country", help="Country code of two letters: tax, numbers, coins.")],
    currency: Annotated[str, typer.Option("--currency", help="ISO 4217 code, such as GBP.")],
    terminal: Annotated[str, typer.Option("--terminal", help="Code of this terminal.")] = "T1",
    timezone: Annotated[str, typer.Option("--timezone", help="Such as Europe/London; else the country's.")] = "",
    address: Annotated[
        list[str] | None, typer.Option("--address", help="A line of the address; may be repeated.")
    ] = None,
    json: Json = False,
) -> None:
    """Make a shop with one store, its shop floor and one terminal."""
    from storeops.operations.shop import init as make

    # The terminal of the settings names one of a shop that is there; here the terminal is about to be made.
    shop = make(
        replace(session.settings(ctx), terminal=""),
        store_code=store,
        name=name,
        country=country.upper(),
        currency=currency.upper(),
        terminal_code=terminal,
        timezone=timezone,
        address=address or (),
    )
    try:
        _warn_of_no_tax(shop)
        if json:
            answer(_facts(shop.profile, shop.settings.database))
        else:
            lines(
                [
                    f"{shop.profile.name} is made, at {shop.settings.database}.",
                    "Next: storeops catalog import FILE, storeops drawer open --float 100, storeops sell ...",
                ]
            )
    finally:
        shop.close()


@app.command()
def show(ctx: typer.Context, json: Json = False) -> None:
    """What this shop is: store, terminal, currency, time zone, tax."""
    with session.opened(ctx) as shop:
        facts = _facts(shop.profile, shop.settings.database)
    if json:
        answer(facts)
    else:
        table(["Setting", "Value"], [[key.replace("_", " "), _shown(facts[key])] for key in facts], left=(0, 1))


@app.command("set")
def change(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Option("--name", help="Name of the shop.")] = None,
    address: Annotated[
        list[str] | None, typer.Option("--address", help="A line of the address; may be repeated; '' for none.")
    ] = None,
    tax_number: Annotated[str | None, typer.Option("--tax-number", help="Tax number; '' for none.")] = None,
    footer: Annotated[
        list[str] | None, typer.Option("--footer", help="A line below each receipt; may be repeated; '' for none.")
    ] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", help="Such as Europe/London.")] = None,
    json: Json = False,
) -> None:
    """Change what receipts say of the shop, or the zone of its clock; the change is journaled."""
    from storeops.operations.shop_details import Details
    from storeops.operations.shop_details import change as change_details

    # An option that may be repeated and is not given comes as an empty list.
    details = Details(name, address or None, tax_number, footer or None, timezone)
    if details == Details():
        raise NothingToChange
    with session.opened(ctx) as shop:
        change_details(shop, details)
    show(ctx, json=json)


def _warn_of_no_tax(shop: Store) -> None:
    from storeops.database.queries.taxes import has_rates

    with shop.read() as connection:
        if has_rates(connection):
            return
    say(f"StoreOps has no tax rates for {shop.profile.country}: everything is sold without tax.")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _facts(profile: Profile, database: str) -> dict[str, object]:
    return {
        "store": profile.store,
        "name": profile.name,
        "address": profile.address,
        "tax_number": profile.tax_number,
        "receipt_footer": profile.receipt_footer,
        "terminal": profile.terminal,
        "country": profile.country,
        "currency": profile.currency.code,
        "timezone": profile.zone.key,
        "prices_include_tax": profile.prices_include_tax,
        "tax_rounding": profile.tax_rounding.value,
        "decimal": profile.decimal,
        "day_ends": profile.day_ends.isoformat(timespec="minutes"),
        "origin": profile.origin,
        "database": database,
    }
