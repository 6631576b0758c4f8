"""The packing bench as rows and words: which words stand where. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from storeops.operations.parcels.cartons import CartonsView, CartonView
from storeops.reports.packing import WaitingOrders, WaitingView
from storeops.reports.parcels import ParcelView
from storeops.rules.cartons import CartonSize
from storeops.rules.wording import counted
from storeops.screens.days import day_words
from storeops.screens.packing.state import Packing
from storeops.screens.shell.columns import Column
from storeops.screens.till.view import Big
from storeops.screens.till.words import Words, short
from storeops.screens.widgets.line_list import Note, Row
from storeops.screens.widgets.panel import Paragraph
from storeops.screens.widgets.sheet import SheetLine


def kilos(grams: int, words: Words) -> str:
    """'1.250 kg'."""
    return words.measure(grams, "kg")


# --- what waits -----------------------------------------------------------------------------------


def waiting_columns() -> tuple[Column, ...]:
    """When, number, who, by which service, how much of it is picked."""
    return (
        Column("Promise", 11),
        Column("Number", 14),
        Column("Who"),
        Column("Service", 9),
        Column("Pieces", 7, right=True),
        Column("", 12),
    )


def waiting_rows(found: Sequence[WaitingView], today: date) -> tuple[Row, ...]:
    """One line an order."""
    return tuple(
        Row(
            (promise_words(one.promised, today), one.number, one.customer, one.service, str(one.pieces), _far(one)),
            ink="quiet" if one.holds else "look" if _late(one, today) else "",
        )
        for one in found
    )


def _late(view: WaitingView, today: date) -> bool:
    return view.promised is not None and view.promised < today


def _far(view: WaitingView) -> str:
    if view.holds:
        return f"! {view.holds[0]}"
    if view.picked >= view.pieces:
        return "+ picked"
    return f"{view.picked} picked" if view.picked else "on the shelf"


def promise_words(promised: date | None, today: date) -> str:
    """'! late 3 d', 'today', 'tomorrow', 'Wed 25 Nov', 'no day'."""
    if promised is None:
        return "no day"
    days = (promised - today).days
    if days < 0:
        return f"! late {-days} d"
    return {0: "today", 1: "tomorrow"}.get(days) or day_words(promised)


def matching(found: Sequence[WaitingView], text: str) -> tuple[WaitingView, ...]:
    """The orders which have every word that was typed: in their number, or at the beginning of a name or service."""
    parts = text.casefold().split()

    def fits(view: WaitingView, part: str) -> bool:
        named = f"{view.customer} {view.service} {' '.join(view.holds)}".casefold().split()
        return part in view.number.casefold() or any(word.startswith(part) for word in named)

    return tuple(view for view in found if all(fits(view, part) for part in parts))


def waiting_big(seen: WaitingOrders, today: date) -> Big:
    """How many orders wait, and how many of them are late."""
    told = [
        (sum(_late(one, today) for one in seen.orders), "late"),
        (sum(not one.holds and one.picked >= one.pieces for one in seen.orders), "picked"),
        (sum(bool(one.holds) for one in seen.orders), "on hold"),
    ]
    aside = ", ".join(f"{count} {word}" for count, word in told if count)
    return Big("TO PACK", str(len(seen.orders)), aside, "look" if told[0][0] else "good")


def elsewhere_words(seen: WaitingOrders) -> str:
    """'elsewhere: 4 at WH1'."""
    told = ", ".join(f"{count} at {place}" for place, count in seen.elsewhere)
    return f"elsewhere: {told}" if told else ""


# --- the order at the bench -----------------------------------------------------------------------


def columns(words: Words) -> tuple[Column, ...]:
    """In this parcel, still to pack when it was opened, ordered, how far it is, the product."""
    point = words.decimal
    return (
        Column("In", 8, decimals=3, point=point),
        Column("To pack", 8, decimals=3, point=point),
        Column("Ordered", 8, decimals=3, point=point),
        Column("", 11),
        Column("Item"),
    )


def rows(state: Packing, words: Words) -> tuple[Row, ...]:
    """One line a product of the order; a kit's parts name the kit."""
    return tuple(_row(state, place, words) for place in range(len(state.lines)))


def _row(state: Packing, place: int, words: Words) -> Row:
    line, got = state.lines[place], state.inside(place)
    cells = (
        words.quantity(got, line.unit) if got else "",
        words.quantity(line.left, line.unit) if line.left else "",
        words.quantity(line.ordered, line.unit),
        left_words(state, place, words),
        line.name,
    )
    notes = (Note(f"of {line.kit}"),) if line.kit else ()
    return Row(cells, notes, "quiet" if got == line.left else "")


