"""What an order's lines cost: by the shop's own prices, or exactly as the channel's document says.

Whatever is taken off the whole order, and every cent of tax that a document names only in sum, is shared out to the
lines by largest remainder and frozen there, so that any part of the order can be sent, cancelled or returned alone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from storeops.rules.amounts import ONE, Minor, Thousandths
from storeops.rules.carts import Item
from storeops.rules.discounts import Discount
from storeops.rules.money import allocate, divide
from storeops.rules.orders.document import DocumentLine, DocumentRefused, OrderDocument
from storeops.rules.orders.lines import GOODS, SERVICE, SHIPPING, OrderLine, Part
from storeops.rules.quantity import check, extend, unit
from storeops.rules.tax import TaxComponent, TaxRounding, TaxShare, compute

_MOST = Decimal(1000)
"""The highest rate of tax there can be (`rules.tax`), in per cent: a cent on nothing is no rate at all."""


class Wanted(msgspec.Struct, frozen=True):
    """A line of a document and the product it means. `quantity` counts packs as what is in them."""

    item: Item
    line: DocumentLine
    quantity: Thousandths
    parts: tuple[Part, ...] = ()


class Shipping(msgspec.Struct, frozen=True):
    """What is charged for sending, in the way the shop shows prices, and how it is taxed."""

    title: str
    amount: Minor
    taxes: tuple[TaxComponent, ...] = ()


class _Draft(msgspec.Struct):
    """A line before its tax is known."""

    kind: str
    title: str
    amount: Minor
    discounts: tuple[Discount, ...]
    wanted: Wanted | None


def own(
    wanted: Sequence[Wanted],
    shipping: Shipping | None,
    discount: Minor,
    *,
    prices_include_tax: bool,
    rounding: TaxRounding,
) -> tuple[OrderLine, ...]:
    """Lines at the shop's prices, or at the price a line names; `discount` is taken off all goods together.

    Raises DocumentRefused (more is taken off than there is), NotWhole, NotAQuantity."""
    drafts = _goods(wanted, discount, priced=False)
    components = [one.item.taxes for one in wanted]
    if shipping is not None:
        drafts.append(_Draft(SHIPPING, shipping.title, shipping.amount, (), None))
        components.append(shipping.taxes)
    taxed = compute(
        [(draft.amount, taxes) for draft, taxes in zip(drafts, components, strict=True)],
        prices_include_tax=prices_include_tax,
        rounding=rounding,
    )
    return tuple(
        _line(place, draft, one.net, one.tax, one.shares)
        for place, draft, one in zip(_numbers(drafts), drafts, taxed.lines, strict=True)
    )


def _numbers(drafts: Sequence[_Draft]) -> list[int]:
    """The document's own numbers, which its other parts refer to; then those after them."""
    own = [draft.wanted.line.line for draft in drafts if draft.wanted]
    last = max(own, default=0)
    return [*own, *range(last + 1, last + 1 + len(drafts) - len(own))]


def given(document: OrderDocument, wanted: Sequence[Wanted]) -> tuple[OrderLine, ...]:
    """Lines exactly as the document has them; its sums are what the lines add up to.

    Raises DocumentRefused (what it says does not add up), NotWhole, NotAQuantity."""
    drafts = _goods(wanted, document.discount - document.rounding, priced=True)
    if document.charges:
        drafts.append(_Draft(SERVICE, "Charges", document.charges, (), None))
    if document.shipping:
        drafts.append(_Draft(SHIPPING, document.shipping_title or "Shipping", document.shipping, (), None))
    taxes = _taxes(document, drafts)
    lines = []
    for place, draft, tax in zip(_numbers(drafts), drafts, taxes, strict=True):
        net = draft.amount - tax if document.prices_include_tax else draft.amount
        lines.append(_line(place, draft, net, tax, _shares(draft, net, tax)))
    if document.total is not None and (total := sum(line.total for line in lines)) != document.total:
        reason = f"its lines come to {total} in minor units, and it says {document.total}"
        raise DocumentRefused(reason, document.external)
    return tuple(lines)


