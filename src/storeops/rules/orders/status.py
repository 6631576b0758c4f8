"""The state of an order, computed from counters that only grow: three axes that never mix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from storeops.rules.amounts import Minor, Thousandths


class LineCounters(msgspec.Struct, frozen=True):
    """What happened to one line, in thousandths. `goods` is false for shipping and services."""

    ordered: Thousandths = 0
    cancelled: Thousandths = 0
    allocated: Thousandths = 0
    deallocated: Thousandths = 0
    picked: Thousandths = 0
    short: Thousandths = 0
    put_back: Thousandths = 0
    packed: Thousandths = 0
    unpacked: Thousandths = 0
    shipped: Thousandths = 0
    delivered: Thousandths = 0
    return_requested: Thousandths = 0
    returned: Thousandths = 0
    reinstated: Thousandths = 0
    goods: bool = True
    standing: Thousandths = 0
    """Promised stock that waits for this line, at all locations."""
    overdrawn: Thousandths = 0
    """Sent, or given back, beyond what stood ready."""

    @property
    def off(self) -> Thousandths:
        """Cancelled, less what was sent all the same and settled; below zero where more was sent than ordered."""
        return self.cancelled - self.reinstated

    @property
    def open(self) -> Thousandths:
        """Still to be sent; below zero where more was cancelled and sent than ordered."""
        return self.ordered - self.off - self.shipped

    @property
    def missing(self) -> Thousandths:
        """Still to be sent and promised from nowhere."""
        return max(0, self.open - self.standing)


class Money(msgspec.Struct, frozen=True):
    """An order's money in minor units. `paid` came without an authorisation before it, `captured` out of one."""

    total: Minor = 0
    cancelled: Minor = 0
    authorised: Minor = 0
    voided: Minor = 0
    captured: Minor = 0
    paid: Minor = 0
    refunded: Minor = 0
    dispatched: Minor = 0
    returned: Minor = 0
    reinstated: Minor = 0

    @property
    def owed(self) -> Minor:
        """What the customer has to pay in all."""
        return self.total - self.cancelled + self.reinstated - self.returned

    @property
    def received(self) -> Minor:
        """What was paid and not given back."""
        return self.paid + self.captured - self.refunded

    @property
    def held(self) -> Minor:
        """Authorised, neither captured nor voided."""
        return max(0, self.authorised - self.voided - self.captured)

    @property
    def due(self) -> Minor:
        """Still to be paid; below zero where money has to go back."""
        return self.owed - self.received

    @property
    def difference(self) -> Minor:
        """What the documents of what was sent come to beyond what is owed: nothing, once nothing is open."""
        return self.dispatched - self.returned - self.owed


class OrderStatus(StrEnum):
    OPEN = "open"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class PaymentStatus(StrEnum):
    UNPAID = "unpaid"
    AUTHORISED = "authorised"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"


class FulfilmentStatus(StrEnum):
    UNALLOCATED = "unallocated"
    PARTLY_ALLOCATED = "partly_allocated"
    ALLOCATED = "allocated"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    PARTLY_RETURNED = "partly_returned"
    RETURNED = "returned"
    NONE = "none"


def order_status(lines: Iterable[LineCounters], *, on_hold: bool) -> OrderStatus:
    """Open while goods have to be sent; cancelled where none ever were and none will be."""
    goods = [line for line in lines if line.goods]
    if any(line.open > 0 for line in goods):
        return OrderStatus.ON_HOLD if on_hold else OrderStatus.OPEN
    return OrderStatus.COMPLETED if any(line.shipped for line in goods) else OrderStatus.CANCELLED


def payment_status(money: Money) -> PaymentStatus:
    """Where the money stands; money that has to go back comes first."""
    if money.due < 0:
        return PaymentStatus.REFUND_DUE
    if money.received > 0:
        return PaymentStatus.PAID if money.due == 0 else PaymentStatus.PARTLY_PAID
    if money.owed == 0:
        return PaymentStatus.REFUNDED if money.refunded else PaymentStatus.PAID
    return PaymentStatus.AUTHORISED if money.held else PaymentStatus.UNPAID


