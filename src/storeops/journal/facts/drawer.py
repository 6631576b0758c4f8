"""Facts of the cash drawer."""

from __future__ import annotations

from storeops.journal.facts.base import Fact
from storeops.rules.amounts import Minor
from storeops.rules.postings import Posting


class DrawerOpened(Fact, frozen=True, kw_only=True, tag="drawer.opened"):
    """A session began with a counted float. The fact's id is the session's."""

    opened_float: Minor
    opened_at: str
    postings: tuple[Posting, ...]


class CashMoved(Fact, frozen=True, kw_only=True, tag="drawer.cash_moved"):
    """Cash went in or out other than by a sale. `movement`: paid_in, paid_out or drop; `amount` is positive."""

    session: str
    movement: str
    amount: Minor
    reason: str
    postings: tuple[Posting, ...]


class DrawerKicked(Fact, frozen=True, kw_only=True, tag="drawer.no_sale"):
    """The drawer was opened without a sale."""

    session: str
    reason: str


class DrawerClosed(Fact, frozen=True, kw_only=True, tag="drawer.closed"):
    """A session ended: what should have been in the drawer, what was counted, and the difference, kept.

    `chain_head` is the hash before this fact: a Z report names the exact journal it sums up.
    """

    session: str
    number: str
    series: str
    counter: int
    expected: Minor
    counted: Minor
    difference: Minor
    denominations: tuple[tuple[Minor, int], ...]
    sales_total: Minor
    returns_total: Minor
    grand_total: Minor
    grand_returns: Minor
    closed_at: str
    chain_head: str
    postings: tuple[Posting, ...]
