"""An address in one line, as it is typed at the counter and in `--ship-to`: read and written.

Nobody types field by field on a telephone. The line is read from its end: country, postcode with what stands beside
it, region, city; what is left is the street. Where the parts do not say which is which, the commas decide, and
`check` names what is missing.
"""

from __future__ import annotations

import re

from storeops.rules.addresses.address import AddressTooLong, tidy
from storeops.rules.addresses.countries import country_code
from storeops.rules.addresses.formats import address_format, loose_postcode, normal_postcode
from storeops.rules.addresses.regions import REGIONS, region_code
from storeops.rules.card_numbers import refuse_card_number
from storeops.rules.postal_address import Address

LONGEST_TEXT = 400
"""The longest text that is read as an address, in characters."""

_PROVINCE = re.compile(r"(?P<city>.+?)[ -]+\(?(?P<region>[A-Z]{2})\)?")
_COUNTY = re.compile(r"(?:Co\.?|County) .+", re.IGNORECASE)
# Countries where two capitals after the city are a province or state: Roma RM, São Paulo - SP.
_PROVINCIAL = ("IT", "BR", "SM")


def parse_line(text: str, country_default: str) -> Address:
    """Read an address typed in one line (or several): '12 High St, Leeds LS1 4AP, GB'.

    Parts are divided by commas, semicolons or line ends. The last may be a country, as ISO 3166-1 alpha-2 code or by
    name; else it is `country_default`. Name and company are not read. The result is tidy but may be incomplete: say
    `require` before it is used. Raises CardNumberRefused and AddressTooLong."""
    refuse_card_number(text, "address")
    if len(text) > LONGEST_TEXT:
        raise AddressTooLong("address", LONGEST_TEXT)
    parts = [part.strip() for part in re.split(r"[,;\n\r]+", text)]
    parts = [part for part in parts if part]
    country = _take_country(parts, country_default.upper())
    postcode, before, city, after = _take_postcode(parts, country)
    city, region = _city_and_region(before, city, after, country)
    return tidy(Address(lines=(*before, *after), city=city, region=region, postcode=postcode, country=country))


def one_line(address: Address) -> str:
    """The address in one line, as `parse_line` reads it back: street, locality in the country's order, country code.

    Name, company and phone are left out."""
    order = address_format(address.country).order
    words = {"C": address.city, "S": address.region, "Z": address.postcode}
    locality = [
        " ".join(words[token[-1]] for token in line.split() if words.get(token[-1])) for line in order.split("|")
    ]
    return ", ".join(part for part in (*address.lines, *locality, address.country) if part)


def _take_country(parts: list[str], default: str) -> str:
    if len(parts) < 2:
        return default
    code = country_code(parts[-1])
    if not code or _is_region(parts, code, default):
        return default
    parts.pop()
    return code


def _is_region(parts: list[str], code: str, default: str) -> bool:
    """Whether a last part like CA is California and not Canada: it is where no postcode of Canada stands before."""
    if default == code or not region_code(parts[-1], default):
        return False
    pattern = loose_postcode(code)
    return pattern is None or not any(pattern.search(part) for part in parts[1:-1])


def _take_postcode(parts: list[str], country: str) -> tuple[str, list[str], str, list[str]]:
    """The postcode, the parts before its part, the words beside it, and the parts after.

    Looked for from the end and never in the first part of several, which begins with a house number."""
    pattern = loose_postcode(country)
    if pattern is None:
        return "", parts, "", []
    if len(parts) == 1:
        return _within(parts[0], pattern, country)
    for index in range(len(parts) - 1, 0, -1):
        for match in reversed(list(pattern.finditer(parts[index]))):
            left, right = parts[index][: match.start()].strip(" -"), parts[index][match.end() :].strip(" -")
            before, after = parts[:index], parts[index + 1 :]
            if not left and not right:
                return _alone(match.group(), before, after, country)
            if not left or not right:
                return normal_postcode(match.group(), country), before, left or right, after
    return "", parts, "", []


def _within(part: str, pattern: re.Pattern[str], country: str) -> tuple[str, list[str], str, list[str]]:
    """No comma at all: street before the postcode, the city after it where the country writes it so."""
    for match in reversed(list(pattern.finditer(part))):
        left, right = part[: match.start()].strip(" -"), part[match.end() :].strip(" -")
        if not right or _city_follows(country):
            return normal_postcode(match.group(), country), [left] if left else [], right, []
    return "", [part], "", []


def _city_follows(country: str) -> bool:
    order = address_format(country).order
    return order.find("Z") < order.find("C")


def _alone(text: str, before: list[str], after: list[str], country: str) -> tuple[str, list[str], str, list[str]]:
    """A postcode between two commas: the city stands after it where the country writes it so, else before."""
    city = after.pop(0) if after and _city_follows(country) else ""
    return normal_postcode(text, country), before, city, after


def _city_and_region(before: list[str], beside: str, after: list[str], country: str) -> tuple[str, str]:
    """City and region out of the words beside the postcode, else out of the parts around it, which lose them."""
    city, region = _split_region(beside, country)
    if not region and region_code(city, country) and _ends_in_a_name(before):
        return before.pop(), city
    if not city:
        region = region or _take_region(before, country)
        if _ends_in_a_name(before) or (len(before) > 1 and not after):
            city = before.pop()
        elif after:
            city = after.pop(0)
        if not region:
            city, region = _split_region(city, country)
    if not region and after:
        region = after.pop(0)
    return city, region


def _ends_in_a_name(before: list[str]) -> bool:
    """Whether the last part before the postcode is a city rather than a street or flat, which have numbers."""
    return len(before) > 1 and not re.search(r"\d", before[-1])


def _split_region(city: str, country: str) -> tuple[str, str]:
    """'Springfield IL' and 'Roma (RM)' apart; a region alone, 'IL', leaves no city."""
    if country in _PROVINCIAL:
        found = _PROVINCE.fullmatch(city)
        return (found["city"], found["region"]) if found else (city, "")
    if country not in REGIONS:
        return city, ""
    if region_code(city, country) == city.upper():
        return "", city
    words = city.split()
    for count in range(1, min(3, len(words) - 1) + 1):
        region = region_code(" ".join(words[-count:]), country)
        if region:
            return " ".join(words[:-count]), region
    return city, ""


def _take_region(before: list[str], country: str) -> str:
    """A region in a part of its own, after the city: ', Springfield, IL, 62701' and ', Kells, Co. Meath, A82 X123'."""
    if len(before) < 2:
        return ""
    alone = region_code(before[-1], country) if country in REGIONS else ""
    county = len(before) > 2 and country in ("IE", "GB") and _COUNTY.fullmatch(before[-1]) is not None
    return before.pop() if alone or county else ""
