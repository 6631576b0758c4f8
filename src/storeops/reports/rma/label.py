"""What the label on a parcel says that a customer sends back."""

from __future__ import annotations

from sqlalchemy import Connection

from storeops.database.queries.profile import Profile
from storeops.reports.orders.state import by_id as order_by_id
from storeops.reports.rma.state import read
from storeops.reports.shipping import sender
from storeops.reports.shipping_views import LabelView
from storeops.rules.addresses import Address
from storeops.rules.errors import Refused


class NothingToCome(Refused):
    """A label for goods that are not on their way back would bring nobody's parcel."""

    def __init__(self, number: str, status: str) -> None:
        super().__init__(
            f"Return {number} is {status.replace('_', ' ')}: nothing of it is to come, so it gets no label. Look at it "
            f"with 'storeops rma show {number}'."
        )
        self.number = number
        self.status = status


class NoReturnsAddress(Refused):
    def __init__(self) -> None:
        super().__init__(
            "It is not known where returns are sent to: the shop has no address. Give it one with 'storeops shop set "
            "--address'."
        )


def label_view(connection: Connection, profile: Profile, number: str) -> LabelView:
    """The label of a return authorisation, from the customer to this store, which takes returns in. Its bar code is the
    authorisation's number, by which the returns desk finds it.

    Raises UnknownRma, AmbiguousDocument, NothingToCome, NoReturnsAddress."""
    state = read(connection, number)
    if not any(one.coming > 0 for pieces in state.by_line.values() for one in pieces):
        raise NothingToCome(state.number, state.status)
    if not profile.address:
        raise NoReturnsAddress
    order = order_by_id(connection, state.authorised.order)
    # What was collected in the store has no address: then the name says whose it is.
    home = order.ship_to if order.ship_to.lines else Address(name=order.placed.customer.name)
    return LabelView(
        order=order.placed.number,
        parcel=0,
        parcels=0,
        sender=home,
        recipient=sender(profile),
        carrier="",
        service="",
        tracking=state.number,
        is_return=True,
    )
