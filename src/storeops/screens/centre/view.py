"""The centre's overview as rows and words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from storeops import __version__
from storeops.reports.tills import CentreView, TillLook
from storeops.rules.wording import counted
from storeops.screens.shell.columns import Column
from storeops.screens.sync.view import age
from storeops.screens.till.view import Big
from storeops.screens.widgets.frame import moment
from storeops.screens.widgets.line_list import Note, Row
from storeops.screens.widgets.panel import Paragraph

_MARKS = {
    "person": "! person",
    "facts": "! facts",
    "silent": "! silent",
    "never": "! never",
    "clock": "! clock",
    "program": "! program",
}


def centre_columns() -> tuple[Column, ...]:
    """How it stands, which till, seen when, what it holds alone, what is in doubt, its clock, its program."""
    return (
        Column("State", 9),
        Column("Till"),
        Column("Seen", 11, right=True),
        Column("Waiting", 7, right=True),
        Column("Person", 6, right=True),
        Column("Clock", 12),
        Column("Program", 7),
    )


def till_rows(view: CentreView, found: Sequence[TillLook], *, bare: bool) -> tuple[Row, ...]:
    """One line a till; beneath it what needs a look. With `bare` also the stores that have no till."""
    rows = [
        Row(
            (
                state_words(one),
                f"{one.till.terminal} {view.names.get(one.till.store, '')}".strip(),
                age(one.till.last_seen_at, view.at),
                str(one.till.waiting),
                str(one.in_doubt),
                clock_words(one.till.clock_offset),
                one.till.app,
            ),
            tuple(Note(need_words(need, one, view.at)) for need in one.needs),
            "look" if one.needs else "quiet" if one.till.revoked_at else "",
        )
        for one in found
    ]
    if bare:
        rows += [
            Row(("no till", f"{code} {view.names[code]}", "", "", "", "", ""), (), "quiet")
            for code in view.without_till
        ]
    return tuple(rows)


def state_words(one: TillLook) -> str:
    """'! person', '+ well', 'revoked'."""
    if one.needs:
        return _MARKS[one.needs[0]]
    return "revoked" if one.till.revoked_at else "+ well"


def clock_words(milliseconds: int) -> str:
    """'right', '40 s fast', '3 min slow', '2 h fast'."""
    seconds = abs(milliseconds) // 1000
    side = "fast" if milliseconds > 0 else "slow"
    if seconds < 2:
        return "right"
    if seconds < 120:
        return f"{seconds} s {side}"
    if seconds < 120 * 60:
        return f"{seconds // 60} min {side}"
    return f"{seconds // 3600} h {side}" if seconds < 1000 * 3600 else f"far too {side}"


def need_words(need: str, one: TillLook, now: datetime) -> str:
    """What needs a look, and what to do about it."""
    till = one.till
    match need:
        case "person":
            revoked = "Revoked. " if till.revoked_at else ""
            return f"{revoked}{counted(one.in_doubt, 'fact')} for a person: Enter shows them."
        case "facts":
            heard = age(till.last_seen_at, now)
            return f"{counted(till.waiting, 'fact')} only there, heard {heard}: is its line up?"
        case "silent":
            return "Nothing heard for long: is it switched on, is its line up?"
        case "never":
            return f"Let in {age(till.enrolled_at, now)}, never spoke: run 'storeops sync' there."
        case "clock":
            return "Set its clock: five minutes off, and it is not believed any more."
        case _:
            return f"Its program is {till.app}, the centre's {__version__}: bring them together."


def matching(view: CentreView, text: str) -> tuple[TillLook, ...]:
    """The tills which have every word that was typed: in their name, their store's name or their state."""
    parts = text.casefold().split()
    return tuple(
        one
        for one in view.tills
        if all(
            part in f"{one.till.terminal} {view.names.get(one.till.store, '')} {state_words(one)}".casefold()
            for part in parts
        )
    )


def centre_big(view: CentreView) -> Big:
    """How many tills need a look; else how many there are."""
    if view.troubled:
        return Big("NEED A LOOK", str(view.troubled), f"of {counted(len(view.tills), 'till')}", "look")
    return Big("TILLS", str(len(view.tills)), "all well" if view.tills else "", "good")


def centre_words(view: CentreView) -> tuple[tuple[str, str], tuple[str, str]]:
    """What is not here yet; what needs a person."""
    waiting = sum(one.till.waiting for one in view.tills)
    told = f"Waiting at the tills: {counted(waiting, 'fact')}" if waiting else "Nothing waits at the tills"
    doubts = f"{counted(view.in_doubt, 'fact')} for a person" if view.in_doubt else ""
    stores = counted(len(view.names), "store")
    return (f"{stores}, {counted(len(view.tills), 'till')}", doubts), (f"{told}, as they last said.", "")


def look_words(view: CentreView, one: TillLook, zone: tzinfo) -> tuple[str, list[Paragraph]]:
    """Title and words of all there is about a till."""
    till = one.till

    def at(when: datetime | None) -> str:
        return f"{moment(when.astimezone(zone))}, {age(when, view.at)}" if when else "never"

    lines = [Paragraph(need_words(need, one, view.at), "!", "look") for need in one.needs]
    facts = [
        ("Store", f"{till.store} {view.names.get(till.store, '')}"),
        ("Let in", at(till.enrolled_at)),
        ("Seen", at(till.last_seen_at)),
        ("Revoked", at(till.revoked_at) if till.revoked_at else "no"),
        ("Waiting", f"{counted(till.waiting, 'fact')} when it last spoke"),
        ("Person", f"{counted(one.in_doubt, 'fact')} of it for a person"),
        ("Clock", clock_words(till.clock_offset)),
        ("Program", f"{till.app or 'not known'}, tables {till.tables or 'not known'}"),
        ("Device", till.device),
    ]
    return till.terminal, [*lines, *(Paragraph(words, name) for name, words in facts)]