def left_words(state: Packing, place: int, words: Words) -> str:
    """'2 left', '+ all in', '+ packed' for what was packed before, 'not here' for what comes from elsewhere."""
    line = state.lines[place]
    if not line.left:
        return "+ packed" if line.gone else "not here"
    rest = line.left - state.inside(place)
    return f"{words.measure(rest, line.unit)} left" if rest else "+ all in"


def big(state: Packing, words: Words) -> Big:
    """In the parcel and to be packed, of the line that was scanned last."""
    line, told = state.line, left_words(state, state.selected, words)
    got = words.quantity(state.inside(state.selected), line.unit)
    ink = "good" if told.startswith("+") else "money"
    return Big(short(line.name, 24), f"{got}/{words.quantity(line.left, line.unit)}", told, ink)


def summary(
    state: Packing, proposed: CartonSize | None, today: date, words: Words
) -> tuple[tuple[str, str], tuple[str, str]]:
    """Which order, and by when; the carton and its weight."""
    view = state.view
    named = f"{view.number}  {view.customer}, {view.service} to {view.ship_to.city or view.ship_to.country}"
    lines = sum(bool(line.left) for line in view.lines)
    done = f"{lines - len(state.open)} of {counted(lines, 'line')} in"
    when = promise_words(view.promised, today)
    return (named, when if when == "no day" else f"promised {when}"), (box_words(state, proposed, words), done)


def box_words(state: Packing, proposed: CartonSize | None, words: Words) -> str:
    """'Carton M, Medium box, as proposed; 1.250 kg'."""
    box = state.size(proposed)
    how = "" if state.carton else ", as proposed"
    carton = f"Carton {box.code}, {box.name}{how}" if box else "No carton" if state.bare else "Carton: scan its code"
    weight = kilos(state.grams, words) if state.grams else "not weighed"
    over = " ! too heavy for it" if box and state.grams > box.max_grams else ""
    return f"{carton}; {weight}{over}"


def parcel_words(parcel: ParcelView, words: Words) -> str:
    """'M-FLAT, 1.250 kg, 305 x 229 x 114 mm': the box of a parcel that is closed."""
    size = f", {parcel.length} x {parcel.width} x {parcel.height} mm" if parcel.length else ""
    return f"{parcel.carton or 'no carton'}, {kilos(parcel.grams, words)}{size}"


def missing(state: Packing, words: Words) -> list[Paragraph]:
    """What is not in the parcel, line by line."""
    told = []
    for place in state.open:
        line, got = state.lines[place], state.inside(place)
        counted = f"{words.quantity(got, line.unit)} of {words.quantity(line.left, line.unit)}"
        told.append(Paragraph(f"{line.name}, {counted}", f"{words.measure(line.left - got, line.unit)} not in"))
    return told


# --- the carton -----------------------------------------------------------------------------------


def carton_words(sizes: Sequence[CartonSize], letters: str, proposed: str) -> list[Paragraph]:
    """The cartons with a letter each, inner millimetres, what they bear."""
    told = []
    for letter, one in zip(letters, sizes, strict=False):
        mark = "+ " if one.code == proposed else ""
        size = f"{one.length} x {one.width} x {one.height} mm, up to {one.max_grams / 1000:g} kg"
        told.append(Paragraph(f"{mark or '  '}{one.code:<8} {one.name}, {size}", letter.upper(), exact=True))
    return told


def plan_lines(plan: CartonsView | None, width: int) -> list[SheetLine]:
    """The cartons proposed, each layer drawn from above."""
    if plan is None:
        return [[("No carton is proposed.", "quiet")]]
    lines: list[SheetLine] = []
    for place, one in enumerate(plan.cartons):
        lines += [[("", "")]] * (place > 0)
        lines += _carton_lines(one, width)
    for told in plan.loose:
        lines.append([(f"! {told}"[:width], "look")])
    return lines or [[("No carton is proposed.", "quiet")]]


def _carton_lines(one: CartonView, width: int) -> list[SheetLine]:
    title = f"{one.carton}  {one.name}" if one.carton else one.name
    goods = ", ".join(f"{count} {sku}" for sku, count in one.goods)
    lines: list[SheetLine] = [[(title, "strong"), (f"  {one.use} % full" if one.carton else f"  {goods}", "quiet")]]
    for layer in one.layers:
        if len(one.layers) > 1:
            lines.append([(layer.title, "quiet")])
        if all(len(line) <= width for line in layer.lines):
            lines += [[(line, "")] for line in layer.lines]
        lines += [[(f"  {key}", "quiet")] for key in layer.legend]
    return lines


def plan_words(plan: CartonsView | None, width: int) -> list[Paragraph]:
    """The same for the panel."""
    return [
        Paragraph("".join(text for text, _ in line), ink=line[0][1], exact=True) for line in plan_lines(plan, width)
    ]
