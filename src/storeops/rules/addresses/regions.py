"""States, provinces and territories, in the countries whose post needs them on every letter."""

from __future__ import annotations

from types import MappingProxyType

# ISO 3166-2:US; USPS Publication 28 (2024), appendix B, with the territories and the military "states".
_US = """
AL Alabama; AK Alaska; AS American Samoa; AZ Arizona; AR Arkansas; AA Armed Forces Americas; AE Armed Forces Europe;
AP Armed Forces Pacific; CA California; CO Colorado; CT Connecticut; DE Delaware; DC District of Columbia; FL Florida;
GA Georgia; GU Guam; HI Hawaii; ID Idaho; IL Illinois; IN Indiana; IA Iowa; KS Kansas; KY Kentucky; LA Louisiana;
ME Maine; MH Marshall Islands; MD Maryland; MA Massachusetts; MI Michigan; FM Micronesia; MN Minnesota;
MS Mississippi; MO Missouri; MT Montana; NE Nebraska; NV Nevada; NH New Hampshire; NJ New Jersey; NM New Mexico;
NY New York; NC North Carolina; ND North Dakota; MP Northern Mariana Islands; OH Ohio; OK Oklahoma; OR Oregon;
PW Palau; PA Pennsylvania; PR Puerto Rico; RI Rhode Island; SC South Carolina; SD South Dakota; TN Tennessee;
TX Texas; UT Utah; VT Vermont; VI Virgin Islands; VA Virginia; WA Washington; WV West Virginia; WI Wisconsin;
WY Wyoming
"""

# Canada Post, Addressing Guidelines, table of province and territory symbols.
_CA = """
AB Alberta; BC British Columbia; MB Manitoba; NB New Brunswick; NL Newfoundland and Labrador; NS Nova Scotia;
NT Northwest Territories; NU Nunavut; ON Ontario; PE Prince Edward Island; QC Quebec; SK Saskatchewan; YT Yukon
"""

# Australia Post, Addressing standards (AS 4590), state and territory abbreviations.
_AU = """
ACT Australian Capital Territory; NSW New South Wales; NT Northern Territory; QLD Queensland; SA South Australia;
TAS Tasmania; VIC Victoria; WA Western Australia
"""


def _read(table: str) -> MappingProxyType[str, str]:
    pairs = (entry.split(" ", 1) for entry in " ".join(table.split()).split("; "))
    return MappingProxyType(dict(pairs))


REGIONS: MappingProxyType[str, MappingProxyType[str, str]] = MappingProxyType(
    {"US": _read(_US), "CA": _read(_CA), "AU": _read(_AU)}
)
"""Postal code and name of each region, by country (ISO 3166-1 alpha-2)."""

_BY_NAME = {country: {name.upper(): code for code, name in regions.items()} for country, regions in REGIONS.items()}


def region_code(text: str, country: str) -> str:
    """The postal code of a region typed as code or name: 'IL' for 'il' and 'Illinois'.

    '' where the country has no such region, or its regions are not in REGIONS."""
    typed = text.upper().strip(" .").replace("QUÉBEC", "QUEBEC")
    if typed in REGIONS.get(country, ()):
        return typed
    return _BY_NAME.get(country, {}).get(typed, "")
