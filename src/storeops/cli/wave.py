"""`storeops wave`: orders picked together, in tours that save walking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines

if TYPE_CHECKING:
    from storeops.reports.picking import WaveView
    from storeops.store import Store

app = noun("Orders picked together, in tours that save walking.")
Wave = Annotated[str, typer.Argument(metavar="WAVE", help="Its number, what it ends in, or W for the last one.")]
At = Annotated[str, typer.Option("--location", help="Where goods are picked; this terminal's place unless named.")]


@app.command()
def plan(
    ctx: typer.Context,
    pickers: Annotated[int, typer.Option("--pickers", min=1, max=99, help="How many people walk.")] = 1,
    mode: Annotated[str, typer.Option("--mode", help="cluster, batch, zone or single.")] = "cluster",
    objective: Annotated[str, typer.Option("--objective", help="oldest or aisles.")] = "oldest",
    min_units: Annotated[int, typer.Option("--min-units", min=0, help="Units in the wave at the least.")] = 0,
    max_units: Annotated[int, typer.Option("--max-units", min=0, help="Units in the wave at the most.")] = 0,
    max_orders: Annotated[int, typer.Option("--max-orders", min=0, help="Orders in the wave at the most.")] = 0,
    totes: Annotated[int, typer.Option("--totes", min=1, max=200, help="Orders on one cart at the most.")] = 12,
    cart: Annotated[int, typer.Option("--cart", min=0, help="Units on one cart at the most.")] = 0,
    seconds: Annotated[int, typer.Option("--seconds", min=1, help="How long to look for a better plan.")] = 5,
    order: Annotated[list[str] | None, typer.Option("--order", help="Only this order.")] = None,
    location: At = "",
    json: Json = False,
) -> None:
    """Make a wave of what waits. Nobody picks before it is released; planning again replaces it."""
    from storeops.operations.picking import waves
    from storeops.operations.picking.asked import Asked

    asked = Asked(
        pickers=pickers,
        mode=mode,
        objective=objective,
        min_units=min_units,
        max_units=max_units,
        max_orders=max_orders,
        totes=totes,
        cart=cart,
        seconds=seconds,
        orders=tuple(order or ()),
    )
    with session.opened(ctx) as shop:
        _show(shop, waves.plan(shop, asked, location=location).envelope.id, json=json)


@app.command()
def release(ctx: typer.Context, wave: Wave, json: Json = False) -> None:
    """Let pickers begin."""
    from storeops.operations.picking import waves

    with session.opened(ctx) as shop:
        waves.release(shop, wave)
        _show(shop, wave, json=json)


@app.command()
def close(
    ctx: typer.Context,
    wave: Wave,
    reason: Annotated[str, typer.Option("--reason", help="Why it ends before it is done.")] = "",
    json: Json = False,
) -> None:
    """End a wave although tasks are open: they can be planned again."""
    from storeops.operations.picking import waves

    with session.opened(ctx) as shop:
        entry = waves.close(shop, wave, reason)
        _show(shop, getattr(entry.envelope.fact, "wave", wave), json=json)


@app.command()
def show(ctx: typer.Context, wave: Wave, json: Json = False) -> None:
    """One wave: its tours and tasks, and what became of each."""
    with session.opened(ctx) as shop:
        _show(shop, wave, json=json)


@app.command("list")
def listing(
    ctx: typer.Context,
    all: Annotated[bool, typer.Option("--all", help="Closed ones, too.")] = False,
    location: Annotated[str, typer.Option("--location", help="Of this location only.")] = "",
    json: Json = False,
) -> None:
    """Waves that are open, the oldest first."""
    from storeops.reports import picking
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop:
        with shop.read() as connection:
            found = picking.waves(connection, location=location, open_only=not all)
        if json:
            answer(plain(found, shop.profile.currency.exponent))
        else:
            lines([_head(one) for one in found] or ["There is no open wave."])


def _show(shop: Store, wave: str, *, json: bool) -> None:
    from storeops.reports import picking
    from storeops.reports.plain import plain

    with shop.read() as connection:
        view = picking.wave_of(connection, wave)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    rows = [_head(view), *(f"  {reason}" for reason in view.reasons)]
    for tour in view.tours:
        rows.append(f"Tour {tour.tour}, {tour.picker or 'nobody yet'}: {tour.done} of {len(tour.tasks)} done")
        rows += [
            f"  {one.task:<8} {one.bin or 'loose':<10} {_number(one.quantity):>7} {one.name[:30]:<30} "
            f"{one.tote:<5} {one.state}"
            for one in tour.tasks
        ]
    lines(rows)


def _head(view: WaveView) -> str:
    saved = f", {view.saved} % less walking" if view.saved is not None else ""
    return (
        f"{view.number} {view.status}: {view.orders} orders, {view.done} of {view.tasks} tasks done, "
        f"{view.short} short{saved}"
    )


def _number(quantity: int) -> str:
    from storeops.rules.quantity import decimal_string

    return decimal_string(quantity)
