"""A label is bought once, whatever is lost: a carrier that loses answers, and a shop that writes down what it knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.carriers.parcels import asked, gb_parcel

from storeops.connectors.carriers.buying import Bought, Earlier, buy_once
from storeops.connectors.carriers.demo import DemoCarrier
from storeops.connectors.carriers.port import (
    CarrierRefused,
    CarrierTrouble,
    CarrierUnknown,
    CarrierUnreachable,
    Label,
    LabelRequest,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REQUEST = asked(gb_parcel())
FAULTS = ("", "unreachable", "refused", "lost_before", "lost_after")


class LosingCarrier(DemoCarrier):
    """A demo carrier that does not know a reference again by itself, and of which each call may go wrong as told.

    Every purchase is a charge: a second one under a reference is what must never be."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(lambda: NOW)
        self.faults: Iterator[str] = iter(faults)
        self.charges: list[Label] = []

    def buy(self, request: LabelRequest) -> Label:
        fault = self._before(request.reference)
        label = Label(
            reference=request.reference,
            tracking=f"T{len(self.charges)}",
            carrier=self.code,
            service=request.service,
            cost=345,
            currency="GBP",
        )
        self.charges.append(label)
        if fault == "lost_after":
            raise CarrierUnknown(self.code, request.reference, "lost")
        return label

    def find(self, reference: str) -> Label | None:
        self._before(reference)
        return next((one for one in self.charges if one.reference == reference), None)

    def _before(self, reference: str) -> str:
        fault = next(self.faults, "")
        if fault == "unreachable":
            raise CarrierUnreachable(self.code, "away")
        if fault == "refused":
            raise CarrierRefused(self.code, "no")
        if fault == "lost_before":
            raise CarrierUnknown(self.code, reference, "lost")
        return fault


@given(st.lists(st.sampled_from(FAULTS), max_size=12))
def test_one_label_whatever_is_lost(faults: list[str]) -> None:
    carrier = LosingCarrier(faults)
    earlier, bought = Earlier.NONE, None
    for _ in range(len(faults) + 1):
        try:
            bought = buy_once(carrier, REQUEST, earlier)
            break
        except CarrierUnknown:
            earlier = Earlier.UNKNOWN
        except CarrierTrouble:
            assert carrier.charges == []  # refused or unreachable: certainly nothing
            earlier = Earlier.FAILED
    assert bought is not None
    assert carrier.charges == [bought.label]


@given(st.lists(st.sampled_from(FAULTS), max_size=12))
def test_a_program_that_dies_in_between_knows_nothing_and_buys_once(faults: list[str]) -> None:
    carrier = LosingCarrier(faults)
    for _ in range(len(faults) + 2):
        try:
            buy_once(carrier, REQUEST, Earlier.UNKNOWN)
        except CarrierTrouble:
            continue
    assert len(carrier.charges) == 1


def test_the_first_try_looks_nothing_up() -> None:
    carrier = LosingCarrier(["", "refused"])
    assert buy_once(carrier, REQUEST, Earlier.NONE) == Bought(carrier.charges[0], False)
    assert next(carrier.faults) == "refused"  # one call was made


def test_a_lost_answer_is_looked_up_at_once() -> None:
    carrier = LosingCarrier(["lost_after"])
    assert buy_once(carrier, REQUEST, Earlier.NONE) == Bought(carrier.charges[0], True)


@pytest.mark.parametrize("fault", ["unreachable", "refused", "lost_before"])
def test_a_look_up_that_fails_leaves_an_earlier_try_unknown(fault: str) -> None:
    carrier = LosingCarrier([fault])
    with pytest.raises(CarrierUnknown, match="cannot be looked up") as caught:
        buy_once(carrier, REQUEST, Earlier.UNKNOWN)
    assert caught.value.reference == REQUEST.reference
    assert carrier.charges == []
    after = LosingCarrier(["lost_after", fault])
    with pytest.raises(CarrierUnknown, match="lost"):
        buy_once(after, REQUEST, Earlier.NONE)


def test_an_empty_look_up_after_a_lost_answer_proves_nothing() -> None:
    carrier = LosingCarrier(["lost_before"])
    with pytest.raises(CarrierUnknown):
        buy_once(carrier, REQUEST, Earlier.NONE)
    assert carrier.charges == []
    assert buy_once(carrier, REQUEST) == Bought(carrier.charges[0], False)


def test_the_demo_carrier_is_a_carrier_to_buy_from() -> None:
    carrier = DemoCarrier(lambda: NOW)
    first = buy_once(carrier, REQUEST, Earlier.NONE)
    assert not first.found
    assert buy_once(carrier, REQUEST) == Bought(first.label, True)