def fulfilment_status(lines: Iterable[LineCounters]) -> FulfilmentStatus:
    """How far the goods are; lines that were cancelled as a whole and never sent do not count."""
    goods = [line for line in lines if line.goods and (line.ordered > line.off or line.shipped)]
    shipped, returned = sum(line.shipped for line in goods), sum(line.returned for line in goods)
    waiting = any(line.open > 0 for line in goods)
    if not goods:
        return FulfilmentStatus.NONE
    if returned:
        whole = returned >= shipped and not waiting
        return FulfilmentStatus.RETURNED if whole else FulfilmentStatus.PARTLY_RETURNED
    if shipped:
        return FulfilmentStatus.PARTLY_SHIPPED if waiting else FulfilmentStatus.SHIPPED
    if all(line.missing == 0 for line in goods):
        return FulfilmentStatus.ALLOCATED
    return (
        FulfilmentStatus.PARTLY_ALLOCATED if any(line.standing > 0 for line in goods) else FulfilmentStatus.UNALLOCATED
    )


class Contradiction(msgspec.Struct, frozen=True):
    """What facts of several origins, brought together, say that cannot all be meant. A person decides.

    `kind` names it for programs, `what` says it, `ways_out` are what can be done, as commands of the program."""

    kind: str
    line: int
    what: str
    ways_out: tuple[str, ...]


def contradictions(
    number: str, lines: Mapping[int, LineCounters], money: Money, *, difference: Minor = 0
) -> tuple[Contradiction, ...]:
    """Every contradiction in one order's counters, line by line, then in its money.

    `difference`: by how much the documents of an order with nothing open differ from what is owed, because two
    databases each took a part of a line to be the same units of it."""
    found: list[Contradiction] = []
    for place, line in sorted(lines.items()):
        found.extend(_of_line(number, place, line))
    found.extend(_of_money(number, money))
    if difference:
        what = "what was sent comes to another amount than what is owed"
        ways = (f"storeops order resolve {number}: what was sent is owed",)
        found.append(Contradiction("amounts_differ", 0, what, ways))
    return tuple(found)


def _of_line(number: str, place: int, line: LineCounters) -> Iterable[Contradiction]:
    if line.open < 0:
        yield _too_much(number, place, line)
    if line.standing > max(0, line.open):
        what = "more stock stands ready than is to be sent"
        ways = (f"storeops order resolve {number} gives back what is too much",)
        yield Contradiction("allocated_too_much", place, what, ways)
    if line.overdrawn:
        what = "more was sent or given back than stood ready"
        yield Contradiction("promise_overdrawn", place, what, (f"storeops order resolve {number} settles it",))
    if line.returned > line.shipped:
        ways = (f"storeops order resolve {number}: it came back once, and the second return is charged again",)
        yield Contradiction("returned_twice", place, "more came back than was sent", ways)


def _too_much(number: str, place: int, line: LineCounters) -> Contradiction:
    """More was sent and cancelled than was ordered."""
    back = "storeops return: the customer sends it back"
    if not line.shipped:
        once = f"storeops order resolve {number}: it was cancelled once"
        return Contradiction("cancelled_twice", place, "more was cancelled than was ordered", (once,))
    if not line.goods:
        ways = ("storeops return: it is taken off one of the two sales", f"storeops order resolve {number}: it is owed")
        return Contradiction("charged_twice", place, "it was charged with more than one parcel, or was cancelled", ways)
    keeps = f"storeops order resolve {number}: the customer keeps and pays it"
    if line.off > 0:
        what = "more was sent and cancelled than was ordered"
        return Contradiction("sent_although_cancelled", place, what, (keeps, back))
    return Contradiction("sent_twice", place, "more was sent than was ordered", (keeps, back))


def _of_money(number: str, money: Money) -> Iterable[Contradiction]:
    if money.refunded > money.paid + money.captured:
        what = "more was given back than was ever paid"
        ways = (f"storeops order pay {number} takes the difference again",)
        yield Contradiction("refunded_too_much", 0, what, ways)
    if money.due < 0 and money.paid + money.captured > money.total + money.reinstated:
        what = "more was paid than the order comes to"
        ways = (f"storeops order refund {number} gives it back",)
        yield Contradiction("paid_twice", 0, what, ways)
