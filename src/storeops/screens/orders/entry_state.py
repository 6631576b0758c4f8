"""An order being taken at the counter, before anything is written. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from storeops.operations.orders.counter import lines_of, whole_discount
from storeops.operations.orders.how import AT_DISPATCH, How
from storeops.operations.orders.quoting import Quote
from storeops.rules.carts import PricedCart
from storeops.rules.errors import Refused
from storeops.rules.orders.document import AddressPart, CustomerPart, OrderDocument
from storeops.rules.postal_address import Address
from storeops.rules.tariffs import EXPRESS, NORMAL, OVERNIGHT, PICKUP
from storeops.rules.wording import quote


class Step(StrEnum):
    """What is asked now, in this order; PAY and DONE come when the order stands."""

    HOW = "how"
    WHO = "who"
    WHERE = "where"
    SERVICE = "service"
    CONFIRM = "confirm"
    PAY = "pay"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Way:
    """How an order reaches the customer: the channel it is taken through, and what is asked for it."""

    key: str
    words: str
    channel: str
    collected: bool = False


WAYS = (
    Way("1", "Sent to the customer later", "store"),
    Way("2", "Collected here", "store", collected=True),
    Way("3", "Ordered by telephone, sent", "phone"),
    Way("4", "Ordered by telephone, collected", "phone", collected=True),
)
NOBODY = CustomerPart()
SERVICES = (NORMAL, EXPRESS, OVERNIGHT)
"""What is offered for an order that is sent."""


class NoSuchChoice(Refused):
    """What was typed is none of what is listed."""

    def __init__(self, text: str, keys: str) -> None:
        super().__init__(f"{quote(text)} is not on the list. Type {keys}, or choose with Up and Down.")
        self.text = text


class NobodyNamed(Refused):
    """An order without anybody to give it to."""

    def __init__(self) -> None:
        super().__init__("An order needs somebody: type a name, and an e-mail address or a telephone number.")


_EMAIL = re.compile(r"\S+@\S+")
_PHONE = re.compile(r"\+?\(?[0-9][0-9 ()/.-]{4,}[0-9]")


def customer_of(text: str) -> CustomerPart:
    """'Ann Reed ann@example.org 0113 496 0000' in any order. Raises NobodyNamed.

    What looks like an e-mail address or a number is checked where the order is quoted."""
    rest, email, phone = text, "", ""
    if found := _EMAIL.search(rest):
        email, rest = found.group().strip(",;"), rest[: found.start()] + " " + rest[found.end() :]
    if found := _PHONE.search(rest):
        phone, rest = found.group(), rest[: found.start()] + " " + rest[found.end() :]
    name = " ".join(rest.replace(",", " ").replace(";", " ").split())
    if not (name or email or phone):
        raise NobodyNamed
    return CustomerPart(name=name, email=email, phone=phone)


def customer_words(customer: CustomerPart) -> str:
    """The customer in one line, as it can be typed again."""
    return " ".join(part for part in (customer.name, customer.email, customer.phone) if part)


@dataclass(frozen=True, slots=True)
class Draft:
    """The order so far. `command` is its id, made when the form opened: confirming twice takes one order. `location`
    is where it is collected, `quote` what it would be, `window` when it can come, '' for any time."""

    priced: PricedCart
    command: str
    currency: str
    location: str
    way: Way = WAYS[0]
    customer: CustomerPart = NOBODY
    address: Address | None = None
    service: str = NORMAL
    quote: Quote | None = None
    window: str = ""

    def document(self, service: str = "") -> OrderDocument:
        """The order as the document that every order comes in as; `service` instead of the one chosen."""
        where = self.address or Address()
        return OrderDocument(
            channel=self.way.channel,
            external="",
            currency=self.currency,
            customer=self.customer,
            ship_to=AddressPart()
            if self.way.collected
            else AddressPart(
                name=self.customer.name,
                lines=where.lines,
                city=where.city,
                region=where.region,
                postcode=where.postcode,
                country=where.country,
            ),
            service=PICKUP if self.way.collected else service or self.service,
            window="" if self.way.collected else self.window,
            lines=lines_of(self.priced),
            discount=whole_discount(self.priced),
        )

    def how(self) -> How:
        """Paid when it is sent or collected, unless it is paid now."""
        return How(command=self.command, due=AT_DISPATCH, pickup=self.location if self.way.collected else "")

    def going(self, way: Way) -> Draft:
        """It reaches the customer this way."""
        return replace(self, way=way, quote=None)

    def to(self, customer: CustomerPart, address: Address | None = None) -> Draft:
        """It is for this customer; an address that is known is kept."""
        return replace(self, customer=customer, address=address or self.address, quote=None)


def chosen_way(text: str, selected: int) -> Way:
    """The way typed by its number or the beginning of a word, the selected one for nothing. Raises NoSuchChoice."""
    if not text:
        return WAYS[selected]
    typed = text.casefold()
    for way in WAYS:
        if typed == way.key or any(word.startswith(typed) for word in way.words.casefold().split()):
            return way
    raise NoSuchChoice(text, "1 to 4")


def chosen_quote(text: str, selected: int, quotes: tuple[Quote, ...]) -> Quote:
    """The service typed by its number or the beginning of its name, the selected one for nothing. Raises
    NoSuchChoice."""
    if not text:
        return quotes[selected]
    typed = text.casefold()
    for key, one in enumerate(quotes, 1):
        if typed == str(key) or one.service.startswith(typed):
            return one
    raise NoSuchChoice(text, f"1 to {len(quotes)}" if len(quotes) > 1 else "1")
