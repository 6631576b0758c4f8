"""`storeops barcode`: the barcode lab."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines
from storeops.rules.errors import Refused

app = noun("Explain a barcode.")


@app.callback()
def group() -> None:
    """Explain a barcode."""


@app.command()
def explain(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="As scanned; <GS> or \\x1d stands for the separator.")],
    json: Json = False,
) -> None:
    """What a scan is: symbology, rule, weight, price, lot, expiry, check digit, and the product it names."""
    from storeops.operations.lookup import barcode_patterns, look_up
    from storeops.reports.plain import plain
    from storeops.rules.barcodes import GROUP_SEPARATOR, read
    from storeops.rules.barcodes import explain as told

    raw = code.replace("<GS>", GROUP_SEPARATOR).replace("\\x1d", GROUP_SEPARATOR)
    with session.opened(ctx) as shop:
        profile = shop.profile
        with shop.read() as connection:
            patterns = barcode_patterns(connection, profile)
            read_as = partial(read, patterns=patterns, country=profile.country, exponent=profile.currency.exponent)
            told_as = partial(told, patterns=patterns, country=profile.country, exponent=profile.currency.exponent)
            words, scan = told_as(raw), read_as(raw)
            try:
                found = look_up(connection, profile, raw, profile.business_date(shop.now()).isoformat(), for_sale=False)
                product = f"{found.item.sku}  {found.item.name}"
            except Refused as refusal:
                found, product = None, str(refusal)
    if json:
        shown = plain(scan, profile.currency.exponent)
        assert isinstance(shown, dict)
        # What came in is told in words only: raw, it may hold anything.
        del shown["raw"]
        answer(shown | {"sku": found.item.sku if found else None, "explanation": list(words)})
    else:
        lines([*words, f"Product: {product}"])
