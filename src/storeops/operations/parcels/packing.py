"""The packing bench: every unit is scanned into its parcel, and nothing else gets in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from storeops.database.queries import fulfilment as queries
from storeops.database.queries import numbers, sourcing
from storeops.database.queries import shop as shop_queries
from storeops.database.queries import stock as stock_queries
from storeops.database.queries.profile import Profile
from storeops.journal.envelope import Entry
from storeops.journal.facts import Moved, ParcelLine, ParcelOpened, ParcelPacked
from storeops.journal.reading import fact as fact_with
from storeops.operations.locations import known_location
from storeops.operations.lookup import UnknownProduct, look_up
from storeops.operations.orders.sending import NothingStands, OnHold
from storeops.operations.orders.sourcing import DEFAULT_GRAMS
from storeops.operations.picking.shelf import from_the_shelf
from storeops.operations.remarks import remark
from storeops.reports import packing as bench
from storeops.reports.orders.state import OrderState, read
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.barcodes.sscc import sscc
from storeops.rules.errors import Refused
from storeops.rules.lots import Held
from storeops.rules.on_their_way import place_of
from storeops.rules.orders.lines import OrderLine, takes
from storeops.rules.quantity import decimal_string
from storeops.rules.wording import quote
from storeops.store import RecordedOtherwise, Store, Tx

KIND = "parcel"
MOST_GRAMS = 10**8


class NotOfThisOrder(Refused):
    """What was scanned is not to be packed for this order, or not so much of it. `left` in thousandths."""

    def __init__(self, name: str, number: str, left: Thousandths) -> None:
        what = f"only {decimal_string(left)} of it are left to pack" if left else "it is not to be packed"
        super().__init__(f"{quote(name)} does not belong in this parcel of {number}: {what}. Put it aside.")
        self.left = left


class KitInParts(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"{quote(name)} is a kit: all its parts go into one parcel. Scan them all.")
        self.name = name


class PieceNotPicked(Refused):
    """Another piece was picked for the order than the one that was scanned."""

    def __init__(self, sku: str, serial: str) -> None:
        super().__init__(
            f"{sku} with serial number {quote(serial)} was not picked for this order: another piece was. Put it back, "
            "and scan the piece that lies with the order."
        )
        self.serial = serial


class NothingToPack(Refused):
    def __init__(self, number: str, location: str) -> None:
        super().__init__(f"Nothing of {number} is left to pack at {location}. Look at 'storeops order show {number}'.")
        self.number = number


class BadParcel(Refused):
    def __init__(self, why: str) -> None:
        super().__init__(f"This is no parcel: {why}.")


class ParcelGone(Refused):
    """A parcel that was sent or opened is not there any more."""

    def __init__(self, number: str, how: str) -> None:
        super().__init__(f"Parcel {number} was {how} already.")
        self.number = number
        self.how = how


@dataclass(frozen=True, slots=True)
class Box:
    """What a parcel is: a carton's code, or nothing; outer millimetres; gross grams, reckoned where nobody weighed."""

    carton: str = ""
    length: int = 0
    width: int = 0
    height: int = 0
    grams: int = 0
    tare: int = 0


def pack(
    shop: Store,
    number: str,
    scans: Sequence[tuple[str, Thousandths]] = (),
    *,
    box: Box | None = None,
    location: str = "",
    command: str = "",
) -> Entry:
    """Pack what was scanned, (SKU, barcode or serial number, quantity), into one parcel; without scans all there is.

    What nobody picked yet is taken from the shelf. Raises UnknownDocument, OnHold, NothingStands, NothingToPack,
    UnknownProduct, NotOfThisOrder, KitInParts, PieceNotPicked, SerialNotHere, BadParcel, UnknownLocation,
    RecordedOtherwise; nothing is written then."""
    into = box or Box()
    _check(into)
    with shop.write() as tx:
        state = read(tx.connection, number)
        if done := tx.recorded(command):
            if not isinstance(done.envelope.fact, ParcelPacked) or done.envelope.fact.order != state.id:
                raise RecordedOtherwise(command)
            return done
        if state.holds:
            raise OnHold(state.placed.number, [hold.reason for hold in state.holds])
        place = place_to_pack(tx, state, location)
        wanted = _wanted(tx, state, place, scans)
        lines = _lines(tx, state, place, wanted)
        return tx.record(_fact(tx, state, place, lines, into), id=command)


