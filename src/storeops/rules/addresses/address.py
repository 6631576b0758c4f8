"""An address as the post and the carriers want it: its fields made clean."""

from __future__ import annotations

from storeops.rules.addresses.countries import country_code
from storeops.rules.addresses.formats import normal_postcode
from storeops.rules.addresses.regions import region_code
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.errors import Refused
from storeops.rules.postal_address import Address
from storeops.rules.text import clean

LONGEST_FIELD = 100
"""The longest field, in characters; a label of 100 mm shows about 40 of them in a line."""

MOST_LINES = 4
"""The most street lines of one address."""


class AddressTooLong(Refused):
    """A field, or the number of lines, is longer than any label or carrier takes. Nothing is cut in silence."""

    def __init__(self, field: str, limit: int) -> None:
        what = "street lines" if field == "lines" else "characters"
        super().__init__(f"The address is too long ({field}): at most {limit} {what}. Shorten it and enter it again.")
        self.field = field
        self.limit = limit


def tidy(address: Address) -> Address:
    """The address with every text clean, the country as its code, region and postcode in their normal form.

    A postcode or region which is wrong stays as typed, for `check` to name. `tidy(tidy(a)) == tidy(a)`. Raises
    CardNumberRefused and AddressTooLong."""
    country = _field(address.country, "country")
    country = country_code(country) or country.upper()
    lines = tuple(line for line in (_field(line, "address") for line in address.lines) if line)
    if len(lines) > MOST_LINES:
        raise AddressTooLong("lines", MOST_LINES)
    region = _field(address.region, "region")
    postcode = _field(address.postcode, "postcode")
    return Address(
        name=_field(address.name, "name"),
        company=_field(address.company, "company"),
        lines=lines,
        city=_field(address.city, "city"),
        region=region_code(region, country) or region,
        postcode=normal_postcode(postcode, country) or postcode.upper(),
        country=country,
        phone=_field(address.phone, "phone"),
    )


def _field(text: str, field: str) -> str:
    refuse_card_number(text, field)
    kept = clean(text, limit=LONGEST_FIELD + 1)
    if len(kept) > LONGEST_FIELD:
        raise AddressTooLong(field, LONGEST_FIELD)
    # What was taken out may have kept the groups of a card number apart.
    refuse_card_number(kept, field)
    return kept
