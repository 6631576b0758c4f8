"""The cash drawer: opened with a float, counted at the end, every difference kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storeops.database.queries import drawers
from storeops.journal.envelope import Entry
from storeops.journal.facts import CashMoved, DrawerClosed, DrawerKicked, DrawerOpened
from storeops.operations import printing
from storeops.operations.remarks import remark
from storeops.reports import drawer as reports
from storeops.reports.drawer_view import DrawerView
from storeops.rules import postings
from storeops.rules.amounts import Minor
from storeops.rules.errors import Refused
from storeops.store import RecordedOtherwise, Store, Tx


class DrawerNotOpen(Refused):
    def __init__(self, terminal: str) -> None:
        super().__init__(f"The drawer of {terminal} is not open. Open it first: F10, or 'storeops drawer open'.")
        self.terminal = terminal


class DrawerAlreadyOpen(Refused):
    def __init__(self, terminal: str, since: str) -> None:
        super().__init__(f"The drawer of {terminal} has been open since {since[:16]}. Close it first.")
        self.terminal = terminal
        self.since = since


class BadAmount(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(f"{what} cannot be less than nothing. Give the amount again.")


class BadCount(Refused):
    def __init__(self, counted: Minor, denominations: Minor) -> None:
        super().__init__("The notes and coins do not add up to the sum that was given. Count again.")
        self.counted = counted
        self.denominations = denominations


class ReasonMissing(Refused):
    def __init__(self) -> None:
        super().__init__("Money in or out of the drawer needs a reason. Say in a word or two what for.")


MOVEMENTS = {"paid_in": 1, "paid_out": -1, "drop": -1}
_OTHER_SIDE = {"paid_in": postings.PETTY_CASH, "paid_out": postings.PETTY_CASH, "drop": postings.SAFE}


def open_drawer(shop: Store, opened_float: Minor, *, command: str = "") -> DrawerView:
    """Begin a session with a counted float. The business date of everything in it is set here.

    `command`, made when the form opens, is the session's id: asking twice opens once, even where it was closed since.
    Raises DrawerAlreadyOpen, BadAmount, RecordedOtherwise."""
    if opened_float < 0:
        raise BadAmount("The float")
    with shop.write() as tx:
        if done := tx.recorded(command):
            session = drawers.session(tx.connection, command)
            if session is None or done.envelope.terminal != tx.profile.terminal or session["float"] != opened_float:
                raise RecordedOtherwise(command)
            return reports.view(tx.connection, session)
        if tx.session is not None:
            raise DrawerAlreadyOpen(tx.profile.terminal, tx.session["opened_at"])
        tx.record(
            DrawerOpened(
                opened_float=opened_float,
                opened_at=tx.now.isoformat(timespec="seconds"),
                postings=postings.move(postings.DRAWER, postings.SAFE, opened_float),
            ),
            id=command,
        )
        return reports.view(tx.connection, _open(tx))


def move_cash(shop: Store, movement: str, amount: Minor, reason: str, *, command: str = "") -> DrawerView:
    """Put cash in (paid_in), take it out (paid_out), or bring it to the safe (drop).

    `command`, made when the form opens, is the fact's id: asking twice moves the money once. Raises DrawerNotOpen,
    BadAmount, ReasonMissing, CardNumberRefused, NotEnoughCash, RecordedOtherwise."""
    if amount <= 0:
        raise BadAmount("The amount")
    why = remark(reason, "reason")
    if not why and movement != "drop":
        raise ReasonMissing
    sign = MOVEMENTS[movement]
    with shop.write() as tx:
        session = _open(tx)
        if done := tx.recorded(command):
            fact = done.envelope.fact
            if not isinstance(fact, CashMoved) or (fact.movement, fact.amount) != (movement, amount):
                raise RecordedOtherwise(command)
            return reports.view(tx.connection, session)
        if sign < 0 and (held := drawers.balance(tx.connection, session["id"])) < amount:
            raise NotEnoughCash(held, amount)
        tx.record(
            CashMoved(
                session=session["id"],
                movement=movement,
                amount=amount,
                reason=why,
                postings=postings.move(postings.DRAWER, _OTHER_SIDE[movement], sign * amount),
            ),
            id=command,
        )
        return reports.view(tx.connection, session)


class NotEnoughCash(Refused):
    """`held` and `wanted` in minor units."""

    def __init__(self, held: Minor, wanted: Minor) -> None:
        super().__init__("There is not that much cash in the drawer. Give a smaller amount, or count it first.")
        self.held = held
        self.wanted = wanted


def no_sale(shop: Store, reason: str) -> None:
    """Open the drawer without a sale; it is counted. Raises DrawerNotOpen, CardNumberRefused."""
    why = remark(reason, "reason")
    with shop.write() as tx:
        tx.record(DrawerKicked(session=_open(tx)["id"], reason=why))


def close(
    shop: Store, counted: Minor, denominations: Mapping[Minor, int] | None = None, *, command: str = ""
) -> DrawerView:
    """Count the drawer, record the difference, number the Z report; it is queued for the printer.

    `denominations`: value of a note or coin -> how many; they have to add up to `counted`. `command`, made when the
    form opens, is the fact's id: asking twice closes once and gives the same report. Raises DrawerNotOpen, BadAmount,
    BadCount, RecordedOtherwise; nothing is written then."""
    if counted < 0:
        raise BadAmount("What was counted")
    pieces = tuple(sorted((denominations or {}).items(), reverse=True))
    if any(value <= 0 or count < 0 for value, count in pieces):
        raise BadAmount("A number of notes or coins")
    if pieces and (summed := sum(value * count for value, count in pieces)) != counted:
        raise BadCount(counted, summed)
    with shop.write() as tx:
        if before := tx.recorded(command):
            return _closed_before(tx, before, counted)
        session = _open(tx)
        done = _count(tx, session, counted, pieces)
        tx.record(done, id=command)
        if shop.settings.printer:
            printing.queue(tx, "z", done.number)
        return reports.view(tx.connection, session)


def _count(tx: Tx, session: Mapping[str, Any], counted: Minor, pieces: tuple[tuple[Minor, int], ...]) -> DrawerClosed:
    expected = drawers.balance(tx.connection, session["id"])
    series = f"{tx.profile.series}-Z"
    counter = drawers.last_close(tx.connection, series) + 1
    sums = reports.view(tx.connection, session)
    return DrawerClosed(
        session=session["id"],
        number=f"{series}{counter:04d}",
        series=series,
        counter=counter,
        expected=expected,
        counted=counted,
        difference=counted - expected,
        denominations=pieces,
        sales_total=sums.sales_amount,
        returns_total=sums.returns_amount,
        grand_total=reports.grand_total(tx.connection, tx.profile.terminal, "sale"),
        grand_returns=reports.grand_total(tx.connection, tx.profile.terminal, "return"),
        closed_at=tx.now.isoformat(timespec="seconds"),
        chain_head=tx.head[1].hex(),
        postings=_closing(expected, counted, counted - expected),
    )


def _closed_before(tx: Tx, done: Entry, counted: Minor) -> DrawerView:
    fact = done.envelope.fact
    if not isinstance(fact, DrawerClosed) or fact.counted != counted:
        raise RecordedOtherwise(done.envelope.id)
    session = drawers.session(tx.connection, fact.session)
    if session is None:
        raise RecordedOtherwise(done.envelope.id)
    return reports.view(tx.connection, session)


def _closing(expected: Minor, counted: Minor, difference: Minor) -> tuple[postings.Posting, ...]:
    """The drawer's balance goes to nothing: what was counted to the safe, the rest to over and short."""
    amounts = ((postings.DRAWER, -expected), (postings.OVER_SHORT, -difference), (postings.SAFE, counted))
    return tuple(postings.Posting(account, amount) for account, amount in amounts if amount)


def _open(tx: Tx) -> Mapping[str, Any]:
    if tx.session is None:
        raise DrawerNotOpen(tx.profile.terminal)
    return tx.session
