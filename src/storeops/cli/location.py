"""`storeops location`: the places that goods can be at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, table

if TYPE_CHECKING:
    from storeops.operations.places import Terms
    from storeops.reports.places import PlaceView
    from storeops.store import Store

app = noun("The places goods can be at.")

Code = Annotated[str, typer.Argument(metavar="CODE", help="Letters and digits, such as WH1.")]
Ships = Annotated[bool | None, typer.Option("--ships/--no-ships", help="Whether it sends parcels.")]
Pickup = Annotated[bool | None, typer.Option("--pickup/--no-pickup", help="Whether customers fetch orders there.")]
Capacity = Annotated[int | None, typer.Option("--capacity", min=0, help="Orders a day; 0 without a limit.")]
CutOff = Annotated[str | None, typer.Option("--cut-off", metavar="HH:MM", help="Sent the same day until then.")]
Days = Annotated[int | None, typer.Option("--handling-days", min=0, help="Days until a parcel is ready.")]
PerParcel = Annotated[str | None, typer.Option("--handling-parcel", metavar="AMOUNT", help="What a parcel costs.")]
PerLine = Annotated[str | None, typer.Option("--handling-line", metavar="AMOUNT", help="What a line in it costs.")]
Country = Annotated[str | None, typer.Option("--country", help="Two letters, such as GB.")]
Postcode = Annotated[str | None, typer.Option("--postcode", help="Where parcels are sent from.")]
Region = Annotated[str | None, typer.Option("--region", help="The tariff zone it is in, such as a postcode area.")]


@app.command("list")
def listing(ctx: typer.Context, json: Json = False) -> None:
    """The locations of this shop."""
    from storeops.reports.places import places
    from storeops.reports.plain import plain

    with session.opened(ctx) as shop, shop.read() as connection:
        views, exponent = places(connection), shop.profile.currency.exponent
    if json:
        answer(plain(views, exponent))
        return
    table(
        ["Location", "Name", "Kind", "Store", "Does", "Bins"],
        [[view.location, view.name, view.kind, view.store, _does(view), str(view.bins)] for view in views],
        left=(0, 1, 2, 3, 4),
    )


@app.command()
def add(
    ctx: typer.Context,
    code: Code,
    name: Annotated[str, typer.Option("--name", help="What people call it.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="Such as back_room or warehouse.")] = "back_room",
    ships: Ships = None,
    pickup: Pickup = None,
    capacity: Capacity = None,
    cut_off: CutOff = None,
    handling_days: Days = None,
    handling_parcel: PerParcel = None,
    handling_line: PerLine = None,
    country: Country = None,
    postcode: Postcode = None,
    region: Region = None,
    json: Json = False,
) -> None:
    """Another place that goods can be at, and what it can do for an order."""
    from storeops.operations import places

    costs = (handling_parcel, handling_line)
    with session.opened(ctx) as shop:
        terms = _terms(shop, country, region, postcode, ships, pickup, capacity, cut_off, handling_days, costs)
        places.add(shop, code, kind=kind, name=name, terms=terms)
        _show(shop, code, json=json)


@app.command("set")
def change(
    ctx: typer.Context,
    code: Code,
    name: Annotated[str | None, typer.Option("--name", help="What people call it.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Such as back_room or warehouse.")] = None,
    ships: Ships = None,
    pickup: Pickup = None,
    capacity: Capacity = None,
    cut_off: CutOff = None,
    handling_days: Days = None,
    handling_parcel: PerParcel = None,
    handling_line: PerLine = None,
    country: Country = None,
    postcode: Postcode = None,
    region: Region = None,
    json: Json = False,
) -> None:
    """Change a location; what is not named stays as it is."""
    from storeops.operations import places

    costs = (handling_parcel, handling_line)
    with session.opened(ctx) as shop:
        terms = _terms(shop, country, region, postcode, ships, pickup, capacity, cut_off, handling_days, costs)
        places.change(shop, code, kind=kind, name=name, terms=terms)
        _show(shop, code, json=json)


@app.command()
def show(ctx: typer.Context, code: Code, json: Json = False) -> None:
    """One location, and what it can do for an order."""
    with session.opened(ctx) as shop:
        _show(shop, code, json=json)


def _terms(
    shop: Store,
    country: str | None,
    region: str | None,
    postcode: str | None,
    ships: bool | None,
    pickup: bool | None,
    capacity: int | None,
    cut_off: str | None,
    handling_days: int | None,
    costs: tuple[str | None, str | None],
) -> Terms:
    """Raises NotMoney."""
    from storeops.operations.places import Terms

    parcel, line = (None if cost is None else session.money(shop.profile, cost) for cost in costs)
    return Terms(country, region, postcode, ships, pickup, capacity, cut_off, handling_days, parcel, line)


def _does(view: PlaceView) -> str:
    return ", ".join([*(["ships"] if view.ships else []), *(["pickup"] if view.pickup else [])])


def _show(shop: Store, code: str, *, json: bool) -> None:
    from storeops.reports.numerals import Numerals
    from storeops.reports.places import place_of
    from storeops.reports.plain import plain

    with shop.read() as connection:
        view = place_of(connection, code)
    if json:
        answer(plain(view, shop.profile.currency.exponent))
        return
    money = Numerals.of(shop.profile).money
    table(
        ["Location", view.location],
        [
            ["Name", view.name],
            ["Kind", view.kind],
            ["Does", _does(view) or "neither ships nor hands over"],
            ["From", " ".join(filter(None, (view.postcode, view.region, view.country)))],
            ["Orders a day", str(view.capacity) if view.capacity else "no limit"],
            ["Cut-off", view.cut_off or "none"],
            ["Handling", f"{view.handling_days} days"],
            ["A parcel costs", f"{money(view.handling_parcel)}, {money(view.handling_line)} a line"],
            ["Bins", str(view.bins)],
        ],
        left=(0, 1),
    )