def _goods(wanted: Sequence[Wanted], discount: Minor, *, priced: bool) -> list[_Draft]:
    bases: list[Minor] = []
    for one in wanted:
        check(one.quantity, unit(one.item.unit))
        if priced or one.line.amount:
            bases.append(one.line.net)
        else:
            bases.append(extend(_unit_price(one), one.quantity) - one.line.discount)
        if bases[-1] < 0:
            raise DocumentRefused(f"more is taken off line {one.line.line} than it comes to")
    if discount > sum(bases):
        raise DocumentRefused("more is taken off it than its lines come to")
    shares = allocate(discount, bases) if discount and sum(bases) else (0,) * len(bases)
    return [
        _Draft(GOODS, one.item.name, base - share, _discounts(one.line.discount, share), one)
        for one, base, share in zip(wanted, bases, shares, strict=True)
    ]


def _discounts(own: Minor, share: Minor) -> tuple[Discount, ...]:
    found = [Discount("discount", own)] if own else []
    return (*found, Discount("discount, whole order", share)) if share else tuple(found)


def _unit_price(one: Wanted) -> Minor:
    """Of one unit: a document prices what it counts, which may be a pack."""
    if one.line.unit_price is None:
        return one.item.price
    if one.quantity == one.line.quantity:
        return one.line.unit_price
    return divide(one.line.unit_price * one.line.quantity, one.quantity)


def _taxes(document: OrderDocument, drafts: Sequence[_Draft]) -> list[Minor]:
    """Each draft's tax: its own where the document tells it, the rest of the document's shared out by amounts."""
    taxes = [
        document.shipping_tax if draft.kind == SHIPPING else (draft.wanted.line.tax if draft.wanted else 0)
        for draft in drafts
    ]
    rest = document.tax - sum(taxes)
    if not rest:
        return taxes
    weights = [
        max(0, draft.amount) if draft.kind != SHIPPING and not tax else 0
        for draft, tax in zip(drafts, taxes, strict=True)
    ]
    if not sum(weights):
        weights = [max(0, draft.amount) for draft in drafts]
    if not sum(weights):
        raise DocumentRefused("it has tax and nothing to tax", document.external)
    return [tax + share for tax, share in zip(taxes, allocate(rest, weights), strict=True)]


def _shares(draft: _Draft, net: Minor, tax: Minor) -> tuple[TaxShare, ...]:
    """The tax by code and rate; a document that names no rate has the one it comes to, to a hundredth of a percent."""
    if not tax:
        return ()
    components = draft.wanted.item.taxes if draft.wanted else ()
    told = draft.wanted.line.tax_rate if draft.wanted else ""
    rate = Decimal(told) if told else min(_MOST, Decimal(divide(tax * 10_000, net or 1)).scaleb(-2))
    return (TaxShare(components[0].code if components else "channel", rate, net, tax),)


def _line(place: int, draft: _Draft, net: Minor, tax: Minor, shares: tuple[TaxShare, ...]) -> OrderLine:
    one = draft.wanted
    if one is None:
        return OrderLine(
            line=place,
            kind=draft.kind,
            sku="",
            name=draft.title,
            quantity=ONE,
            unit="each",
            list_price=draft.amount,
            unit_price=draft.amount,
            amount=draft.amount,
            net=net,
            tax=tax,
            taxes=shares,
        )
    item = one.item
    cost = sum(extend(part.cost, part.quantity) for part in one.parts) if one.parts else item.cost
    return OrderLine(
        line=place,
        kind=GOODS if item.stocked or one.parts else SERVICE,
        sku=item.sku,
        name=item.name,
        department=item.department,
        barcode=item.barcode,
        quantity=one.quantity,
        unit=item.unit,
        list_price=item.price,
        unit_price=_unit_price(one),
        discounts=draft.discounts,
        amount=draft.amount,
        net=net,
        tax=tax,
        taxes=shares,
        cost=extend(cost, one.quantity),
        parts=one.parts,
        external=one.line.external,
    )
