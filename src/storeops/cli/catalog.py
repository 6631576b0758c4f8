"""`storeops catalog`: the products, from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.exit_codes import ExitCode
from storeops.cli.files import rejected_list
from storeops.cli.nouns import noun
from storeops.cli.options import Json, existing
from storeops.cli.output import answer, lines, say
from storeops.rules.wording import counted

if TYPE_CHECKING:
    from storeops.store import Store

app = noun("Import the products.")

Encoding = Annotated[str, typer.Option("--encoding", help="Such as utf-8 or latin-1; else it is found out.")]
Delimiter = Annotated[str, typer.Option("--delimiter", help="Sign between fields, or 'tab'; else it is found out.")]
Rejected = Annotated[
    Path | None, typer.Option("--rejected", metavar="FILE", help="Where rejected lines go; else beside the file.")
]


@app.callback()
def group() -> None:
    """Import the products."""


@app.command("import")
def import_products(
    ctx: typer.Context,
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="Columns sku,name,price,barcode,tax_class,department,unit.")
    ],
    decimal: Annotated[str, typer.Option("--decimal", help="Decimal sign of the file; else the shop's.")] = "",
    encoding: Encoding = "",
    delimiter: Delimiter = "",
    rejected: Rejected = None,
    json: Json = False,
) -> None:
    """Add and change products from a table; lines that cannot be taken are listed with their reason.

    The same file again changes nothing. Exit code 3: some lines were rejected."""
    from storeops.cli.progress import progress
    from storeops.operations import catalogue
    from storeops.reports.plain import plain

    existing(path)
    listed = rejected_list(path, rejected)
    with session.opened(ctx) as shop, progress(f"Importing {path.name}") as moved:
        result = catalogue.import_products(
            shop,
            path,
            decimal=decimal or None,
            encoding=encoding,
            delimiter=sign(delimiter),
            progress=moved,
            reject_path=listed,
        )
        untaxed = _untaxed(shop)
    if json:
        answer(plain(result, 0))
    else:
        lines(
            [
                f"{counted(result.rows, 'row')}: {result.added} added, {result.changed} changed, "
                f"{result.unchanged} unchanged, {result.rejected} rejected."
            ]
        )
    if untaxed:
        say(f"{untaxed} products have a tax class without a rate and are sold without tax: 'storeops doctor'.")
    if result.rejected:
        say(
            f"The rejected lines and their reasons are in {result.rejected_file}. Mend them there and import that file."
        )
        raise typer.Exit(ExitCode.PARTLY)


def _untaxed(shop: Store) -> int:
    from storeops.database.queries.taxes import untaxed_products

    with shop.read() as connection:
        return untaxed_products(connection, shop.profile.business_date(shop.now()).isoformat())


def sign(delimiter: str) -> str:
    """The delimiter as it stands in the file."""
    return "\t" if delimiter.lower() in ("tab", "\\t") else delimiter
