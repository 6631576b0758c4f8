"""`storeops pick`: the picker's screen, and every step of it as a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines

if TYPE_CHECKING:
    from storeops.store import Store

app = noun("Pick: the screen for handhelds, and its steps as commands.", group=False)
Task = Annotated[str, typer.Argument(metavar="TASK", help="Wave and task, like 7.3.")]
Picker = Annotated[str, typer.Option("--picker", help="Who picks.")]


@app.callback(invoke_without_command=True)
def screen(
    ctx: typer.Context,
    wave: Annotated[str, typer.Option("--wave", help="Take a tour of this wave; without it, choose on screen.")] = "",
    picker: Picker = "",
) -> None:
    """Pick: without a command, the screen for handhelds; with one, a step of it."""
    if ctx.invoked_subcommand is None:
        from storeops.screens.run import run_picking

        raise typer.Exit(run_picking(session.settings(ctx), wave, picker))


@app.command()
def take(
    ctx: typer.Context,
    wave: Annotated[str, typer.Argument(metavar="WAVE", help="A released wave.")],
    tour: Annotated[int, typer.Option("--tour", min=0, help="This tour; the first free one unless named.")] = 0,
    picker: Picker = "",
    json: Json = False,
) -> None:
    """Take a tour of a wave: nobody else gets it."""
    from storeops.operations.picking import picks

    with session.opened(ctx) as shop:
        _show_tour(shop, *picks.take_tour(shop, wave, picker, tour=tour), json=json)


@app.command()
def leave(
    ctx: typer.Context,
    wave: Annotated[str, typer.Argument(metavar="WAVE", help="The wave.")],
    tour: Annotated[int, typer.Argument(metavar="TOUR", min=1, help="The tour of it.")],
    picker: Picker = "",
    json: Json = False,
) -> None:
    """Give a tour back that you cannot go on with: another may take what is left of it."""
    from storeops.operations.picking import picks

    with session.opened(ctx) as shop:
        _show_tour(shop, *picks.leave_tour(shop, wave, picker, tour), json=json)


@app.command()
def confirm(
    ctx: typer.Context,
    task: Task,
    bin: Annotated[str, typer.Option("--bin", help="The bin that was scanned.")] = "",
    scan: Annotated[str, typer.Option("--scan", help="The product that was scanned.")] = "",
    qty: Annotated[str, typer.Option("--qty", help="How many; all that is wanted unless given.")] = "",
    lot: Annotated[str, typer.Option("--lot", help="The lot taken.")] = "",
    serial: Annotated[list[str] | None, typer.Option("--serial", help="The serial number of a piece.")] = None,
    tote: Annotated[str, typer.Option("--tote", help="Where it went, if not where it should.")] = "",
    picker: Picker = "",
    json: Json = False,
) -> None:
    """Goods of a task were taken."""
    from storeops.operations.picking import picks

    with session.opened(ctx) as shop:
        amount = _quantity(shop, qty) if qty else None
        picks.confirm(
            shop,
            task,
            bin=bin,
            scan=scan,
            amount=amount,
            lot=lot,
            serials=tuple(serial or ()),
            tote=tote,
            picker=picker,
        )
        _show(shop, task, json=json)


@app.command()
def short(
    ctx: typer.Context,
    task: Task,
    found: Annotated[str, typer.Option("--found", help="How many there were.")] = "0",
    picker: Picker = "",
    json: Json = False,
) -> None:
    """The bin did not hold what was wanted: it is counted again, and the order sourced from elsewhere."""
    from storeops.operations.picking.short import short as cut

    with session.opened(ctx) as shop:
        cut(shop, task, _quantity(shop, found), picker=picker)
        _show(shop, task, json=json)


@app.command()
def skip(ctx: typer.Context, task: Task, picker: Picker = "", json: Json = False) -> None:
    """Leave a task for the end of the tour."""
    from storeops.operations.picking import picks

    with session.opened(ctx) as shop:
        picks.skip(shop, task, picker)
        _show(shop, task, json=json)


@app.command("put-back")
def put_back(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ORDER", help="The order, by its number or what that ends in.")],
    bin: Annotated[str, typer.Option("--bin", help="The bin it goes into; among the loose goods unless named.")] = "",
    location: Annotated[str, typer.Option("--location", help="At this location only.")] = "",
    json: Json = False,
) -> None:
    """Goods picked for an order that does not want them any more lie in a bin again."""
    from storeops.operations.picking import putting_back
    from storeops.rules.quantity import decimal_string

    with session.opened(ctx) as shop:
        entries = putting_back.put_back(shop, number, bin=bin, location=location)
    if json:
        goods = [one for entry in entries for one in getattr(entry.envelope.fact, "goods", ())]
        answer([{"sku": one.sku, "quantity": decimal_string(one.quantity)} for one in goods])
    else:
        lines([f"{len(entries)} lines of {number} put back."])


def _show_tour(shop: Store, wave: str, tour: int, *, json: bool) -> None:
    from storeops.reports import picking
    from storeops.reports.plain import plain

    with shop.read() as connection:
        view = picking.tour_of(connection, wave, tour)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
    else:
        lines([f"Tour {view.tour}: {len(view.tasks) - view.done} to pick", *(_line(one) for one in view.tasks)])


def _quantity(shop: Store, text: str) -> int:
    from storeops.rules import quantity

    return quantity.parse(text, decimal=shop.profile.decimal)


def _show(shop: Store, task: str, *, json: bool) -> None:
    from storeops.reports import picking
    from storeops.reports.plain import plain

    number, _, place = task.strip().rpartition(".")
    with shop.read() as connection:
        wave = picking.wave_of(connection, number)
    (view,) = [one for tour in wave.tours for one in tour.tasks if one.task.endswith(f".{int(place)}")]
    if json:
        answer(plain(view, shop.profile.currency.exponent))
    else:
        lines([_line(view)])


def _line(view: object) -> str:
    from storeops.reports.picking import TaskView
    from storeops.rules.quantity import decimal_string

    assert isinstance(view, TaskView)
    return (
        f"  {view.task:<8} {view.bin or 'loose':<10} {decimal_string(view.picked)} of "
        f"{decimal_string(view.quantity)} {view.name[:30]} into {view.tote or '-'}: {view.state}"
    )
