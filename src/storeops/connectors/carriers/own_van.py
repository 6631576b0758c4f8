"""The shop's own vans as a carrier: no network, no price, labels that name the parcel."""

from __future__ import annotations

from collections.abc import Sequence

from storeops.connectors.carriers.port import (
    CarrierRefused,
    Label,
    LabelRequest,
    Manifest,
    Rate,
    Shipment,
    Voiding,
)
from storeops.rules.tariffs import OWN_VAN
from storeops.rules.tracking import TrackingEvent


class OwnVan:
    """The port's `Carrier`. Whether a van reaches the address is for the tour to say."""

    @property
    def code(self) -> str:
        """What the shop calls it."""
        return OWN_VAN

    def rates(self, shipment: Shipment) -> tuple[Rate, ...]:
        """Nothing is paid to anybody for it."""
        return (Rate(carrier=OWN_VAN, service=OWN_VAN, cost=0, currency=shipment.currency),)

    def buy(self, request: LabelRequest) -> Label:
        """A label whose number is made of the reference. Raises CarrierRefused for another service."""
        return Label(
            reference=request.reference,
            tracking=f"VAN{request.reference.replace('-', '').upper()[-12:]}",
            carrier=OWN_VAN,
            service=OWN_VAN,
            cost=0,
            currency=request.shipment.currency,
            format=request.format,
        )

    def find(self, reference: str) -> Label | None:
        """Nothing is kept here; the shop's own books have it."""
        return None

    def void(self, label: Label) -> Voiding:
        """Nobody is asked."""
        return Voiding.VOIDED

    def track(self, tracking: str) -> tuple[TrackingEvent, ...]:
        """The driver says it: nothing comes from here."""
        return ()

    def manifest(self, labels: Sequence[Label]) -> Manifest:
        """A van has a run sheet instead. Raises CarrierRefused."""
        raise CarrierRefused(OWN_VAN, "a van has a run sheet: 'storeops tour plan'")
