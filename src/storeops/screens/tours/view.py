"""Tours as rows and words: which words stand where. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from storeops.operations.parcels.tours import StopView, ToursView, TourView
from storeops.operations.parcels.vans import Delivery, VanView, WaitingParcel
from storeops.rules.wording import counted
from storeops.screens.packing.view import kilos, promise_words
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words
from storeops.screens.widgets.line_list import Note, Row

_SHOWN = 6
"""Stops beneath the selected van."""


# --- what waits -----------------------------------------------------------------------------------


def waiting_columns(words: Words) -> tuple[Column, ...]:
    """By when, who and where, of which order, which parcel, how heavy."""
    return (
        Column("Promise", 11),
        Column("To"),
        Column("Order", 14),
        Column("Parcel", 14),
        Column("Kilos", 8, decimals=3, point=words.decimal),
    )


def waiting_rows(found: Sequence[WaitingParcel], today: date, words: Words) -> tuple[Row, ...]:
    """One line a parcel."""
    return tuple(
        Row(
            (
                promise_words(one.promised, today),
                _who(one.name, one.city),
                one.order,
                one.number,
                words.quantity(one.grams, "kg"),
            ),
            ink="look" if is_late(one, today) else "",
        )
        for one in found
    )


def is_late(one: WaitingParcel, today: date) -> bool:
    """Whether its promised day is over."""
    return one.promised is not None and one.promised < today


def _who(name: str, city: str) -> str:
    return ", ".join(filter(None, (name, city)))


def matching(found: Sequence[WaitingParcel], text: str) -> tuple[WaitingParcel, ...]:
    """The parcels which have every word that was typed: in a number, or at the beginning of a name or the town."""
    parts = text.casefold().split()

    def fits(one: WaitingParcel, part: str) -> bool:
        numbers = (one.number, one.order, one.tracking, one.sscc)
        named = f"{one.name} {one.city}".casefold().split()
        return any(part in number.casefold() for number in numbers) or any(word.startswith(part) for word in named)

    return tuple(one for one in found if all(fits(one, part) for part in parts))


def waiting_big(found: Sequence[WaitingParcel], today: date) -> Big:
    """How many are late, else how many wait."""
    late = sum(is_late(one, today) for one in found)
    if late:
        return Big("LATE", str(late), f"{len(found)} wait{'s' * (len(found) == 1)} for a van", "look")
    return Big("FOR THE VANS", str(len(found)), "", "money" if found else "good")


def waiting_words(found: Sequence[WaitingParcel], words: Words) -> str:
    """'7 parcels for 5 towns, 12.500 kg'."""
    if not found:
        return "Nothing waits here with a van's label."
    towns = len({one.city for one in found})
    weight = kilos(sum(one.grams for one in found), words)
    return f"{counted(len(found), 'parcel')} for {counted(towns, 'town')}, {weight}"


# --- the plan -------------------------------------------------------------------------------------


def plan_columns(words: Words) -> tuple[Column, ...]:
    """Which van, when it leaves and is back, its towns, stops, parcels, how far, how heavy."""
    return (
        Column("Van", 3, right=True),
        Column("Leaves", 6),
        Column("Back", 5),
        Column("Towns"),
        Column("Stops", 5, right=True),
        Column("Parcels", 7, right=True),
        Column("Km", 6, right=True),
        Column("Kilos", 8, decimals=3, point=words.decimal),
    )


def plan_rows(tours: Sequence[TourView], unserved: Sequence[str], selected: int, words: Words) -> tuple[Row, ...]:
    """One line a van, its first stops beneath the selected one; then the parcels no van takes, each with the reason."""
    rows = [_van_row(tour, words, chosen=place == selected) for place, tour in enumerate(tours)]
    return (*rows, *map(_no_van, unserved))


def _no_van(told: str) -> Row:
    number, _, reason = told.partition(": ")
    return Row(("!", "no van", "", number, "", "", "", ""), (Note(reason),), "look")


def _van_row(tour: TourView, words: Words, *, chosen: bool) -> Row:
    towns = ", ".join(dict.fromkeys(stop.city for stop in tour.stops))
    cells = (
        str(tour.van),
        tour.departure,
        tour.back,
        towns,
        str(len(tour.stops)),
        str(_parcels(tour)),
        kilometres(tour.metres, words),
        words.quantity(tour.grams, "kg"),
    )
    shown = tour.stops[:_SHOWN] if chosen else ()
    notes = [Note(f"{stop.stop}. {stop.arrival} {_who(stop.name, stop.city)}", stop.window) for stop in shown]
    if chosen and len(tour.stops) > _SHOWN:
        notes.append(Note(f"and {len(tour.stops) - _SHOWN} more stops: Enter"))
    return Row(cells, tuple(notes))


def _parcels(tour: TourView) -> int:
    return sum(len(stop.parcels) for stop in tour.stops)


def kilometres(metres: int, words: Words) -> str:
    """To a tenth, half a tenth up: '12.3'."""
    tenths = (metres + 50) // 100
    return f"{tenths // 10}{words.decimal}{tenths % 10}"


def plan_big(view: ToursView, standing: Sequence[TourView], words: Words) -> Big:
    """How many parcels no van takes, else how many vans are to leave."""
    if view.unserved:
        return Big("NO VAN TAKES", str(len(view.unserved)), f"{counted(len(standing), 'van')} to leave", "look")
    far = kilometres(sum(tour.metres for tour in standing), words)
    return Big("VANS TO LEAVE", str(len(standing)), f"{far} km", "money")


def plan_words(view: ToursView, standing: Sequence[TourView], later: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """What was planned, and what has come since."""
    stops, parcels = sum(len(tour.stops) for tour in standing), sum(map(_parcels, standing))
    exact = "the shortest tours there are" if view.method == "exact" else f"found by {view.method}"
    came = f"! {counted(later, 'parcel')} came since: plan anew" if later else ""
    return (f"{counted(parcels, 'parcel')} at {counted(stops, 'stop')}", exact), (came, "")


# --- one van --------------------------------------------------------------------------------------


def stop_columns(words: Words) -> tuple[Column, ...]:
    """Which stop, when, in which window, who and where, how many parcels, how heavy, what to collect."""
    return (
        Column("Stop", 4, right=True),
        Column("Arrives", 7),
        Column("Window", 11),
        Column("To"),
        Column("Parcels", 7, right=True),
        Column("Kilos", 8, decimals=3, point=words.decimal),
        Column("Collect", 8, decimals=words.currency.exponent, point=words.decimal),
    )


def stop_rows(tour: TourView, selected: int, words: Words) -> tuple[Row, ...]:
    """One line a stop; beneath the selected one the address and what is handed over."""
    return tuple(
        Row(
            (
                str(stop.stop),
                stop.arrival,
                stop.window,
                _who(stop.name, stop.city),
                str(len(stop.parcels)),
                words.quantity(stop.grams, "kg"),
                words.money(stop.cash) if stop.cash else "",
            ),
            _door(stop) if place == selected else (),
        )
        for place, stop in enumerate(tour.stops)
    )


def _door(stop: StopView) -> tuple[Note, ...]:
    notes = [Note(stop.address, stop.phone), Note(", ".join(stop.parcels))]
    return tuple(note for note in notes if note.text or note.aside)


def van_words(tour: TourView, words: Words) -> tuple[tuple[str, str], tuple[str, str]]:
    """How far, how long, how heavy."""
    load = f"{counted(_parcels(tour), 'parcel')}, {kilos(tour.grams, words)}"
    cash = sum(stop.cash for stop in tour.stops)
    collect = f"{words.money(cash)} to collect" if cash else ""
    way = f"{counted(len(tour.stops), 'stop')}, {kilometres(tour.metres, words)} km, {tour.minutes} minutes"
    return (f"Van {tour.van}: {way}", f"back {tour.back}"), (load, collect)


# --- on the road ----------------------------------------------------------------------------------


def road_columns() -> tuple[Column, ...]:
    """Which van, when it left, how far it is, where it goes next, and when it is due there."""
    return (
        Column("Van", 14),
        Column("Left", 13),
        Column("Done", 7, right=True),
        Column("Next"),
        Column("Due", 5),
    )


def road_rows(found: Sequence[VanView], zone: tzinfo) -> tuple[Row, ...]:
    """One line a van."""
    return tuple(
        Row(
            (
                van.manifest,
                left(van, zone),
                f"{van.done}/{len(van.deliveries)}",
                _who(one.stop.name, one.stop.city) if (one := van.next) else "",
                one.stop.arrival if one else "",
            )
        )
        for van in found
    )


def left(van: VanView, zone: tzinfo) -> str:
    """'Sun 22 14:07', on the shop's clock."""
    at = datetime.fromisoformat(van.at).astimezone(zone)
    return f"{at:%a} {at.day} {at:%H:%M}"


