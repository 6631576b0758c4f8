"""`storeops sell`: one sale from one command line, in the grammar of the till's entry line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from storeops.cli import session
from storeops.cli.nouns import noun
from storeops.cli.options import Json, Reason
from storeops.rules.errors import Refused

if TYPE_CHECKING:
    from storeops.rules.carts import Cart
    from storeops.rules.discounts import Reduction
    from storeops.rules.entry import Entry
    from storeops.rules.tenders import Overpaid, Tender, Underpaid
    from storeops.store import Store

    Filled: TypeAlias = tuple[Cart, list[Tender]]

app = noun("Sell: items, discounts and tenders, written as on the till.", group=False)


class NotAnItem(Refused):
    """An entry that makes sense at the till, but not here."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"'{text[:60]}' is nothing to sell. Name items like TEA, 2*TEA or a barcode; behind an item -10%, -1.50 or "
            "@2.50; a payment is written '20 cash'."
        )
        self.text = text


class NothingBefore(Refused):
    def __init__(self, text: str) -> None:
        super().__init__(f"'{text[:60]}' belongs behind the item that it is for. Put the item first.")
        self.text = text


# An entry may begin with a minus sign: what is no option of ours is an entry.
@app.command(context_settings={"ignore_unknown_options": True})
def sell(
    ctx: typer.Context,
    entries: Annotated[
        list[str],
        typer.Argument(metavar="ENTRY", help="2*TEA, 0.350*APPLE, a barcode; behind it -10%, -1.50, @2.50; '20 cash'."),
    ],
    tender: Annotated[
        list[str] | None,
        typer.Option("--tender", metavar="KIND[=AMOUNT][:REFERENCE]", help="cash=20.00, card=5.20:A1B2."),
    ] = None,
    discount: Annotated[str, typer.Option("--discount", help="Off the whole sale: 10% or 1.00.")] = "",
    customer: Annotated[str, typer.Option("--customer", help="Who buys.")] = "",
    reason: Reason = "",
    override: Annotated[
        str, typer.Option("--override", help="Why stock that is leased to a channel is sold all the same.")
    ] = "",
    print_it: Annotated[
        bool, typer.Option("--print/--no-print", help="Print the receipt where there is a printer.")
    ] = True,
    json: Json = False,
) -> None:
    """Sell, take the money, and answer with the receipt.

    All or nothing: when something is refused, nothing was sold."""
    from storeops.cli.receipts import show
    from storeops.cli.tenders import tenders
    from storeops.operations import carts, sales
    from storeops.rules.tenders import Overpaid, Underpaid

    _refuse_options(ctx, entries)
    with session.opened(ctx) as shop:
        cart, given = _filled(shop, entries, discount, customer, reason)
        payment = tenders(shop.profile, tender or (), carts.priced(shop, cart).total, given)
        try:
            sale = sales.complete(shop, cart, payment, receipt=print_it, override=override)
        except (Underpaid, Overpaid) as refusal:
            refusal.add_note(_by_how_much(shop, refusal))
            raise
        show(shop, sale, json=json)
        if print_it:
            from storeops.cli.printing import print_waiting

            print_waiting(shop)


def _refuse_options(ctx: typer.Context, entries: Sequence[str]) -> None:
    for entry in entries:
        if entry.startswith("--") or (entry.startswith("-") and entry[1:2].isalpha()):
            ctx.fail(f"No such option: {entry}")


def _by_how_much(shop: Store, refusal: Underpaid | Overpaid) -> str:
    from storeops.rules.money import display

    amount = getattr(refusal, "missing", 0) or getattr(refusal, "over", 0)
    shown = display(amount, shop.profile.currency.exponent, decimal=shop.profile.decimal)
    return f"{shown} is {'missing' if hasattr(refusal, 'missing') else 'too much'}."


def _filled(shop: Store, entries: Sequence[str], discount: str, customer: str, reason: str) -> Filled:
    """The cart and the payments the entries make. Raises NotUnderstood, NotAnItem, NothingBefore, UnknownProduct and
    what the rules of carts raise."""
    import msgspec

    from storeops.operations import carts
    from storeops.rules import entry as entries_of
    from storeops.rules.card_numbers import refuse_card_number
    from storeops.rules.carts import reduce_cart
    from storeops.rules.tenders import Tender
    from storeops.rules.text import clean

    refuse_card_number(reason, "reason")
    refuse_card_number(customer, "customer")
    grammar = session.grammar(shop.profile)
    cart = msgspec.structs.replace(carts.new(shop), customer=clean(customer))
    given: list[Tender] = []
    for text in entries:
        entry = entries_of.parse(text, grammar)
        if isinstance(entry, entries_of.Tender):
            given.append(Tender(entry.kind, entry.amount or 0, entry.reference))
        else:
            cart = _entered(shop, cart, text, entry, clean(reason))
    if discount:
        wanted = _reduction(entries_of.parse("-" + discount.lstrip("-"), grammar), clean(reason))
        if wanted is None:
            raise NotAnItem(discount)
        cart = reduce_cart(cart, wanted)
    return cart, given


def _entered(shop: Store, cart: Cart, text: str, entry: Entry, reason: str) -> Cart:
    from storeops.operations import carts
    from storeops.operations.carts import NoReason
    from storeops.rules import carts as rules
    from storeops.rules.entry import Item, NewPrice, Words

    if isinstance(entry, Item):
        return carts.with_item(cart, carts.find(shop, entry.code), entry.quantity)
    if isinstance(entry, Words):
        return carts.with_item(cart, carts.find(shop, entry.text), None)
    reduction = _reduction(entry, reason)
    if reduction is None and not isinstance(entry, NewPrice):
        raise NotAnItem(text)
    if not cart.lines:
        raise NothingBefore(text)
    line = cart.lines[-1].number
    if isinstance(entry, NewPrice):
        if not reason:
            raise NoReason("Another price")
        return rules.set_price(cart, line, entry.amount, reason)
    return rules.reduce_line(cart, line, reduction)


def _reduction(entry: Entry, reason: str) -> Reduction | None:
    from storeops.rules.discounts import Reduction as Wanted
    from storeops.rules.entry import Percent, Reduction

    if isinstance(entry, Percent) and entry.minus:
        return Wanted(percent=entry.rate, reason=reason)
    return Wanted(amount=entry.amount, reason=reason) if isinstance(entry, Reduction) else None
