"""What an order will say: who, where to, which lines at which prices, and what sending it costs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from storeops.database.queries import numbers, products
from storeops.database.queries import sourcing as sourcing_queries
from storeops.journal.facts import OrderPlaced
from storeops.operations.lookup import Found, UnknownProduct, item_of, look_up
from storeops.operations.orders.how import AT_DISPATCH, BEFORE, DUE, How, UnknownDue
from storeops.operations.orders.parties import address, party
from storeops.operations.orders.sourcing import Ground
from storeops.operations.remarks import remark
from storeops.rules import tariffs
from storeops.rules.amounts import ONE, Minor
from storeops.rules.channels import Channel, preference, require_service
from storeops.rules.errors import Refused
from storeops.rules.orders.checking import check_figures
from storeops.rules.orders.document import DocumentLine, DocumentRefused, OrderDocument
from storeops.rules.orders.lines import OrderLine, sums_of
from storeops.rules.orders.pricing import Shipping, Wanted, given, own
from storeops.rules.postal_address import Address
from storeops.rules.quantity import NotAQuantity, decimal_string
from storeops.rules.tax import TaxComponent
from storeops.rules.windows import window
from storeops.rules.wording import quote
from storeops.store import Tx

PAID_ONLINE = ("web", "mobile", "marketplace")
"""The kinds of channel whose customers pay before anything is sent."""


def draft(tx: Tx, document: OrderDocument, how: How, channel: Channel, at: Ground, problems: list[str]) -> OrderPlaced:
    """The order's first fact, all but what depends on where it will come from."""
    profile = tx.profile
    _check(document, how, profile.currency.code)
    service = require_service(channel, document.service or tariffs.NORMAL)
    customer = party(document.customer, profile.country, problems)
    ship_to = _ship_to(document, how, service, problems)
    place = tariffs.place_of(ship_to)
    lines = _lines(tx, document, channel, at, place, service)
    sums = sums_of(lines)
    in_series = numbers.next_number(tx.connection, "order", profile.series)
    return OrderPlaced(
        number=in_series.number,
        series=in_series.series,
        counter=in_series.counter,
        channel=channel.code,
        external=document.external,
        digest=how.digest,
        placed_at=document.placed_at,
        customer=customer,
        ship_to=ship_to,
        bill_to=address(document.bill_to, document.customer, service=tariffs.PICKUP, problems=problems),
        service=service,
        pickup_location=(how.pickup or profile.location) if service == tariffs.PICKUP else "",
        currency=document.currency,
        prices_include_tax=(document if document.total is not None else profile).prices_include_tax,
        tax_rounding=profile.tax_rounding.value,
        rule_version=profile.rule_version,
        lines=lines,
        discount=sums.discount,
        net=sums.net,
        tax=sums.tax,
        total=sums.total,
        region=f"{place.country}:{place.area}" if place.area else place.country,
        promised=document.deliver_by,
        promise_reasons=("The customer asked for this day.",) if document.deliver_by else (),
        short_preference=preference(how.preference) if how.preference else channel.short_preference,
        due=how.due or (BEFORE if channel.kind in PAID_ONLINE else AT_DISPATCH),
        note=remark(document.note, "note", limit=2000),
        extra=dict(document.extra),
        window=window(document.window),
    )


def _ship_to(document: OrderDocument, how: How, service: str, problems: list[str]) -> Address:
    """Where it goes; of a channel that keeps the address to itself only the country is asked for."""
    where = service if how.addressed else tariffs.PICKUP
    found = address(document.ship_to, document.customer, service=where, problems=problems)
    if not (how.addressed or found.country):
        problems.append("The country it goes to is missing.")
    return found


def _check(document: OrderDocument, how: How, currency: str) -> None:
    if document.currency != currency:
        reason = f"it is in {document.currency}, and this shop reckons in {currency}"
        raise DocumentRefused(reason, document.external)
    if how.due not in ("", *DUE):
        raise UnknownDue(how.due)
    if problems := check_figures(document):
        raise DocumentRefused(" ".join(problems).rstrip("."), document.external)


