"""`storeops return`: goods back against their receipt, or without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import BadPair, Json, Reason

if TYPE_CHECKING:
    from storeops.rules.amounts import Minor, Thousandths
    from storeops.store import Store

app = noun("Take goods back, with their receipt or without.", group=False)


@app.command()
def take_back(
    ctx: typer.Context,
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="Number of the receipt, such as S1-T1-000001.", show_default=False)
    ] = "",
    line: Annotated[
        list[str] | None,
        typer.Option("--line", metavar="LINE[:QUANTITY]", help="1:2 is two of line 1; 1 alone is what is left of it."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is left of the sale.")] = False,
    without: Annotated[
        list[str] | None,
        typer.Option("--without-receipt", metavar="SKU[=QUANTITY]", help="Goods whose sale cannot be named."),
    ] = None,
    price: Annotated[
        list[str] | None,
        typer.Option("--price", help="What one was paid with, for each of these goods; else its lowest price."),
    ] = None,
    tender: Annotated[str, typer.Option("--tender", help="Without a receipt: cash or card.")] = "cash",
    customer: Annotated[str, typer.Option("--customer", help="Without a receipt: who brings it.")] = "",
    reason: Reason = "",
    scrap: Annotated[bool, typer.Option("--scrap", help="The goods go away, not back on the shelf.")] = False,
    print_it: Annotated[
        bool, typer.Option("--print/--no-print", help="Print the receipt where there is a printer.")
    ] = True,
    json: Json = False,
) -> None:
    """Take goods back and give back what was paid for them, to the tenders it came from; without a receipt, the price
    agreed or the lowest there was."""
    from storeops.cli.printing import print_waiting
    from storeops.cli.receipts import show
    from storeops.operations import returns

    if bool(number) == bool(without) or (price and not without):
        raise BadPair(number or "return", "'return S1-T1-000001 --line 1', or 'return --without-receipt TEA=1'")
    where = "scrap" if scrap else "restock"
    with session.opened(ctx) as shop:
        if without:
            goods = _goods(shop, without, price or ())
            back = returns.take_back_without_receipt(
                shop, goods, reason, customer=customer, tender=tender, disposition=where, receipt=print_it
            )
        else:
            wanted = _wanted(shop, number, line or (), everything)
            back = returns.take_back(shop, number, wanted, reason, disposition=where, receipt=print_it)
        show(shop, back, json=json)
        if print_it:
            print_waiting(shop)


def _goods(shop: Store, texts: Sequence[str], prices: Sequence[str]) -> list[tuple[str, Thousandths, Minor | None]]:
    """Goods, quantities and prices: no price at all, or one for each. Raises BadPair, NotAQuantity, NotMoney."""
    if len(prices) not in (0, len(texts)):
        raise BadPair(f"--price {prices[0]}", "--without-receipt TEA=1 --price 2.50, a price for each of the goods")
    found: list[tuple[str, Thousandths, Minor | None]] = []
    for place, text in enumerate(texts):
        code, sign, quantity = text.rpartition("=")
        if not (code if sign else quantity):
            raise BadPair(text, "--without-receipt TEA=1")
        amount = session.money(shop.profile, prices[place]) if prices else None
        found.append((code or text, session.quantity(shop.profile, quantity if sign else "1"), amount))
    return found


def _wanted(shop: Store, number: str, lines: Sequence[str], everything: bool) -> list[tuple[int, Thousandths]]:
    """The lines and quantities asked for. Raises UnknownSale, BadPair, NotAQuantity."""
    from storeops.reports import sales as reports

    if not everything and all(":" in text for text in lines):
        return [(_line(text), session.quantity(shop.profile, text.partition(":")[2])) for text in lines]
    with shop.read() as connection:
        sale = reports.by_number(connection, number)
    left = {line.line: line.quantity - line.returned for line in sale.lines}
    if everything:
        return [(place, quantity) for place, quantity in left.items() if quantity > 0]
    wanted = []
    for text in lines:
        place, _, quantity = text.partition(":")
        wanted.append(
            (_line(text), session.quantity(shop.profile, quantity) if quantity else left.get(_line(place), 0))
        )
    return wanted


def _line(text: str) -> int:
    place = text.partition(":")[0]
    if not (place.isascii() and place.isdigit() and len(place) < 7):
        raise BadPair(text, "--line 1:2, for two of line 1")
    return int(place)
