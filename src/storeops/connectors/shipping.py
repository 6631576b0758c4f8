"""Shipping parcels of the shop: which carriers there are, what they ask, and a label of one of them, bought once."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from storeops.connectors.carriers import easypost
from storeops.connectors.carriers.buying import Earlier, buy_once
from storeops.connectors.carriers.demo import DemoCarrier
from storeops.connectors.carriers.own_van import OwnVan
from storeops.connectors.carriers.port import (
    Carrier,
    CarrierRefused,
    CarrierTrouble,
    CarrierUnreachable,
    Label,
    LabelFormat,
    LabelRequest,
    Shipment,
)
from storeops.database.queries import shop as shop_queries
from storeops.operations.carriers import CARRIER
from storeops.operations.carriers import carrier as tariffs_of
from storeops.operations.parcels import labels, tracking
from storeops.operations.parcels.tracking import TrackedView
from storeops.reports import parcels as reports
from storeops.reports.orders.state import OrderState, read
from storeops.reports.parcels import ParcelView
from storeops.reports.shipping import sender, unpacked_grams
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.rules.tariffs import OWN_VAN, MixedCurrencies
from storeops.rules.wording import quote
from storeops.store import Store

AT_ONCE = (DemoCarrier, OwnVan)
"""Carriers that are a file and a rule: nobody is asked, nothing is paid, no answer is lost."""


class UnknownCarrier(Refused):
    def __init__(self, code: str) -> None:
        super().__init__(f"There is no carrier {quote(code)}. Known: demo, {easypost.CODE} and {OWN_VAN}.")
        self.code = code


@dataclass(frozen=True, slots=True)
class RateView:
    """What a carrier asks for a parcel, before tax; `days` in transit at the most, None where it does not say."""

    parcel: str
    carrier: str
    service: str
    cost: Minor
    currency: str
    days: int | None


@dataclass(frozen=True, slots=True)
class RatesView:
    """Rates for each parcel of an order, the cheapest first; `told` why a carrier offers none. Where nothing is packed
    yet, for all that stands ready, as one parcel."""

    order: str
    rates: tuple[RateView, ...]
    told: tuple[str, ...]


def carrier_of(shop: Store, code: str) -> Carrier:
    """The carrier with this code. Raises UnknownCarrier, NoApiKey."""
    if code == easypost.CODE:
        return easypost.connect(os.environ)
    if code == OWN_VAN:
        return OwnVan()
    try:
        tariffs_of(code)
    except FileNotFoundError:
        raise UnknownCarrier(code) from None
    return DemoCarrier(shop.now, code=code)


def rates(shop: Store, number: str, carriers: Sequence[str], *, parcel: str = "") -> RatesView:
    """What these carriers ask for the parcels of an order that have not left, or for the one named by its id.

    Raises UnknownDocument, AmbiguousDocument, UnknownCarrier, NoApiKey."""
    with shop.read() as connection:
        state = read(connection, number)
        waiting = [one for one in reports.parcels(connection, order=state.id) if one.status in reports.WAITING]
        wanted = [one for one in waiting if parcel in ("", one.id)]
        shipments = [(one.number, _shipment(shop, state, one, f"rate-{one.id}")) for one in wanted]
        if not waiting and not parcel:
            grams = unpacked_grams(connection, shop.profile, state)
            shipments = [("", _shipment(shop, state, None, f"rate-{state.id}", grams))]
    found: list[RateView] = []
    told: list[str] = []
    for code in carriers:
        by = carrier_of(shop, code)
        for box, shipment in shipments:
            try:
                offered = by.rates(shipment)
            except CarrierTrouble as trouble:
                told.append(str(trouble))
                continue
            found += [RateView(box, one.carrier, one.service, one.cost, one.currency, one.days) for one in offered]
            if not offered:
                told.append(f"{code} does not carry such a parcel there.")
    return RatesView(
        state.placed.number, tuple(sorted(found, key=lambda one: (one.parcel, one.currency, one.cost))), tuple(told)
    )


def _shipment(shop: Store, state: OrderState, parcel: ParcelView | None, reference: str, grams: int = 0) -> Shipment:
    """A parcel on its way to the order's address; without one, `grams` that nobody has packed."""
    return Shipment(
        reference=reference,
        ship_from=sender(shop.profile),
        ship_to=state.ship_to,
        grams=max(1, parcel.grams if parcel else grams),
        length=parcel.length if parcel else 0,
        width=parcel.width if parcel else 0,
        height=parcel.height if parcel else 0,
        currency=state.placed.currency,
    )


