"""An explanation of a number: what it is, how it came about in plain lines, and the facts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storeops.rules.amounts import Minor, Thousandths


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact that an explanation rests on: what happened, when, by whom, and where it is in the journal."""

    id: str
    kind: str
    number: str
    """The display number of a sale, return or Z report; empty for other facts."""
    at: datetime
    terminal: str
    actor: str
    what: str
    """In the words of a person."""
    origin: str
    seq: int


@dataclass(frozen=True, slots=True)
class WhyView:
    """An explanation. `subject` names the number, `answer` is its value in words, `lines` lead to it."""

    subject: str
    answer: str
    lines: tuple[str, ...]
    facts: tuple[FactView, ...] = ()
    sound: bool = True
    """False where the number shown elsewhere is not what the facts add up to."""


@dataclass(frozen=True, slots=True)
class StockMoveView:
    """Goods in or out of one location: `quantity` signed, `balance` what was there after it."""

    fact: FactView
    location: str
    """The shelf whose balance this is."""
    from_location: str
    to_location: str
    quantity: Thousandths
    balance: Thousandths


@dataclass(frozen=True, slots=True)
class LocationBalance:
    """A location's sum of moves beside the figure kept for quick reading; they have to be equal."""

    location: str
    summed: Thousandths
    on_hand: Thousandths


@dataclass(frozen=True, slots=True)
class WhyStockView:
    """Every move behind an on-hand quantity. With a limit, `earlier_moves` older ones are summed up unseen."""

    subject: str
    answer: str
    lines: tuple[str, ...]
    sku: str
    name: str
    unit: str
    on_hand: Thousandths
    moves: tuple[StockMoveView, ...]
    earlier_moves: int
    balances: tuple[LocationBalance, ...]
    sound: bool


@dataclass(frozen=True, slots=True)
class CashStepView:
    """Cash in or out of a drawer: `amount` signed, `balance` what should be in it after it."""

    fact: FactView
    amount: Minor
    balance: Minor


@dataclass(frozen=True, slots=True)
class WhyDrawerView:
    """Every fact behind the cash that should be in a drawer."""

    subject: str
    answer: str
    lines: tuple[str, ...]
    session: str
    number: str
    terminal: str
    expected: Minor
    counted: Minor | None
    difference: Minor | None
    steps: tuple[CashStepView, ...]
    sound: bool


@dataclass(frozen=True, slots=True)
class AmountStepView:
    """A document's part of a day's number: `amount` as decimal text, because the number may be money, a quantity or a
    count."""

    fact: FactView
    amount: str


@dataclass(frozen=True, slots=True)
class WhyTotalView:
    """The documents that a number of the daily report adds up."""

    subject: str
    answer: str
    lines: tuple[str, ...]
    total: str
    """Decimal text, like the amounts of the documents."""
    documents: tuple[AmountStepView, ...]


@dataclass(frozen=True, slots=True)
class AtpStepView:
    """A part of a location's promise. `part` is on_hand, held, allocated, reserved, safety_stock, on_order or
    in_transit; `quantity` is below zero where it is taken off; what is coming counts for nothing yet. `fact` is the
    journal's id of what it rests on, empty where it is a sum or a rule."""

    part: str
    quantity: Thousandths
    what: str
    document: str
    fact: str


@dataclass(frozen=True, slots=True)
class AtpLocationView:
    """What may be promised at one location, step by step; `sound` where the steps add up to what is shown."""

    location: str
    sku: str
    atp: Thousandths
    steps: tuple[AtpStepView, ...]
    sound: bool


@dataclass(frozen=True, slots=True)
class WhyAtpView:
    """Everything behind what may be promised of a product; of a kit, of each of its parts."""

    subject: str
    answer: str
    lines: tuple[str, ...]
    sku: str
    name: str
    unit: str
    channel: str
    atp: Thousandths
    locations: tuple[AtpLocationView, ...]
    sound: bool