def road_big(found: Sequence[VanView]) -> Big:
    """How many stops are still to be made."""
    open_ = sum(len(van.deliveries) - van.done for van in found)
    return Big("STOPS TO GO", str(open_), counted(len(found), "van") + " under way", "money" if open_ else "good")


def delivery_columns() -> tuple[Column, ...]:
    """Which stop, when it is due, in which window, who and where, how many parcels, how it stands."""
    return (
        Column("Stop", 4, right=True),
        Column("Due", 5),
        Column("Window", 11),
        Column("To"),
        Column("Parcels", 7, right=True),
        Column("State", 16),
    )


def delivery_rows(van: VanView, selected: int) -> tuple[Row, ...]:
    """One line a stop; beneath it who took it, beneath the selected one the address too."""
    return tuple(
        Row(
            (
                str(one.stop.stop),
                one.stop.arrival,
                one.stop.window,
                _who(one.stop.name, one.stop.city),
                str(len(one.stop.parcels)),
                state_words(one),
            ),
            (
                *((Note(f"taken by {one.proof}"),) if one.proof else ()),
                *(_door(one.stop) if place == selected else ()),
            ),
            "quiet" if one.over else "",
        )
        for place, one in enumerate(van.deliveries)
    )


def state_words(one: Delivery) -> str:
    """'+ delivered', '! failure', 'to go'."""
    words = one.status.replace("_", " ")
    if one.over:
        return f"{'+' if one.status == 'delivered' else '!'} {words}"
    return "to go" if one.status == "sent" else f"! {words}" if one.status == "failure" else words


def delivery_big(van: VanView) -> Big:
    """How many stops are done."""
    one = van.next
    aside = f"next: {_who(one.stop.name, one.stop.city)}" if one else "all are done"
    return Big("STOPS DONE", f"{van.done}/{len(van.deliveries)}", aside, "money" if one else "good")


def delivery_words(van: VanView, zone: tzinfo, words: Words) -> tuple[tuple[str, str], tuple[str, str]]:
    """Which van, when it left, with how much."""
    load = f"{counted(len(van.codes), 'parcel')}, {kilos(van.grams, words)}"
    return (f"Van {van.manifest}, left {left(van, zone)}", load), ("", "")
