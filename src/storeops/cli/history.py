"""`storeops history`: what another system sold, brought in as facts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.catalog import Delimiter, Encoding, Rejected, sign
from storeops.cli.exit_codes import ExitCode
from storeops.cli.files import rejected_list
from storeops.cli.nouns import noun
from storeops.cli.options import BadPair, Json, existing
from storeops.cli.output import answer, lines, say, table

if TYPE_CHECKING:
    from storeops.operations.history import HistoryResult, RejectedTally, Tally

app = noun("Import the sales of another system.")


@app.callback()
def group() -> None:
    """Import the sales of another system."""


@app.command("import")
def import_history(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A table, one row a line sold; .gz as well.")],
    columns: Annotated[
        str,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN,...",
            help="What the columns are: invoice, sku, quantity, price, at are needed; name, customer may be.",
        ),
    ],
    decimal: Annotated[str, typer.Option("--decimal", help="Decimal sign of the file.")] = ".",
    encoding: Encoding = "",
    delimiter: Delimiter = "",
    dates: Annotated[str, typer.Option("--dates", help="Order in the file's dates: dmy, mdy or ymd.")] = "",
    source: Annotated[
        str, typer.Option("--source", help="Name of the other system; else made from its columns' names.")
    ] = "",
    rejected: Rejected = None,
    json: Json = False,
) -> None:
    """Bring in the sales and returns of another system, each as a fact of its day.

    The same file again changes nothing. Exit code 3: some of it was rejected."""
    from storeops.cli.progress import progress
    from storeops.operations import history
    from storeops.reports.plain import plain

    existing(path)
    listed = rejected_list(path, rejected)
    with session.opened(ctx) as shop, progress(f"Importing {path.name}") as moved:
        result = history.import_history(
            shop,
            path,
            mapping(columns),
            encoding=encoding,
            delimiter=sign(delimiter),
            decimal=decimal,
            dates=dates,
            source=source,
            progress=moved,
            rejected_path=listed,
        )
        exponent = shop.profile.currency.exponent
    if json:
        answer(plain(result, exponent))
    else:
        _show(result)
    if any(tally.lines for tally in result.rejected):
        say(f"The rejected lines and their reasons are in {result.rejected_file}.")
        raise typer.Exit(ExitCode.PARTLY)


def _show(result: HistoryResult) -> None:
    table(
        ["", "Documents", "Lines", "Net"],
        [
            ["Imported", *_figures(result.imported)],
            ["There before", *_figures(result.unchanged)],
            *([f"Rejected: {one.explained}", *_figures(one)] for one in result.rejected),
            ["The file", *_figures(result.file)],
        ],
    )
    if result.first_day and result.last_day:
        lines([f"From {result.first_day.isoformat()} to {result.last_day.isoformat()}."])


def _figures(tally: Tally | RejectedTally) -> list[str]:
    return [str(tally.documents), str(tally.lines), f"{tally.net:,f}"]


def mapping(text: str) -> dict[str, str]:
    """Field -> column of `--map`. Raises BadPair."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if not pairs or any(not (found and field.strip() and column.strip()) for field, found, column in pairs):
        raise BadPair(text, "--map invoice=InvoiceNo,sku=StockCode,quantity=Quantity,price=UnitPrice,at=InvoiceDate")
    return {field.strip(): column.strip() for field, _, column in pairs}
