"""EasyPost, an aggregator of carriers, by its public HTTP API (version 2).

Its references are not unique, and it does not look a purchase up by them alone; its shipments are bought at most once.
So the shop's reference names one shipment there: it is created with it, found by it (`GET /shipments/:reference`), and
bought, whatever is tried again. A shipment of which the creation's answer was lost is found and bought, not made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar
from urllib.parse import quote as quoted

from storeops.connectors.carriers.choosing import by_cost, choose
from storeops.connectors.carriers.easypost_http import NAME, Session, key_from
from storeops.connectors.carriers.easypost_shapes import (
    differences,
    rate_of,
    rates_of,
    shipment_body,
    tracker_events,
)
from storeops.connectors.carriers.port import (
    CarrierRefused,
    CarrierTrouble,
    CarrierUnknown,
    CarrierUnreachable,
    Label,
    LabelFormat,
    LabelRequest,
    Manifest,
    Rate,
    Shipment,
    Voiding,
)
from storeops.connectors.orders.fields import Fields
from storeops.rules.orders.document import DocumentRefused
from storeops.rules.tracking import TrackingEvent
from storeops.rules.wording import quote

CODE = "easypost"
MOST_PAGES = 3
PAGE = 100
"""A label that its reference does not lead to is looked for among the last 300 bought."""

_GIVEN_BACK = {"submitted": Voiding.REQUESTED, "refunded": Voiding.VOIDED}
_FORMATS = {"application/pdf": LabelFormat.PDF, "application/zpl": LabelFormat.ZPL, "image/png": LabelFormat.PNG}


_Read = TypeVar("_Read")


class _Found(NamedTuple):
    """A shipment as EasyPost has it: its id, whether a label was bought for it, whether that was given back."""

    fields: Fields
    id: str
    is_bought: bool
    given_back: Voiding | None


def connect(environment: Mapping[str, str]) -> EasyPost:
    """EasyPost with the key in the environment (`easypost_http.KEY_VARIABLE`). Raises NoApiKey."""
    return EasyPost(Session(key_from(environment)))


class EasyPost:
    """The port's `Carrier`. Insurance is never bought."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def code(self) -> str:
        """What the shop calls it."""
        return CODE

    def rates(self, shipment: Shipment) -> tuple[Rate, ...]:
        """Of a shipment made for this alone, without a reference: it costs nothing, and nobody will find it."""
        made = self._session.write("/shipments", shipment_body(shipment, LabelFormat.PDF))
        return by_cost(_readable(lambda: rates_of(made)).values())

    def buy(self, request: LabelRequest) -> Label:
        """See `Carrier.buy`. A shipment found under the reference has its rates made anew: they age."""
        found = self._by_reference(request.reference)
        if found is None:
            made = self._session.write("/shipments", shipment_body(request.shipment, request.format, request.reference))
        elif found.given_back:
            told = f"the label of {quote(request.reference)} was given back; use a new reference"
            raise CarrierRefused(NAME, told)
        elif found.is_bought:
            return _done(request.reference, lambda: self._label(found, request.reference))
        elif other := _readable(lambda: differences(found.fields, request.shipment)):
            told = f"{quote(request.reference)} is another parcel's reference (another {', '.join(other)})"
            raise CarrierRefused(NAME, told)
        else:
            made = self._session.write(f"/shipments/{quoted(found.id, safe='')}/rerate", {})
        id = found.id if found else _readable(lambda: _found(made).id)
        rates = _readable(lambda: rates_of(made))
        if not rates:
            raise CarrierRefused(NAME, _readable(lambda: _no_rates(made)))
        chosen = choose(CODE, rates.values(), request)
        rate_id = next(key for key, rate in rates.items() if rate == chosen)
        body = {"rate": {"id": rate_id}}
        answer = self._session.write(f"/shipments/{quoted(id, safe='')}/buy", body, request.reference)
        return _done(request.reference, lambda: self._label(_found(answer), request.reference))

    def find(self, reference: str) -> Label | None:
        """By its reference; where that leads to no label, among the last that were bought: an earlier, slower try may
        have made a second shipment of the same reference."""
        found = self._by_reference(reference)
        if found is None or not found.is_bought:
            found = _readable(lambda: self._among_bought(reference))
        if found is None or found.given_back:
            return None
        return _readable(lambda: self._label(found, reference))

    def void(self, label: Label) -> Voiding:
        """Ask for the money back. Looked up first: who has asked has asked."""
        path = f"/shipments/{quoted(label.shipment, safe='')}"
        known = self._session.read(path) if label.shipment else None
        if known is None:
            raise CarrierRefused(NAME, f"there is no label {quote(label.tracking)}")
        if given_back := _readable(lambda: _found(known)).given_back:
            return given_back
        answer = self._session.write(f"{path}/refund", {}, label.reference)
        if given_back := _done(label.reference, lambda: _found(answer)).given_back:
            return given_back
        if answer.look("refund_status"):
            raise CarrierRefused(NAME, f"it does not take the label {quote(label.tracking)} back; it may be in use")
        raise CarrierUnknown(NAME, label.reference, "its answer does not say whether it takes the label back")

    def track(self, tracking: str) -> tuple[TrackingEvent, ...]:
        """Of the trackers it has made for the labels bought there; none is made for others, which would cost. Events
        that cannot be read are left out."""
        answer = self._session.read("/trackers", {"tracking_code": tracking})
        if answer is None:
            return ()

        def events() -> list[TrackingEvent]:
            trackers = [one for one in answer.children("trackers") if one.look("tracking_code") == tracking]
            return [event for one in trackers for event in tracker_events(one)[0]]

        return tuple(_readable(events))

    def manifest(self, labels: Sequence[Label]) -> Manifest:
        """A scan form. A shipment is on one only: where the first of them has one already, it is that."""
        if not labels:
            raise ValueError("a manifest lists at least one parcel")
        if foreign := [label.tracking for label in labels if not label.shipment]:
            raise CarrierRefused(NAME, f"{', '.join(foreign[:5])} was not bought there")
        first = self._session.read(f"/shipments/{quoted(labels[0].shipment, safe='')}")
        if first is not None and first.look("scan_form"):
            form = _readable(lambda: first.child("scan_form"))
        else:
            body = {"shipments": [{"id": label.shipment} for label in labels]}
            form = self._session.write("/scan_forms", body, labels[0].reference)
        return _done(labels[0].reference, lambda: self._manifest(self._whole(form), labels))

    def _whole(self, form: Fields) -> Fields:
        """The scan form with its document, which takes a while to be made; as it is where there is none yet."""
        if form.look("form_url") or form.look("status") == "failed":
            return form
        try:
            return self._session.read(f"/scan_forms/{quoted(form.identity('id'), safe='')}") or form
        except CarrierTrouble:
            return form

    def _manifest(self, form: Fields, labels: Sequence[Label]) -> Manifest:
        if form.look("status") == "failed":
            raise CarrierRefused(NAME, form.text("message") or "the scan form could not be made")
        listed, url = form.texts("tracking_codes"), form.text("form_url", limit=2000)
        if missing := sorted({label.tracking for label in labels} - set(listed)):
            raise CarrierRefused(NAME, f"{', '.join(missing[:5])} is not on the manifest of the first parcel")
        return Manifest(
            number=form.identity("id"),
            carrier=labels[0].carrier,
            trackings=listed,
            document=self._session.document(url) if url else None,
        )

    def _by_reference(self, reference: str) -> _Found | None:
        """It takes a reference in the place of an id; what it gives must have this one."""
        answer = self._session.read(f"/shipments/{quoted(reference, safe='')}")
        if answer is None or answer.look("reference") != reference:
            return None
        return _readable(lambda: _found(answer))

    def _among_bought(self, reference: str) -> _Found | None:
        """The newest bought shipment of a reference, of the last pages."""
        params = {"purchased": "true", "page_size": str(PAGE)}
        for _ in range(MOST_PAGES):
            answer = self._session.read("/shipments", params)
            if answer is None:
                return None
            listed = [_found(one) for one in answer.children("shipments")]
            for one in listed:
                if one.is_bought and one.fields.look("reference") == reference:
                    return one
            if not listed or not answer.flag("has_more"):
                return None
            params = {**params, "before_id": listed[-1].id}
        return None

    def _label(self, found: _Found, reference: str) -> Label:
        """Raises DocumentRefused when there is no label in it, or one without number or price."""
        fields = found.fields
        drawn = fields.child("postage_label")
        kind = drawn.text("label_file_type")
        url = drawn.text("label_url", limit=2000)
        tracking = fields.identity("tracking_code")
        if not tracking:
            raise DocumentRefused("it has no tracking_code")
        _, rate = rate_of(fields.child("selected_rate"))
        return Label(
            reference=reference,
            tracking=tracking,
            carrier=rate.carrier,
            service=rate.service,
            cost=rate.cost,
            currency=rate.currency,
            shipment=found.id,
            format=_FORMATS.get(kind, LabelFormat.PDF),
            document=self._session.document(url) if url else None,
        )


