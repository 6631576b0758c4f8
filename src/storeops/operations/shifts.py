"""Goods that stay at their location: put away in a bin, put aside as damaged, or made available again."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.database.queries import stock as queries
from storeops.journal.envelope import Entry
from storeops.journal.facts import GoodsShift, GoodsShifted
from storeops.operations.arrivals import NotThere, known_status, promise
from storeops.operations.bins import known_bin
from storeops.operations.locations import known_location
from storeops.operations.lookup import NotStocked, look_up
from storeops.operations.remarks import remark
from storeops.operations.stock import NothingToRecord
from storeops.rules import quantity
from storeops.rules.amounts import ONE, Thousandths
from storeops.rules.errors import Refused
from storeops.rules.goods import shown_status
from storeops.rules.lots import Held, first_expiring, take
from storeops.store import RecordedOtherwise, Store, Tx

LOOSE = "-"


class NothingChanges(Refused):
    def __init__(self) -> None:
        super().__init__("This changes neither bin nor status. Say where the goods go: --to-bin or --to-status.")


def shift(
    shop: Store,
    goods: Sequence[tuple[str, Thousandths]],
    *,
    from_bin: str = "",
    to_bin: str = "",
    from_status: str = "",
    to_status: str = "",
    lot: str = "",
    serials: Sequence[str] = (),
    reason: str = "",
    location: str = "",
    command: str = "",
) -> Entry:
    """Move goods within a location: (SKU or barcode, quantity) pairs from a bin and status to others.

    An empty `from_bin` is what lies loose, an empty target is the same as before, `-` as target is loose. Without a lot
    the first to expire is moved. Raises UnknownProduct, NotStocked, NotWhole, NotAQuantity, UnknownLocation,
    UnknownBin, UnknownStatus, NothingChanges, NotThere, NothingToRecord, CardNumberRefused, RecordedOtherwise."""
    if not goods:
        raise NothingToRecord
    why = remark(reason, "reason")
    with shop.write() as tx:
        place = known_location(tx, location)
        source = _bin(tx, place, from_bin), known_status(from_status)
        target = (
            _bin(tx, place, to_bin) if to_bin else source[0],
            known_status(to_status) if to_status else source[1],
        )
        if source == target:
            raise NothingChanges
        if done := tx.recorded(command):
            return _same(done, place, source, target)
        kept: dict[str, list[Held]] = {}
        lines = [
            shifted
            for code, amount in goods
            for shifted in _lines(tx, code, amount, place, source, target, (lot, tuple(serials)), kept)
        ]
        told = why or ("status" if source[1] != target[1] else "put away")
        entry = tx.record(GoodsShifted(location=place, reason=told, lines=tuple(lines)), id=command)
        if source[1] and not target[1]:
            promise(tx, (line.sku for line in lines))
        return entry


def _bin(tx: Tx, location: str, code: str) -> str:
    return "" if code == LOOSE else known_bin(tx, location, code)


def _same(done: Entry, location: str, source: tuple[str, str], target: tuple[str, str]) -> Entry:
    """What the same form left when it was sent before. Raises RecordedOtherwise."""
    fact = done.envelope.fact
    if not isinstance(fact, GoodsShifted) or fact.location != location:
        raise RecordedOtherwise(done.envelope.id)
    ways = {(line.from_bin, line.from_status, line.to_bin, line.to_status) for line in fact.lines}
    if ways != {(*source, *target)}:
        raise RecordedOtherwise(done.envelope.id)
    return done


def _lines(
    tx: Tx,
    code: str,
    amount: Thousandths,
    location: str,
    source: tuple[str, str],
    target: tuple[str, str],
    which: tuple[str, tuple[str, ...]],
    kept: dict[str, list[Held]],
) -> list[GoodsShift]:
    """What is moved of one product; what an earlier line took is not there any more. Raises NotThere."""
    found = look_up(tx.connection, tx.profile, code, tx.business_date, for_sale=False)
    item, total = found.item, amount * found.quantity // ONE
    quantity.check(total, quantity.unit(item.unit))
    if total < 0:
        raise quantity.NotAQuantity(quantity.decimal_string(total), "move it from where it is to where it goes")
    if not item.stocked:
        raise NotStocked(item.sku)
    lot, serials = which
    if item.sku not in kept:
        kept[item.sku] = first_expiring(queries.held(tx.connection, item.sku, location))
    there = [
        one
        for one in kept[item.sku]
        if (one.bin, one.status) == source and lot in ("", one.lot) and (not serials or one.serial in serials)
    ]
    taken, rest = take(there, total)
    if rest:
        raise NotThere(item.sku, total, total - rest, _where(location, source, lot))
    for one, some in taken:
        place = kept[item.sku].index(one)
        left = Held(one.bin, one.status, one.lot, one.serial, one.quantity - some, one.expires)
        kept[item.sku][place] = left
    return [
        GoodsShift(
            sku=item.sku,
            name=item.name,
            unit=item.unit,
            quantity=some,
            lot=one.lot,
            serial=one.serial,
            from_bin=source[0],
            to_bin=target[0],
            from_status=source[1],
            to_status=target[1],
        )
        for one, some in taken
    ]


def _where(location: str, source: tuple[str, str], lot: str) -> str:
    bin, status = source
    what = f"bin {bin} at {location}" if bin else f"what lies loose at {location}"
    return f"{what} ({shown_status(status)}" + (f", lot {lot})" if lot else ")")
