"""Orders of other systems: one small module per format, named and never guessed.

Each module has `read(data, *, channel, currency)`: `channel` is what the orders' channel is called here (a shop may
have two of one format), `currency` what holds where a document names none. It gives an `OrderDocument`, or a `Rejected`
with the reason, for each document, and raises only `DocumentRefused`: the file as a whole is not of this format.
Whether a document that could be read is right in itself is for `rules.orders.checking.check`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import MappingProxyType

from storeops.connectors.orders.rejected import Rejected
from storeops.rules.errors import Refused
from storeops.rules.orders.document import OrderDocument
from storeops.rules.wording import quote

FORMATS: MappingProxyType[str, str] = MappingProxyType(
    {
        "storeops": "JSON of our own: whole documents, or no more than a customer, SKUs and quantities",
        "shopify": "JSON of Shopify's REST Admin API: an order, or a list of orders",
        "woocommerce": "JSON of WooCommerce's REST API v3: an order, or a list of orders",
        "ubl": "XML of UBL 2: an Order; an Invoice or CreditNote as a document like one",
        "edifact": "UN/EDIFACT ORDERS (D.96A)",
    }
)
"""The formats by name, each in words. A format's module is imported when it is read."""


class UnknownFormat(Refused):
    """No module reads this format."""

    def __init__(self, format: str) -> None:
        super().__init__(f"{quote(format)} is not a format of orders; use one of: {', '.join(FORMATS)}.")
        self.format = format


def read(format: str, data: bytes, *, channel: str = "", currency: str = "") -> Iterator[OrderDocument | Rejected]:
    """Every document of `data`, one at a time. `channel` is the format's name unless given.

    Raises UnknownFormat; DocumentRefused when the file as a whole cannot be read."""
    if format not in FORMATS:
        raise UnknownFormat(format)
    module = import_module(f"storeops.connectors.orders.{format}")
    found: Iterator[OrderDocument | Rejected] = module.read(data, channel=channel or format, currency=currency)
    return found