def _check(box: Box) -> None:
    for name, value, most in (
        ("length", box.length, 10_000),
        ("width", box.width, 10_000),
        ("height", box.height, 10_000),
        ("weight", box.grams, MOST_GRAMS),
    ):
        if not 0 <= value <= most:
            raise BadParcel(f"its {name} is from nothing to {most}, not {value}")


def place_to_pack(tx: Tx, state: OrderState, location: str) -> str:
    """Where the order is packed: the place named, this terminal's where goods stand there, else the only one there is.
    Raises NothingStands, UnknownLocation."""
    places = sorted({one.location for line in state.goods for one in state.standing(line)})
    if location:
        known_location(tx, location)
        found = [place for place in places if place == location]
    else:
        found = [place for place in places if place == tx.profile.location] or places
    if not found:
        raise NothingStands(state.placed.number, location)
    return found[0]


_Wanted = dict[tuple[int, str], tuple[Thousandths, list[str]]]


def _wanted(tx: Tx, state: OrderState, location: str, scans: Sequence[tuple[str, Thousandths]]) -> _Wanted:
    """(line, SKU) -> how much and which pieces go into the parcel."""
    left = bench.left(tx.connection, state, location)
    if not left:
        raise NothingToPack(state.placed.number, location)
    if not scans:
        return {key: (rest, []) for key, rest in left.items()}
    found: _Wanted = {}
    for code, amount in scans:
        one = _scanned(tx.connection, tx.profile, tx.business_date, code, location)
        sku, name, total, serial = one.sku, one.name, amount * one.quantity // ONE, one.serial
        mine = [key for key in left if key[1] == sku]
        there = sum(left[key] for key in mine)
        for key in mine:
            some = min(total, left[key])
            if some > 0:
                had, pieces = found.get(key, (0, []))
                found[key] = had + some, [*pieces, serial] if serial else pieces
                left[key] -= some
                total -= some
        if total > 0:
            raise NotOfThisOrder(name, state.placed.number, there)
    return found


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan at the bench names: `quantity` is what one scan stands for, in thousandths; a piece has its serial
    number. `tracking` is empty, lot or serial."""

    sku: str
    name: str
    quantity: Thousandths
    serial: str
    tracking: str = ""


def scanned(shop: Store, code: str, location: str) -> Scanned:
    """What a scan names: a product by barcode or SKU, or a piece at the location by its serial number.

    Raises UnknownProduct, CardNumberRefused."""
    day = shop.business_date().isoformat()
    with shop.read() as connection:
        return _scanned(connection, shop.profile, day, code, location)


def _scanned(connection: Connection, profile: Profile, day: str, code: str, location: str) -> Scanned:
    try:
        found = look_up(connection, profile, code, day, for_sale=False)
    except UnknownProduct:
        skus = stock_queries.serial_products(connection, code.strip(), location)
        if len(skus) != 1:
            raise
        found = look_up(connection, profile, skus[0], day, for_sale=False)
        return Scanned(found.item.sku, found.item.name, ONE, code.strip(), found.item.tracking)
    return Scanned(found.item.sku, found.item.name, found.quantity, found.scan.serial, found.item.tracking)


def _lines(tx: Tx, state: OrderState, location: str, wanted: _Wanted) -> tuple[ParcelLine, ...]:
    place = place_of(state.placed.number)
    quantities = {key: quantity for key, (quantity, _) in wanted.items()}
    from_the_shelf(tx, state, location, quantities, {key: serials for key, (_, serials) in wanted.items()})
    left = {sku: stock_queries.waiting(tx.connection, sku, location, (place,)) for _, sku in wanted}
    lines = []
    for number in sorted({line for line, _ in wanted}):
        line = state.lines[number]
        parts = {sku: wanted[number, sku] for one, sku in wanted if one == number}
        goods = [one for sku, (quantity, pieces) in parts.items() for one in _goods(left, sku, quantity, pieces)]
        units = _units(line, {sku: quantity for sku, (quantity, _) in parts.items()})
        lines.append(ParcelLine(line=number, name=line.name, unit=line.unit, units=units, goods=tuple(goods)))
    return tuple(lines)


def _units(line: OrderLine, parts: Mapping[str, Thousandths]) -> Thousandths:
    """How many of the line these parts are. Raises KitInParts."""
    if not line.parts:
        return sum(parts.values())
    units = min(parts.get(sku, 0) // each * ONE for sku, each in takes(line, ONE) if each)
    if dict(takes(line, units)) != {sku: quantity for sku, quantity in parts.items() if quantity}:
        raise KitInParts(line.name)
    return units


def _goods(left: dict[str, list[Held]], sku: str, quantity: Thousandths, pieces: Sequence[str]) -> list[Moved]:
    """Which of the picked goods that are `left` go into the parcel: the pieces that were scanned, else as they come.
    What one line takes the next one of the same product does not find."""
    waiting = left[sku]
    first = [one for one in waiting if one.serial in pieces] if pieces else []
    strange = sorted(set(pieces) - {one.serial for one in first})
    # A piece that was picked without its number may be the one that was scanned.
    if strange and all(one.serial for one in waiting):
        raise PieceNotPicked(sku, strange[0])
    rest, goods = quantity, []
    for one in [*first, *(one for one in waiting if one not in first)]:
        some = min(rest, one.quantity)
        if some > 0:
            goods.append(Moved(sku=sku, quantity=some, lot=one.lot, serial=one.serial))
            waiting[waiting.index(one)] = msgspec.structs.replace(one, quantity=one.quantity - some)
            rest -= some
    assert not rest, "what is packed was picked before"
    return goods


def _fact(tx: Tx, state: OrderState, location: str, lines: tuple[ParcelLine, ...], box: Box) -> ParcelPacked:
    place = numbers.next_number(tx.connection, KIND, tx.profile.series)
    return ParcelPacked(
        number=place.number,
        series=place.series,
        counter=place.counter,
        order=state.id,
        order_number=state.placed.number,
        location=location,
        sscc=_sscc(tx, place.counter),
        carton=remark(box.carton, "carton", limit=20),
        length=box.length,
        width=box.width,
        height=box.height,
        grams=box.grams or box.tare + grams_of(tx, lines),
        lines=lines,
        from_bin=place_of(state.placed.number),
        to_bin=place_of(place.number),
    )


def grams_of(tx: Tx, lines: Sequence[ParcelLine]) -> int:
    """What the goods weigh by the catalogue, in grams."""
    goods = [one for line in lines for one in line.goods]
    known = sourcing.weights(tx.connection, sorted({one.sku for one in goods}))
    usual = int(shop_queries.settings(tx.connection, ("", tx.profile.store)).get("default_weight", DEFAULT_GRAMS))
    return sum(known.get(one.sku, usual) * one.quantity // ONE for one in goods)


def _sscc(tx: Tx, counter: int) -> str:
    """The parcel's serial shipping container code; nothing where the shop has no GS1 company prefix.

    The numbers of a terminal's parcels are its own series, so each terminal has an extension digit of its own: the
    setting `sscc_extension`, for which ten terminals' worth of parcels have room. Raises BadCompanyPrefix,
    SerialsUsedUp."""
    known = shop_queries.settings(tx.connection, ("", tx.profile.store, tx.profile.terminal))
    if not (prefix := known.get("gs1_company_prefix", "")):
        return ""
    return sscc(prefix, int(known.get("sscc_extension", "0")), counter)


def parcel_of(tx: Tx, number: str) -> tuple[str, ParcelPacked]:
    """(id, fact) of a parcel that is still here. Raises UnknownDocument, AmbiguousDocument, ParcelGone."""
    id = numbers.id_of(tx.connection, KIND, number)
    entry = fact_with(tx.connection, id)
    assert entry is not None
    packed = entry.envelope.fact
    assert isinstance(packed, ParcelPacked)
    if gone := queries.events(tx.connection, id):
        raise ParcelGone(packed.number, gone[-1].kind)
    return id, packed


class LabelIsBought(Refused):
    def __init__(self, number: str, carrier: str) -> None:
        super().__init__(f"Parcel {number} has a label of {carrier}. Give it back first with 'storeops label void'.")
        self.number = number


def open_parcel(shop: Store, number: str, reason: str = "") -> Entry:
    """Unpack a parcel that has not left: its goods lie with the order's picked goods again.

    Raises UnknownDocument, AmbiguousDocument, ParcelGone, LabelIsBought, CardNumberRefused."""
    why = remark(reason, "reason") or "opened"
    with shop.write() as tx:
        id, packed = parcel_of(tx, number)
        if label := queries.label(tx.connection, id):
            raise LabelIsBought(packed.number, label.carrier)
        return tx.record(
            ParcelOpened(
                parcel=id,
                order=packed.order,
                location=packed.location,
                lines=packed.lines,
                from_bin=packed.to_bin,
                to_bin=packed.from_bin,
                reason=why,
            )
        )
