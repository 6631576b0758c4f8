"""What is missing or wrong in an address before anything is shipped to it, in words for the person who typed it."""

from __future__ import annotations

import msgspec

from storeops.rules.addresses.address import tidy
from storeops.rules.addresses.countries import NAMES, country_name
from storeops.rules.addresses.formats import AddressFormat, address_format, normal_postcode
from storeops.rules.addresses.regions import REGIONS, region_code
from storeops.rules.errors import Refused
from storeops.rules.postal_address import Address
from storeops.rules.wording import quote

MISSING, POSTCODE, REGION, COUNTRY = "missing", "postcode", "region", "country"

_WORDS = {"lines": "street and house number", "city": "town or city", "region": "state or province"}


class Problem(msgspec.Struct, frozen=True):
    """One thing to put right: the `field` of Address, the `kind` (MISSING, POSTCODE, REGION, COUNTRY), and the
    `message` with its remedy."""

    field: str
    kind: str
    message: str


class AddressRefused(Refused):
    """The address cannot be shipped to. `problems` are all of them, `address` as it was tidied."""

    def __init__(self, address: Address, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.address = address
        self.problems = problems


class AddressIncomplete(AddressRefused):
    """A field the country's post requires is empty."""


class WrongPostcode(AddressRefused):
    """The postcode is none of the country's."""


class UnknownRegion(AddressRefused):
    """The state or province is none of the country's."""


class UnknownCountry(AddressRefused):
    """The country is missing, or no code of ISO 3166-1."""


_REFUSALS = {MISSING: AddressIncomplete, POSTCODE: WrongPostcode, REGION: UnknownRegion, COUNTRY: UnknownCountry}


def check(address: Address) -> tuple[Problem, ...]:
    """Everything that keeps the address from being shipped to, in the order of its fields; () = fine.

    Required fields and the postcode's shape by country; that the street exists is not known here. Raises what `tidy`
    raises."""
    address = tidy(address)
    if address.country not in NAMES:
        return (_no_country(address.country),)
    known = address_format(address.country)
    missing = [_missing(field, address, known) for field in known.required if not getattr(address, field)]
    return tuple(problem for problem in (*missing, _region(address), _postcode(address, known)) if problem)


def require(address: Address) -> Address:
    """The tidy address, fit to be shipped to. Raises AddressIncomplete, WrongPostcode, UnknownRegion or
    UnknownCountry after the first problem, with all problems in it, and what `tidy` raises."""
    problems = check(address)
    if problems:
        raise _REFUSALS[problems[0].kind](tidy(address), problems)
    return tidy(address)


def postcode_area(address: Address) -> str:
    """The beginning of the postcode by which carriers draw their zones, in capitals; '' without a postcode.

    United Kingdom, Guernsey, Jersey, Isle of Man: the letters of the outward code (LS, BT, JE). Elsewhere the first
    two letters or digits."""
    postcode = normal_postcode(address.postcode, address.country) or address.postcode.upper()
    signs = [char for char in postcode if char.isalnum()]
    if address.country not in ("GB", "GG", "IM", "JE"):
        return "".join(signs[:2])
    digit = next((index for index, char in enumerate(signs) if not char.isalpha()), len(signs))
    return "".join(signs[: min(digit, 2)])


def _no_country(country: str) -> Problem:
    if not country:
        message = "The country is missing: add its code of two letters at the end, for example GB."
    else:
        message = f"{quote(country)} is not a country that is known: give its code of two letters, for example GB."
    return Problem("country", COUNTRY, message)


def _missing(field: str, address: Address, known: AddressFormat) -> Problem:
    if field == "postcode":
        where = country_name(address.country)
        return Problem(field, MISSING, f"The postcode is missing: in {where} it looks like {known.example}.")
    words = _WORDS[field]
    remedy = f"add the {words}, with commas between the parts"
    if field == "region":
        remedy = f"add it before the postcode, for example {next(iter(REGIONS[address.country]))}"
    return Problem(field, MISSING, f"The {words} is missing: {remedy}.")


def _region(address: Address) -> Problem | None:
    if not address.region or address.country not in REGIONS or region_code(address.region, address.country):
        return None
    where = country_name(address.country)
    codes = ", ".join(REGIONS[address.country])
    message = f"{quote(address.region)} is not a state or province of {where}: use one of {codes}."
    return Problem("region", REGION, message)


def _postcode(address: Address, known: AddressFormat) -> Problem | None:
    if not address.postcode or not known.postcode or normal_postcode(address.postcode, address.country):
        return None
    where = country_name(address.country)
    message = (
        f"{quote(address.postcode)} is not a postcode of {where}: there it looks like {known.example}. "
        "Correct it, or the country."
    )
    return Problem("postcode", POSTCODE, message)