def ship(
    shop: Store, number: str, code: str, service: str = "", *, carrier: str = "", most: Minor | None = None
) -> str:
    """Buy the label of a parcel, once, by the order's service unless another is named; returns the parcel's id.

    What was offered is bought, or nothing: by the `carrier` named, of those behind an aggregator, for `most` at the
    most.

    What is asked is written down before it is asked: after a lost answer, or a crash, the same command looks the label
    up first. Raises UnknownDocument, ParcelGone, LabelledAlready, AnotherAsked, UnknownCarrier, NoApiKey,
    CarrierRefused and MixedCurrencies (mend it), CarrierUnreachable and CarrierUnknown (try again)."""
    by = carrier_of(shop, code)
    with shop.read() as connection:
        view = reports.parcel_of(connection, number)
        state = read(connection, view.order)
    how = service or state.service

    def request_of(asked: labels.Request) -> LabelRequest:
        shipment = _shipment(shop, state, view, asked.reference)
        return LabelRequest(shipment=shipment, service=asked.service, carrier=carrier, most=most, format=_format(shop))

    if isinstance(by, AT_ONCE):
        labels.known_at_once(shop, view.id, code, how, lambda asked: _bought(by.buy(request_of(asked))))
        return view.id
    asked = labels.request(shop, view.id, code, how)
    try:
        label = buy_once(by, request_of(asked), Earlier.UNKNOWN if asked.again else Earlier.NONE).label
    except (CarrierRefused, CarrierUnreachable, MixedCurrencies) as refusal:
        # Nothing was sold now. Whether an earlier try still comes through, one that cannot be reached does not know.
        if not (asked.again and isinstance(refusal, CarrierUnreachable)):
            labels.not_bought(shop, asked, refusal.reason if isinstance(refusal, CarrierTrouble) else str(refusal))
        raise
    labels.bought(shop, asked, _bought(label))
    return view.id


def _format(shop: Store) -> LabelFormat:
    """What this machine can print of a carrier's own label: carriers draw for 8 dots to the millimetre."""
    fits = shop.settings.label_printer and shop.settings.label_dots == 8
    return LabelFormat.ZPL if fits else LabelFormat.PDF


def _bought(label: Label) -> labels.Bought:
    answer = labels.Bought(label.tracking, label.shipment, label.cost, label.currency)
    document = base64.b64encode(label.document or b"").decode()
    if not document or len(document) > labels.MOST_LABEL:
        return answer
    return replace(answer, format=label.format.value, label=document)


def void(shop: Store, number: str, reason: str = "") -> str:
    """Give a label back to its carrier; a request whose answer was lost is looked up first, and given back if it was
    bought. Returns the parcel's id. Raises what `ship` raises, and NoLabel."""
    # Whatever we refuse, we refuse before the carrier gives the money back.
    parcel, held = labels.held(shop, number, reason)
    by = carrier_of(shop, held.carrier)
    if not isinstance(by, AT_ONCE) and (label := by.find(held.reference) or _ours(held)):
        by.void(label)
    labels.void(shop, parcel, reason)
    return parcel


def _ours(held: labels.Held) -> Label | None:
    """The label as we know it, where the carrier does not find it: it may have been given back before, by a command
    that could not write it down."""
    if not held.tracking:
        return None
    return Label(
        reference=held.reference,
        tracking=held.tracking,
        carrier=held.carrier,
        service=held.service,
        cost=held.cost,
        currency=held.currency,
        shipment=held.shipment,
    )


def usual(shop: Store) -> str:
    """The shop's own carrier: the setting `carrier`, or the demo carrier."""
    return _settings(shop).get("carrier", CARRIER)


def carriers(shop: Store) -> list[str]:
    """Every carrier that rates are asked of: the setting `shipping_carriers`, or the usual one."""
    settings = _settings(shop)
    return settings.get("shipping_carriers", "").split() or [settings.get("carrier", CARRIER)]


def _settings(shop: Store) -> Mapping[str, str]:
    with shop.read() as connection:
        return shop_queries.settings(connection, ("", shop.profile.store))


def ask_tracking(shop: Store, number: str) -> TrackedView:
    """Ask a parcel's carrier where it is, and write down what is new. Raises NoLabel, and what `ship` raises."""
    with shop.read() as connection:
        view = reports.parcel_of(connection, number)
    if not view.tracking:
        raise labels.NoLabel(view.number)
    return tracking.record(shop, carrier_of(shop, view.carrier).track(view.tracking))
