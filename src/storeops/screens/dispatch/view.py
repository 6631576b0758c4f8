"""Dispatch as rows and words: which words stand where. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo
from textwrap import wrap

from storeops.operations.parcels.late import LateView
from storeops.reports.parcels import Going, ParcelView
from storeops.rules.tariffs import OWN_VAN
from storeops.rules.wording import counted
from storeops.screens.dispatch.reading import Seen, Shown
from storeops.screens.packing.view import kilos, parcel_words
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words
from storeops.screens.widgets.frame import moment
from storeops.screens.widgets.line_list import Note, Row
from storeops.screens.widgets.sheet import SheetLine

_NOTE = 62
"""Cells of a line beneath a late parcel, on the narrowest screen."""


def parcel_columns(words: Words) -> tuple[Column, ...]:
    """How it stands, where to, which parcel, by whom, from where, how heavy."""
    return (
        Column("State", 12),
        Column("To"),
        Column("Parcel", 14),
        Column("Carrier", 8),
        Column("At", 4),
        Column("Kilos", 8, decimals=3, point=words.decimal),
    )


def late_rows(found: Sequence[LateView]) -> tuple[Row, ...]:
    """One line a late parcel; beneath it whom to call, and why it is late."""
    return tuple(
        Row(
            (late_words(one), one.customer, one.parcel, one.carrier, "", ""),
            tuple(map(Note, wrap(f"{one.phone or 'no telephone'}: {one.reason}", _NOTE))),
            "look",
        )
        for one in found
    )


def late_words(one: LateView) -> str:
    """'! late 2 d'; where the days are not known, what kind of lateness it is."""
    return f"! late {one.days} d" if one.days else f"! {one.kind.replace('_', ' ')}"


def parcel_rows(found: Sequence[Going], words: Words) -> tuple[Row, ...]:
    """One line a parcel."""
    return tuple(
        Row(
            (
                state_words(one.parcel),
                one.who,
                one.parcel.number,
                one.parcel.carrier or one.parcel.asked,
                one.parcel.location,
                words.quantity(one.parcel.grams, "kg"),
            )
        )
        for one in found
    )


def state_words(parcel: ParcelView) -> str:
    """'no label', '+ labelled', '? label' where the carrier's answer is not known, else what the carrier said."""
    if parcel.status == "packed":
        return "? label" if parcel.asked else "no label"
    return "+ labelled" if parcel.status == "labelled" else parcel.status.replace("_", " ")


def matching(found: Sequence[Going], text: str) -> tuple[Going, ...]:
    """The parcels which have every word that was typed: in their number, order or tracking number, or at the beginning
    of the recipient, the town, the carrier or the state."""
    parts = text.casefold().split()

    def fits(one: Going, part: str) -> bool:
        parcel = one.parcel
        named = f"{one.who} {parcel.carrier} {state_words(parcel)}".casefold().split()
        numbers = (parcel.number, parcel.order, parcel.tracking)
        return any(part in number.casefold() for number in numbers) or any(word.startswith(part) for word in named)

    return tuple(one for one in found if all(fits(one, part) for part in parts))


def late_matching(found: Sequence[LateView], text: str) -> tuple[LateView, ...]:
    """The late parcels which have every word that was typed."""
    parts = text.casefold().split()
    return tuple(
        one
        for one in found
        if all(part in f"late {one.parcel} {one.order} {one.customer} {one.carrier}".casefold() for part in parts)
    )


def dispatch_big(seen: Seen) -> Big:
    """How many parcels are late, else how many wait."""
    waiting = f"{len(seen.waiting)} wait{'s' * (len(seen.waiting) == 1)}"
    if seen.late:
        return Big("LATE", str(len(seen.late)), waiting, "look")
    bare = sum(one.parcel.status == "packed" for one in seen.waiting)
    return Big("PARCELS", str(len(seen.waiting)), f"{bare} without label" if bare else "", "good")


def dispatch_summary(seen: Seen) -> tuple[tuple[str, str], tuple[str, str]]:
    """What each carrier would take along."""
    labels = Counter(one.parcel.carrier for one in seen.waiting if one.parcel.carrier not in ("", OWN_VAN))
    told = ", ".join(f"{carrier} {count}" for carrier, count in sorted(labels.items()))
    return (f"To be collected: {told}" if told else "No label waits to be collected", ""), ("", "")


def collected_words(parcels: Sequence[ParcelView], words: Words) -> str:
    """'3 parcels, 4.200 kg'."""
    return f"{counted(len(parcels), 'parcel')}, {kilos(sum(one.grams for one in parcels), words)}"


# --- one parcel -----------------------------------------------------------------------------------


def parcel_lines(shown: Shown, zone: tzinfo, words: Words, width: int) -> list[SheetLine]:
    """Why it is late, what is in it, its label, where it was."""
    parcel = shown.going.parcel
    lines: list[SheetLine] = []
    if (late := shown.late) is not None:
        lines += [[(line, "look")] for line in wrap(f"! {late.reason}", width, subsequent_indent="  ")]
        lines += [
            [(f"  Call {late.customer or 'the customer'}: {late.phone or 'no number known'}", "look")],
            [("", "")],
        ]
    lines += [[("To    ", "quiet"), (shown.address, "")]]
    lines += [[("Goods ", "quiet"), (_goods(parcel, place, words), "")] for place in range(len(parcel.lines))]
    lines += [[("Label ", "quiet"), (label_words(parcel, words), "")]]
    if parcel.sscc:
        lines += [[("SSCC  ", "quiet"), (parcel.sscc, "")]]
    lines += [[("", "")], [(_at(parcel.packed_at, zone), "quiet"), (f"  packed ({parcel.packed_by})", "")]]
    lines += [
        [(_at(one.at, zone), "quiet"), (f"  {event_words(one.status, one.place, one.note, one.signed_by)}", "")]
        for one in parcel.events
    ]
    return lines


def _goods(parcel: ParcelView, place: int, words: Words) -> str:
    line = parcel.lines[place]
    pieces = ", ".join(one.serial or f"lot {one.lot}" for one in line.goods if one.serial or one.lot)
    return f"{words.measure(line.quantity, line.unit)} {line.name}" + (f" ({pieces})" if pieces else "")


def label_words(parcel: ParcelView, words: Words) -> str:
    """'demo express, 1234, 4.95 GBP'; else why there is none."""
    if parcel.tracking or parcel.carrier:
        cost = f"{words.money(parcel.cost)} {parcel.currency}"
        return ", ".join(part for part in (f"{parcel.carrier} {parcel.service}", parcel.tracking, cost) if part)
    return f"{parcel.asked} was asked, its answer is not known" if parcel.asked else "none"


def event_words(status: str, place: str, note: str, signed: str) -> str:
    """'out for delivery, Leeds: left with a neighbour (Bo Lind)'."""
    told = ", ".join(part for part in (status.replace("_", " "), place) if part)
    return told + (f": {note}" if note else "") + (f" ({signed})" if signed else "")


def _at(text: str, zone: tzinfo) -> str:
    return moment(datetime.fromisoformat(text).astimezone(zone))


def parcel_summary(shown: Shown, words: Words) -> tuple[tuple[str, str], tuple[str, str]]:
    """Which parcel of which order; the box."""
    parcel = shown.going.parcel
    gone = f"manifest {parcel.manifest}" if parcel.manifest else ""
    named = f"Parcel {parcel.number} of {parcel.order}, from {parcel.location}"
    return (named, parcel_words(parcel, words)), (gone, "")
