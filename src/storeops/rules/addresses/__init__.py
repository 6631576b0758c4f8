"""Addresses: read from one line, made clean, checked by country, and printed as the destination's post wants them."""

from storeops.rules.addresses.address import LONGEST_FIELD, MOST_LINES, AddressTooLong, tidy
from storeops.rules.addresses.checks import (
    AddressIncomplete,
    AddressRefused,
    Problem,
    UnknownCountry,
    UnknownRegion,
    WrongPostcode,
    check,
    postcode_area,
    require,
)
from storeops.rules.addresses.countries import country_code, country_name
from storeops.rules.addresses.formats import normal_postcode
from storeops.rules.addresses.labels import is_abroad, postal_label
from storeops.rules.addresses.one_line import one_line, parse_line
from storeops.rules.postal_address import Address

__all__ = [
    "LONGEST_FIELD",
    "MOST_LINES",
    "Address",
    "AddressIncomplete",
    "AddressRefused",
    "AddressTooLong",
    "Problem",
    "UnknownCountry",
    "UnknownRegion",
    "WrongPostcode",
    "check",
    "country_code",
    "country_name",
    "is_abroad",
    "normal_postcode",
    "one_line",
    "parse_line",
    "postal_label",
    "postcode_area",
    "require",
    "tidy",
]
