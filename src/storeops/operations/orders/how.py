"""How an order is taken, beside what it says."""

from __future__ import annotations

import msgspec

from storeops.rules.errors import Refused
from storeops.rules.wording import quote

BEFORE, AT_DISPATCH, ON_ACCOUNT = "before", "dispatch", "account"
DUE = (BEFORE, AT_DISPATCH, ON_ACCOUNT)
"""When an order is paid: before it is sent, captured when it is sent, or by invoice afterwards."""


class UnknownDue(Refused):
    def __init__(self, due: str) -> None:
        super().__init__(f"{quote(due)} says nothing of when to pay; use one of: {', '.join(DUE)}.")
        self.due = due


class How(msgspec.Struct, frozen=True, kw_only=True):
    """How an order is taken. `strict`: somebody is there to mend what is wrong, so it is refused; otherwise the order
    is taken and held. `command` is the id made when the form opened; `pinned` the only locations it may come from.
    `addressed` is false where the channel keeps the address to itself and labels the parcels (marketplaces do): the
    country is enough then. `reservation`, its id or the beginning of it, becomes the order: what it held is promised
    to the order instead."""

    strict: bool = True
    digest: str = ""
    command: str = ""
    preference: str = ""
    due: str = ""
    pickup: str = ""
    pinned: tuple[str, ...] = ()
    addressed: bool = True
    reservation: str = ""
