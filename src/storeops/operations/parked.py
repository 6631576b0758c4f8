"""Facts that were taken in but wait for a person: given their effect once nothing speaks against it, or dropped."""

from __future__ import annotations

from sqlalchemy import RowMapping

from storeops.database.queries import exchange as queries
from storeops.database.queries import feed
from storeops.database.queries import shop as shop_queries
from storeops.journal import intake
from storeops.journal.envelope import utc_text
from storeops.rules.errors import Refused
from storeops.rules.wording import quote
from storeops.store import Store, Tx


class NotParked(Refused):
    """Nothing that waits for a person has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No fact {quote(name)} waits for a person. Look at 'storeops sync quarantine list'.")
        self.name = name


class StillInDoubt(Refused):
    """What spoke against the fact still does."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"The fact still has no effect: {why}")
        self.code = code


class CentreDecides(Refused):
    def __init__(self) -> None:
        super().__init__("What is parked is decided at the centre: 'storeops --database ... sync quarantine retry'.")


def retry(shop: Store, name: str) -> None:
    """Give a fact its effect. `name` is its id, or its chain and number as CHAIN:NUMBER.

    Raises NotParked, StillInDoubt, CentreDecides; nothing is changed then."""
    with shop.write() as tx:
        row = _row(tx, name)
        if row["code"] not in intake.WITHOUT_EFFECT:
            raise StillInDoubt(row["code"], f"{row['why']} It can only be dropped from the list.")
        if doubt := intake.give_effect(tx.connection, row["fact"]):
            raise StillInDoubt(doubt.code, doubt.why)
        feed.deliver_again(tx.connection, row["chain"], row["seq"])
        _settle(tx, row, "retried")


def drop(shop: Store, name: str) -> None:
    """Leave a fact without effect for good; it stays in the journal. Raises NotParked, CentreDecides."""
    with shop.write() as tx:
        _settle(tx, _row(tx, name), "dropped")


def _row(tx: Tx, name: str) -> RowMapping:
    if "centre.address" in shop_queries.local_values(tx.connection):
        raise CentreDecides
    for row in queries.waiting(tx.connection):
        if name and name in (row["fact"], f"{row['chain']}:{row['seq']}"):
            return row
    raise NotParked(name)


def _settle(tx: Tx, row: RowMapping, how: str) -> None:
    queries.settle(tx.connection, row["chain"], row["seq"], how, utc_text(tx.now.isoformat()), tx.actor)
