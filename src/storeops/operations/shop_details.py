"""What a receipt says about the shop: its name, address, tax number, footer, and the zone of its clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storeops.database.queries.shop import store_row
from storeops.database.tables import store
from storeops.journal.facts import ReferenceChanged
from storeops.operations.remarks import remark
from storeops.operations.shop import next_revision, put, time_zone
from storeops.rules.errors import Refused
from storeops.store import Store

MOST_ROWS = 12


class NameMissing(Refused):
    def __init__(self) -> None:
        super().__init__("A shop needs a name: it stands on every receipt. Give it one.")


class TooManyRows(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(f"The {what} has more than {MOST_ROWS} lines. Make it shorter: every receipt carries it.")
        self.what = what


@dataclass(frozen=True, slots=True)
class Details:
    """What is to change; None leaves a detail as it is, nothing ('' or no lines) takes it away."""

    name: str | None = None
    address: Sequence[str] | None = None
    tax_number: str | None = None
    receipt_footer: Sequence[str] | None = None
    timezone: str | None = None


def change(shop: Store, details: Details) -> None:
    """Change details of this terminal's store; the change is journaled, and nothing is where nothing differs.

    Raises NameMissing, TooManyRows, UnknownTimezone, CardNumberRefused; nothing is written then."""
    wanted = _cleaned(details)
    with shop.write() as tx:
        row = store_row(tx.connection, tx.profile.store)
        before = dict(row) if row is not None else {}
        changed = {key: value for key, value in wanted.items() if before.get(key) != value}
        if changed:
            revision = next_revision(tx)
            put(tx, store, revision, {**before, **changed})
            tx.record(
                ReferenceChanged(
                    subject=f"store {tx.profile.store}",
                    revision=revision,
                    source="",
                    digest="",
                    added=0,
                    changed=1,
                    rejected=0,
                    note="; ".join(f"{key}: {value}" for key, value in sorted(changed.items())),
                )
            )
    shop.refresh()


def _cleaned(details: Details) -> dict[str, str]:
    """The new values by column, fit to be kept."""
    wanted: dict[str, str] = {}
    if details.name is not None:
        wanted["name"] = remark(details.name, "name")
        if not wanted["name"]:
            raise NameMissing
    if details.tax_number is not None:
        wanted["tax_number"] = remark(details.tax_number, "tax number", limit=40)
    if details.address is not None:
        wanted["address"] = _rows(details.address, "address")
    if details.receipt_footer is not None:
        wanted["receipt_footer"] = _rows(details.receipt_footer, "footer")
    if details.timezone is not None:
        wanted["timezone"] = time_zone(details.timezone).key
    return wanted


def _rows(rows: Sequence[str], what: str) -> str:
    kept = [cleaned for row in rows if (cleaned := remark(row, what))]
    if len(kept) > MOST_ROWS:
        raise TooManyRows(what)
    return "\n".join(kept)
