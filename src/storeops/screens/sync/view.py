"""Sync as rows and words: which words stand where. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from textwrap import wrap

from storeops.reports.sync import ChainView, ParkedView, SyncView
from storeops.reports.sync_records import ACKNOWLEDGED, PARKED, WAITING, Recorded, RecordView
from storeops.rules.chains import BRANCH, origin_of
from storeops.rules.wording import counted
from storeops.screens.shell.columns import Column
from storeops.screens.sync.reading import Seen
from storeops.screens.till.view import Big
from storeops.screens.widgets.frame import moment
from storeops.screens.widgets.line_list import Note, Row

_NOTE = 70
"""Cells of a line beneath a fact in doubt, on the narrowest screen."""
_STATES = {WAITING: "waiting", ACKNOWLEDGED: "+ centre", PARKED: "! person"}


def age(at: datetime | None, now: datetime) -> str:
    """'just now', '12 min ago', '3 h ago', '2 days ago', 'long ago'; 'never'."""
    if at is None:
        return "never"
    passed = int((now - at).total_seconds() // 60)
    if passed < 1:
        return "just now"
    if passed < 60:
        return f"{passed} min ago"
    if passed < 48 * 60:
        return f"{passed // 60} h ago"
    days = passed // (24 * 60)
    return f"{days} days ago" if days < 100 else "long ago"


# --- how the till stands --------------------------------------------------------------------------


def chain_columns() -> tuple[Column, ...]:
    """Which part of what was recorded here; how many facts; how many of them are where."""
    return (
        Column("Recorded"),
        Column("Facts", 9, right=True),
        Column("At centre", 9, right=True),
        Column("Waiting", 7, right=True),
        Column("Oldest", 11, right=True),
    )


def chain_rows(seen: Seen, group: str, zone: tzinfo) -> tuple[Row, ...]:
    """One line a chain; beneath it what of it waits, the newest first."""

    def number(value: int) -> str:
        return f"{value:,}".replace(",", group)

    return tuple(
        Row(
            (
                chain_words(one, seen.origin),
                number(one.facts),
                number(one.acknowledged) if seen.view.centre else "-",
                number(one.waiting) if seen.view.centre else "-",
                age(one.waiting_since, seen.now) if one.waiting_since and seen.view.centre else "",
            ),
            waiting_notes(one, seen.pending.get(one.chain, ()), zone),
        )
        for one in seen.view.chains
    )


def waiting_notes(chain: ChainView, pending: Sequence[RecordView], zone: tzinfo) -> tuple[Note, ...]:
    """'sale completed S1-T1-000005, Sun 22 Nov 14:07', and how many more there are."""
    notes = [
        Note(f"{' '.join(filter(None, (one.what, one.number)))}, {moment(one.recorded_at.astimezone(zone))}")
        for one in pending
    ]
    more = chain.waiting - len(pending)
    return (*notes, Note(f"and {more} more: F9")) if pending and more > 0 else tuple(notes)


def chain_words(one: ChainView, origin: str) -> str:
    """'by this till', 'in an earlier life, 3f9c', 'apart from a copy, 01ab'."""
    if BRANCH in one.chain:
        return f"apart from a copy, {one.chain.rpartition(BRANCH)[2][:4]}"
    if one.chain == origin:
        return "by this till"
    return f"in an earlier life, {one.chain.rpartition('.')[2][:4]}"


def parked_rows(found: Sequence[ParkedView], recorded: Mapping[str, Recorded]) -> tuple[Row, ...]:
    """One line a fact that needs a person; beneath it the reason and the fix."""
    return tuple(
        Row(
            (f"! {parked_words(one, recorded)}", f"no. {one.seq}", "", "", ""),
            tuple(Note(line) for told in (one.why, one.fix) for line in wrap(told, _NOTE)),
            "look",
        )
        for one in found
    )


def parked_words(one: ParkedView, recorded: Mapping[str, Recorded]) -> str:
    """'sale completed S1-T1-000012'; where the journal does not hold it, what is in doubt about it."""
    known = recorded.get(one.fact)
    return f"{known.what} {known.number}".strip() if known else one.code.replace("-", " ")


def sync_big(view: SyncView, *, is_centre: bool) -> Big:
    """What waits; or that nothing does. At a centre what is in doubt."""
    if is_centre:
        return Big("FOR A PERSON", str(len(view.parked)), "", "look" if view.parked else "good")
    if not view.centre:
        return Big("NO CENTRE", "", "", "quiet")
    if view.waiting:
        return Big("WAITING", str(view.waiting), _people(view), "look" if view.parked else "money")
    return Big("SAFE TO CLOSE", "0", _people(view) or "nothing waits", "look" if view.parked else "good")


def _people(view: SyncView) -> str:
    return f"{counted(len(view.parked), 'fact')} for a person" if view.parked else ""


def sync_words(seen: Seen, zone: tzinfo) -> tuple[tuple[str, str], tuple[str, str]]:
    """Which centre, when it answered; whether the till may be closed."""
    view = seen.view
    if seen.is_centre:
        return (
            ("This is a centre: others hand in here.", ""),
            ("Its stores and tills: Ctrl+P, then 'centre'; or 'storeops server overview'.", ""),
        )
    if not view.centre:
        return (
            ("This shop has no centre: all it knows is in this database. Make backups.", ""),
            ("Join one: 'storeops server invite' there, 'storeops enrol ADDRESS CODE' here.", ""),
        )
    return (f"Centre {view.centre}", answered(view, seen.now)), (verdict(view), since(view, zone))


def answered(view: SyncView, now: datetime) -> str:
    """'answered 12 min ago', 'has never answered'."""
    return f"answered {age(view.spoke_at, now)}" if view.spoke_at else "has never answered"


def since(view: SyncView, zone: tzinfo) -> str:
    """'oldest of Sun 22 Nov 13:55'."""
    return f"oldest of {moment(view.waiting_since.astimezone(zone))}" if view.waiting_since else ""


def verdict(view: SyncView) -> str:
    """Is it safe to close? In a sentence."""
    if view.waiting:
        is_here = "fact is" if view.waiting == 1 else "facts are"
        return f"Safe to close? Not yet: {view.waiting} {is_here} only here."
    return "Safe to close? Yes: the centre has everything."


# --- the records of a chain -----------------------------------------------------------------------


def record_columns() -> tuple[Column, ...]:
    """How it stands, what it is, its number, when."""
    return (
        Column("State", 9),
        Column("Record"),
        Column("Number", 18),
        Column("Recorded", 16),
        Column("No.", 7, right=True),
    )


def record_rows(found: Sequence[RecordView], zone: tzinfo) -> tuple[Row, ...]:
    """One line a record."""
    inks = {WAITING: "", ACKNOWLEDGED: "quiet", PARKED: "look"}
    return tuple(
        Row(
            (_STATES[one.state], one.what, one.number, moment(one.recorded_at.astimezone(zone)), str(one.seq)),
            tuple(Note(line) for line in wrap(one.why, _NOTE)),
            inks[one.state],
        )
        for one in found
    )


def matching(found: Sequence[RecordView], text: str) -> tuple[RecordView, ...]:
    """The records that have every word typed in their words, their number or their state."""
    parts = text.casefold().split()
    return tuple(
        one
        for one in found
        if all(part in f"{_STATES[one.state]} {one.what} {one.number} {one.seq}".casefold() for part in parts)
    )


def records_words(chain: ChainView, found: Sequence[RecordView], origin: str) -> tuple[tuple[str, str], ...]:
    """Which chain, how much of it is shown."""
    shown = "" if len(found) == chain.facts else f"the newest {len(found)} of {chain.facts}"
    name = "of a copy's twin" if BRANCH in chain.chain else "of this till"
    life = "" if origin_of(chain.chain) == origin else ", in an earlier life"
    return (f"Records {name}{life}", shown), ("The newest first: what waits stands in front.", "")
