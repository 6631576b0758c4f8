"""`storeops label`: the labels of parcels, shown, printed, given back."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.exit_codes import ExitCode
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, say
from storeops.cli.parcel_views import show_parcel

if TYPE_CHECKING:
    from storeops.documents.label.layout import Label
    from storeops.store import Store

app = noun("The labels of parcels: shown, printed, given back.")
Parcel = Annotated[str, typer.Argument(metavar="PARCEL", help="Its number, what it ends in, or P for the last one.")]


class Form(StrEnum):
    ZPL = "zpl"
    PDF = "pdf"


@app.command()
def show(ctx: typer.Context, number: Parcel, json: Json = False) -> None:
    """What the label says, in the terminal."""
    from storeops.documents.label.preview import label_lines

    with session.opened(ctx) as shop:
        drawn = _label(shop, number)
    if json:
        answer({"lines": list(label_lines(drawn))})
    else:
        lines(label_lines(drawn))


@app.command("print")
def print_label(
    ctx: typer.Context,
    number: Parcel,
    format: Annotated[Form, typer.Option("--format", help="zpl for a label printer, pdf for any other.")] = Form.ZPL,
    output: Annotated[Path | None, typer.Option("--output", help="Into this file; else to the label printer.")] = None,
    json: Json = False,
) -> None:
    """Print the label: to this machine's label printer, or into a file (a PDF: NUMBER.pdf where none is named). The
    carrier's own where it drew one.

    What the printer cannot print now stays queued: exit code 3, and 'storeops printer retry' prints it."""
    with session.opened(ctx) as shop:
        drawn = _label(shop, number)
        if output is None and format is Form.PDF:
            output = Path(f"{_number(shop, number)}.pdf")
        if output is not None:
            told, note = str(output), _write(shop, number, drawn, format, output)
        else:
            told, note = _queued(shop, number)
    notes = [note] if note else []
    if drawn.cut:
        notes.append(f"Look at the label before the parcel goes; shortened on ours: {', '.join(drawn.cut)}.")
    if json:
        answer({"printed": told, "notes": notes})
    else:
        say(" ".join((f"Label of {number}: {told}.", *notes)))
    if output is None and told not in ("sent", "confirmed"):
        raise typer.Exit(ExitCode.PARTLY)


@app.command()
def slip(
    ctx: typer.Context,
    number: Parcel,
    output: Annotated[Path | None, typer.Option("--output", help="As a PDF into this file.")] = None,
    gift: Annotated[bool, typer.Option("--gift", help="Without prices.")] = False,
    json: Json = False,
) -> None:
    """The packing slip of a parcel."""
    from storeops.cli.files import write_new
    from storeops.documents.packing_slip import packing_slip
    from storeops.documents.page import page as pdf
    from storeops.documents.page_text import page_lines
    from storeops.reports.letterhead import letterhead
    from storeops.reports.papers import slip_view

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = slip_view(connection, shop.profile, number, gift=gift)
        paper = packing_slip(view, letterhead(shop.profile))
    if output is not None:
        write_new(output, pdf(paper))
    if json:
        answer({"lines": list(page_lines(paper)), "output": str(output or "")})
    elif output is None:
        lines(page_lines(paper))


@app.command()
def void(
    ctx: typer.Context,
    number: Parcel,
    reason: Annotated[str, typer.Option("--reason", help="Why it is not used.")] = "",
    json: Json = False,
) -> None:
    """Give a label back to its carrier; a request whose answer was lost is looked up first."""
    from storeops.connectors import shipping

    with session.opened(ctx) as shop:
        id = shipping.void(shop, number, reason)
        show_parcel(shop, id, json=json)


def _label(shop: Store, number: str) -> Label:
    from storeops.documents.label import label
    from storeops.reports.papers import label_view

    with shop.read() as connection:
        view = label_view(connection, shop.profile, number)
    return label(view, decimal=shop.profile.decimal)


def _number(shop: Store, number: str) -> str:
    from storeops.reports.parcels import parcel_of

    with shop.read() as connection:
        return parcel_of(connection, number).number


def _write(shop: Store, number: str, drawn: Label, format: Form, output: Path) -> str:
    """Write the label into a file; what has to be known of it."""
    from storeops.cli.files import write_new
    from storeops.devices.labels.jobs import carriers_zpl
    from storeops.reports.papers import carriers_label

    with shop.read() as connection:
        own = carriers_label(connection, number)
    of_carrier = carriers_zpl(own) if format is Form.ZPL else own.data if own and own.format == "pdf" else None
    write_new(output, of_carrier or made(shop, drawn, format))
    if own is None or of_carrier:
        return ""
    return f"It is ours, which is no postage: {own.carrier}'s own label is a {own.format.upper()}."


def _queued(shop: Store, number: str) -> tuple[str, str]:
    """Print the label through the queue of labels: (what became of it, what has to be known of it).

    Raises NoLabelPrinter."""
    from storeops.devices.labels.jobs import only_ours
    from storeops.operations.parcels.label_prints import queue_label

    return printed(shop, queue_label, number), only_ours(shop, number)


def printed(shop: Store, queue: Callable[[Store, str], str], number: str) -> str:
    """Queue a label, print all that wait, and tell what became of it. Raises NoLabelPrinter; nothing is queued then."""
    from storeops.cli.printing import print_labels
    from storeops.database.queries import print_jobs
    from storeops.devices.labels.jobs import own_label_printer

    own_label_printer(shop)
    job = queue(shop, number)
    print_labels(shop)
    with shop.read() as connection:
        row = print_jobs.by_id(connection, job)
    return str(row["state"]) if row else ""


def made(shop: Store, drawn: Label, format: Form) -> bytes:
    """A label in a form, for this machine's label printer."""
    if format is Form.PDF:
        from storeops.documents.label.pdf import label_pdf

        return label_pdf(drawn)
    from storeops.devices.labels.zpl import encode

    return encode(drawn, dots=shop.settings.label_dots).data
