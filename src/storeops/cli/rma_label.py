"""`storeops rma label`: the label for a parcel that comes back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storeops.cli import session
from storeops.cli.label import Form, made, printed
from storeops.cli.options import Json
from storeops.cli.output import answer, lines, say
from storeops.cli.rma_views import Number


def label(
    ctx: typer.Context,
    number: Number,
    format: Annotated[
        Form | None, typer.Option("--format", help="zpl for a label printer, pdf for any other; else as text.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", help="Into this file; a PDF: NUMBER.pdf.")] = None,
    print_it: Annotated[bool, typer.Option("--print", help="On this machine's label printer.")] = False,
    json: Json = False,
) -> None:
    """The label of a return: to this shop, with the return's number as a bar code that the returns desk scans."""
    from storeops.cli.files import write_new
    from storeops.documents.label import label as drawing
    from storeops.documents.label.preview import label_lines
    from storeops.reports.rma.label import label_view

    became = ""
    with session.opened(ctx) as shop:
        with shop.read() as connection:
            view = label_view(connection, shop.profile, number)
        drawn = drawing(view, decimal=shop.profile.decimal)
        zpl = made(shop, drawn, Form.ZPL)
        if output is None and format is Form.PDF:
            output = Path(f"{view.tracking}.pdf")
        if output is not None:
            write_new(output, made(shop, drawn, format) if format else zpl)
        if print_it:
            from storeops.operations.parcels.label_prints import queue_return_label

            became = printed(shop, queue_return_label, number)
    if json:
        answer(
            {
                "number": view.tracking,
                "lines": list(label_lines(drawn)),
                "output": str(output or ""),
                "printed": became,
            }
        )
    elif output is not None or print_it:
        say(f"Label of {view.tracking}: {', '.join(filter(None, (str(output or ''), became)))}")
    else:
        lines(zpl.decode("ascii").splitlines() if format else label_lines(drawn))
