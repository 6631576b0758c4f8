"""`storeops source`: where open orders come from."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, day, existing
from storeops.cli.output import answer, lines, table
from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from storeops.operations.orders.simulation import SimulationView
    from storeops.operations.orders.sourcing_runs import SourcingView
    from storeops.reports.numerals import Numerals

app = noun("Where open orders come from: plan, allocate, try other rules.")
rules = noun("The rules by which orders are sourced.")
app.add_typer(rules, name="rules")

Rules = Annotated[Path, typer.Argument(metavar="RULES.TOML", help="A set of sourcing rules.")]


class UnreadableRules(Refused):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be read as TOML: {reason}. Mend the line and try again.")
        self.path = path


@app.command()
def run(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only plan; nothing is promised.")] = False,
    seconds: Annotated[int, typer.Option("--seconds", min=1, max=600, help="How long the plan may take.")] = 10,
    with_rules: Annotated[
        Path | None, typer.Option("--rules", help="Plan by these rules instead of the saved ones.")
    ] = None,
    json: Json = False,
) -> None:
    """Source every open order that misses something, all of them together.

    Answers with the plan, its cost, the bound no plan can be under, and each location turned down."""
    from storeops.operations.orders import sourcing_runs
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    table_of = read_rules(with_rules) if with_rules else None
    with session.opened(ctx) as shop:
        work = sourcing_runs.plan if dry_run else sourcing_runs.run
        view = work(shop, rules=table_of, seconds=seconds)
        profile = shop.profile
    if json:
        answer(plain(view, profile.currency.exponent))
    else:
        _show(view, Numerals.of(profile))


def _show(view: SourcingView, numerals: Numerals) -> None:
    for order in view.orders:
        got = ", ".join(f"{numerals.quantity(part.quantity)} {part.name} from {part.location}" for part in order.parts)
        lines([f"{order.number}  {order.customer}: {got or 'nothing is there for it'}"])
        lines([f"    not {one.location}: {one.reason}" for one in order.rejected])
    cost = view.cost
    lines(
        [
            f"{len(view.orders)} orders, {view.waiting} more on hold; cost {numerals.money(cost.total)} "
            f"(shipping {numerals.money(cost.shipping)}, handling {numerals.money(cost.handling)}, "
            f"splits {numerals.money(cost.split)}, late {numerals.money(cost.lateness)}, "
            f"scarce {numerals.money(cost.scarcity)}, left unsent {numerals.money(cost.unfilled)})",
            f"{view.method} in {view.seconds} s; no plan is under {numerals.money(view.bound)} (gap {view.gap:.2%})",
        ]
    )


@app.command()
def simulate(
    ctx: typer.Context,
    path: Rules,
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="Orders placed from this day ...")],
    last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="... to this day.")],
    json: Json = False,
) -> None:
    """Past orders under the saved rules and under these, side by side. Nothing is changed."""
    from storeops.operations.orders.simulation import simulate as compare
    from storeops.reports.numerals import Numerals
    from storeops.reports.plain import plain

    table_of = read_rules(path)
    start, end = day(first), day(last)
    assert start is not None and end is not None
    with session.opened(ctx) as shop:
        view = compare(shop, table_of, start.isoformat(), end.isoformat())
        profile = shop.profile
    if json:
        answer(plain(view, profile.currency.exponent))
    else:
        _side_by_side(view, path.name, Numerals.of(profile))


def _side_by_side(view: SimulationView, name: str, numerals: Numerals) -> None:
    both = (view.saved, view.other)
    table(
        ["", "saved rules", name],
        [
            ["cost", *(numerals.money(one.cost) for one in both)],
            ["  shipping", *(numerals.money(one.shipping) for one in both)],
            ["  handling", *(numerals.money(one.handling) for one in both)],
            ["parcels", *(str(one.parcels) for one in both)],
            ["split orders", *(str(one.split) for one in both)],
            ["late orders", *(str(one.late) for one in both)],
            ["orders short", *(str(one.short) for one in both)],
        ],
        title=f"{view.orders} orders from {view.first} to {view.last}: {numerals.signed(view.difference)}",
    )


@rules.command()
def save(ctx: typer.Context, path: Rules, json: Json = False) -> None:
    """Make this set of rules the one that orders are sourced by."""
    from storeops.operations.orders.sourcing_rules import save as save_rules

    table_of = read_rules(path)
    with session.opened(ctx) as shop:
        save_rules(shop, table_of)
    show(ctx, json=json)


@rules.command()
def show(ctx: typer.Context, json: Json = False) -> None:
    """The rules in force."""
    from storeops.operations.orders.sourcing_rules import saved

    with session.opened(ctx) as shop:
        table_of, told = saved(shop)
    if json:
        answer(table_of)
    else:
        lines(told or ["No rules are saved: every location that ships may be chosen."])


def read_rules(path: Path) -> dict[str, Any]:
    """A set of rules as plain tables. Raises NoSuchFile, UnreadableRules."""
    existing(path)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableRules(path, str(error)) from error