def _found(fields: Fields) -> _Found:
    """Raises DocumentRefused when it has no id."""
    id = fields.identity("id")
    if not id:
        raise DocumentRefused("it has no id")
    is_bought = bool(fields.look("postage_label") or fields.look("tracking_code"))
    status = fields.look("refund_status")
    return _Found(fields, id, is_bought, _GIVEN_BACK.get(status) if isinstance(status, str) else None)


def _no_rates(made: Fields) -> str:
    """What the carriers say about a parcel they have no rate for."""
    told = [f"{one.text('carrier')}: {one.text('message')}" for one in made.children("messages")]
    return f"no carrier takes this parcel ({'; '.join(told[:5])})" if told else "no carrier takes this parcel"


def _readable(read: Callable[[], _Read]) -> _Read:
    """What is read of an answer. One that cannot be read is as good as none. Raises CarrierUnreachable."""
    try:
        return read()
    except DocumentRefused as refusal:
        raise CarrierUnreachable(NAME, f"its answer cannot be read: {refusal.reason}") from None


def _done(reference: str, read: Callable[[], _Read]) -> _Read:
    """What is read of the answer to something that was done: it can be looked up. Raises CarrierUnknown."""
    try:
        return read()
    except DocumentRefused as refusal:
        raise CarrierUnknown(NAME, reference, f"its answer cannot be read: {refusal.reason}") from None
