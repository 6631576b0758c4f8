"""The records of a chain one by one: what each recorded, and whether it waits, is at the centre, or needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from storeops.database.queries import exchange as queries
from storeops.database.queries.profile import Profile
from storeops.journal.envelope import raw_fields
from storeops.reports.sync import status
from storeops.rules.chains import origin_of

WAITING, ACKNOWLEDGED, PARKED = "waiting", "acknowledged", "parked"

_WORDS = {
    "drawer.no_sale": "drawer opened without a sale",
    "drawer.cash_moved": "cash in or out of the drawer",
    "order.payment": "order paid",
    "pickup.step": "pickup",
    "parcel.manifest": "manifest closed",
    "history.sale": "sale of another system",
    "journal.epoch_started": "new life",
    "reference.changed": "catalogue or settings changed",
    "cart.voided": "sale given up",
    "cart.line_voided": "line taken out of a sale",
    "sale.copied": "copy of a receipt",
}


@dataclass(frozen=True, slots=True)
class RecordView:
    """One fact. `what` in words; `number` the document's, where it has one; `state` one of the three above."""

    seq: int
    fact: str
    what: str
    number: str
    recorded_at: datetime
    state: str
    why: str
    """Why it needs a person."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a parked fact recorded."""

    what: str
    number: str
    terminal: str
    recorded_at: datetime


def fact_words(kind: str) -> str:
    """A kind of fact as a person says it: 'sale completed'."""
    return _WORDS.get(kind) or kind.replace(".", " ").replace("_", " ")


def records(connection: Connection, profile: Profile, chain: str, most: int = 500) -> tuple[RecordView, ...]:
    """The last facts of a chain that was recorded here, the newest first: what waits stands in front."""
    view = status(connection, profile)
    one = next((one for one in view.chains if one.chain == chain), None)
    if one is None:
        return ()
    parked = {row.fact: row.why for row in view.parked}
    begin = queries.branches(connection).get(chain, 0)
    done = begin + one.acknowledged
    found = queries.latest(connection, origin_of(chain), begin, begin + one.facts, most)
    return tuple(
        RecordView(
            seq=row["seq"],
            fact=row["id"],
            what=fact_words(row["kind"]),
            number=_number(row["body"]),
            recorded_at=datetime.fromisoformat(row["recorded_at"]),
            state=PARKED if row["id"] in parked else WAITING if view.centre and row["seq"] > done else ACKNOWLEDGED,
            why=parked.get(row["id"], ""),
        )
        for row in found
    )


def recorded(connection: Connection, facts: Sequence[str]) -> dict[str, Recorded]:
    """What these facts recorded, as far as they stand in the journal."""
    return {
        row["id"]: Recorded(
            fact_words(row["kind"]),
            _number(row["body"]),
            row["terminal"],
            datetime.fromisoformat(row["recorded_at"]),
        )
        for row in queries.recorded(connection, facts)
    }


def _number(body: bytes) -> str:
    """The document's number in a fact of whatever kind and version; nothing where there is none."""
    try:
        number = raw_fields(body)["fact"].get("number", "")
    except (msgspec.MsgspecError, KeyError, TypeError, AttributeError):
        return ""
    return number if isinstance(number, str) else ""
