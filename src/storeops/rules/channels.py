"""Sales channels: where an order comes from, and what it may promise there."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from storeops.rules.amounts import Minor, Thousandths
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.errors import Refused
from storeops.rules.tariffs import SERVICES
from storeops.rules.text import clean
from storeops.rules.wording import quote

STORE, WEB, MOBILE, MARKETPLACE, PHONE = "store", "web", "mobile", "marketplace", "phone"
KINDS = (STORE, WEB, MOBILE, MARKETPLACE, PHONE)

SUBSTITUTE = "substitute"
SPLIT = "split"
BACKORDER = "backorder"
WAIT = "wait"
CANCEL = "cancel"
PREFERENCES = (SUBSTITUTE, SPLIT, BACKORDER, WAIT, CANCEL)
"""What becomes of an order when stock is short: another product instead; what is there now and the rest from another
place; what is there now and the rest when it comes; everything together when all is there; the short line cancelled."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel. `locations` it may promise stock of and `services` it may offer, both () = all of them.

    `safety_stock` is kept back from the channel for each product and location (thousandths); `short_preference` is
    what is done when the customer says nothing, one of PREFERENCES; `free_shipping_from` the goods total from which
    normal shipping is free (minor units of the store's currency; None = never). An empty `price_list` is the
    store's own prices."""

    code: str
    name: str
    kind: str
    price_list: str = ""
    locations: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    safety_stock: Thousandths = 0
    short_preference: str = BACKORDER
    free_shipping_from: Minor | None = None


class ChannelRefused(Refused):
    """The channel's settings cannot be. `field` is the wrong one, `reason` says what it must be."""

    def __init__(self, code: str, field: str, reason: str) -> None:
        super().__init__(f"Channel {quote(code)}, {field}: {reason}.")
        self.code = code
        self.field = field
        self.reason = reason


class UnknownChannel(Refused):
    """No channel of the shop has this code. `known` are those there are."""

    def __init__(self, channel: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no channel {quote(channel)}. Known: {', '.join(known)}.")
        self.channel = channel


class UnknownPreference(Refused):
    """Not one of PREFERENCES."""

    def __init__(self, preference: str) -> None:
        super().__init__(f"{quote(preference)} is not known for short stock; use one of: {', '.join(PREFERENCES)}.")
        self.preference = preference


class NotOffered(Refused):
    """The channel does not offer the service, or does not ship from the location (`what`)."""

    def __init__(self, channel: str, what: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"Channel {channel} does not offer {quote(what)}; it has: {', '.join(allowed)}.")
        self.channel = channel
        self.what = what
        self.allowed = allowed


def require(channel: Channel) -> Channel:
    """The channel with its texts clean, every setting possible. Raises ChannelRefused, UnknownPreference and
    CardNumberRefused."""
    if not _CODE.fullmatch(channel.code):
        raise ChannelRefused(channel.code, "code", "use up to 32 letters, digits and hyphens, such as WEB")
    refuse_card_number(channel.name, "name")
    name = clean(channel.name, limit=60)
    if not name:
        raise ChannelRefused(channel.code, "name", "give it a name")
    if channel.kind not in KINDS:
        raise ChannelRefused(channel.code, "kind", f"use one of: {', '.join(KINDS)}")
    if channel.price_list and not _CODE.fullmatch(channel.price_list):
        raise ChannelRefused(channel.code, "price_list", "use a price list's code, or leave it empty")
    _codes(channel, "locations", channel.locations)
    _codes(channel, "services", channel.services)
    wrong = [service for service in channel.services if service not in SERVICES]
    if wrong:
        raise ChannelRefused(channel.code, "services", f"{quote(wrong[0])} is none of: {', '.join(SERVICES)}")
    if channel.safety_stock < 0:
        raise ChannelRefused(channel.code, "safety_stock", "it cannot be less than 0")
    if channel.free_shipping_from is not None and channel.free_shipping_from < 0:
        raise ChannelRefused(channel.code, "free_shipping_from", "it cannot be less than 0; leave it empty for never")
    return msgspec.structs.replace(channel, name=name, short_preference=preference(channel.short_preference))


def preference(text: str) -> str:
    """A preference as typed, in small letters. Raises UnknownPreference."""
    typed = text.strip().lower()
    if typed not in PREFERENCES:
        raise UnknownPreference(text)
    return typed


def allows_location(channel: Channel, location: str) -> bool:
    """Whether the channel may promise what lies at the location."""
    return not channel.locations or location in channel.locations


def require_service(channel: Channel, service: str) -> str:
    """The service, when the channel offers it. Raises NotOffered."""
    allowed = channel.services or SERVICES
    if service not in allowed:
        raise NotOffered(channel.code, service, allowed)
    return service


def _codes(channel: Channel, field: str, codes: tuple[str, ...]) -> None:
    wrong = [code for code in codes if not _CODE.fullmatch(code)]
    if wrong:
        raise ChannelRefused(channel.code, field, f"{quote(wrong[0])} is not a code")
    if len(set(codes)) != len(codes):
        raise ChannelRefused(channel.code, field, "each may stand there once")