def _lines(
    tx: Tx, document: OrderDocument, channel: Channel, at: Ground, place: tariffs.Place, service: str
) -> tuple[OrderLine, ...]:
    wanted = _wanted(tx, document, channel)
    if document.total is not None:
        return given(document, wanted)
    profile = tx.profile
    inclusive, rounding = profile.prices_include_tax, profile.tax_rounding
    goods = own(wanted, None, document.discount, prices_include_tax=inclusive, rounding=rounding)
    shipping = _shipping(tx, wanted, sum(line.amount for line in goods), channel, at, place, service)
    if shipping is None:
        return goods
    return own(wanted, shipping, document.discount, prices_include_tax=inclusive, rounding=rounding)


def _wanted(tx: Tx, document: OrderDocument, channel: Channel) -> tuple[Wanted, ...]:
    """Each line's product, priced for the channel. A document that brings its prices may order what is not for sale
    any more: the customer has paid."""
    found = []
    ours = document.total is None
    for line in document.lines:
        if line.quantity <= 0:
            raise NotAQuantity(decimal_string(line.quantity), "an order asks for more than nothing")
        product = _product(tx, line, for_sale=ours and line.unit_price is None)
        item = product.item
        if ours and channel.price_list and line.unit_price is None:
            row = products.by_sku(tx.connection, item.sku, tx.business_date, channel.price_list)
            if row is not None and row.price is not None:
                item = item_of(tx.connection, row, tx.business_date)
        found.append((item, line, line.quantity * product.quantity // ONE))
    kits = sourcing_queries.kits(tx.connection, [item.sku for item, _, _ in found])
    return tuple(Wanted(item, line, quantity, kits.get(item.sku, ())) for item, line, quantity in found)


def _product(tx: Tx, line: DocumentLine, *, for_sale: bool) -> Found:
    """What a line means: by its SKU, by its barcode where the SKU is the channel's own, and, where it has neither, by
    its name, which some channels use as a SKU. Raises UnnamedProduct, and what `look_up` raises."""
    codes = [code for code in (line.sku, line.barcode) if code] or [line.name]
    unknown: UnknownProduct | None = None
    for code in codes:
        try:
            return look_up(tx.connection, tx.profile, code, tx.business_date, for_sale=for_sale)
        except UnknownProduct as refusal:
            unknown = unknown or refusal
    if not (line.sku or line.barcode):
        raise UnnamedProduct(line.line, line.name)
    assert unknown is not None
    raise unknown


class UnnamedProduct(Refused):
    """A line has neither SKU nor barcode, and its name is nobody's SKU."""

    def __init__(self, line: int, name: str) -> None:
        super().__init__(
            f"Line {line} ({quote(name)}) has neither a SKU nor a barcode, and its name is no product's SKU. Give it "
            "one where it comes from, or add a product whose SKU is this name."
        )
        self.line = line
        self.name = name


def _shipping(
    tx: Tx,
    wanted: Sequence[Wanted],
    goods: Minor,
    channel: Channel,
    at: Ground,
    place: tariffs.Place,
    service: str,
) -> Shipping | None:
    """What the carrier's tariff asks for the parcel, free from the channel's threshold on; nothing for a pickup.

    A place without a country cannot be priced: the order is refused or held for its address, and sent free then."""
    if service == tariffs.PICKUP or not place.country:
        return None
    grams = sourcing_queries.weights(tx.connection, [one.item.sku for one in wanted])
    weight = sum(grams.get(one.item.sku, at.default_grams) * one.quantity // ONE for one in wanted)
    charged = _parcels(tx, at, place, service, weight, goods, channel.free_shipping_from)
    if not charged:
        return None
    taxed = at.settings.get("shipping_tax_class", "standard")
    components = products.tax_components(tx.connection, taxed, tx.business_date)
    return Shipping(
        f"Shipping, {service}", charged, tuple(TaxComponent(code, Decimal(rate)) for code, rate in components)
    )


def _parcels(
    tx: Tx, at: Ground, place: tariffs.Place, service: str, grams: int, goods: Minor, free_from: Minor | None
) -> Minor:
    """The tariff's price: of one parcel, or of as many full ones as the weight takes and one with the rest, as sourcing
    reckons, too. Raises NoTariff."""

    def price(weight: int) -> Minor:
        return at.carrier.table.price(
            service=service,
            origin=tariffs.Place(tx.profile.country),
            destination=place,
            grams=weight,
            currency=tx.profile.currency.code,
            goods=goods,
            free_from=free_from,
        ).price

    try:
        return price(grams)
    except tariffs.TooHeavy as refusal:
        full, rest = divmod(grams - 1, refusal.heaviest_grams)
        return full * price(refusal.heaviest_grams) + price(rest + 1)
