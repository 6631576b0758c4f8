"""How each country writes its addresses: postcode, required fields, and the order on a label.

Read from the Universal Postal Union's addressing sheets (standard S42, Postal addressing systems in member countries)
and compared with Google's address data (github.com/google/libaddressinput, CC-BY 4.0). The named posts decide where
the two differ: Royal Mail (BS 7666, Postcode Address File), An Post (Eircode address rules), USPS Publication 28,
Canada Post Addressing Guidelines. A postcode's shape is checked, not whether it has been given out: posts open new
ones every month, and a list that ships with a till is always old.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType

import msgspec

_NEEDED = ("lines", "city", "postcode")
_WITH_REGION = ("lines", "city", "region", "postcode")
_NO_POSTCODE = ("lines", "city")


class AddressFormat(msgspec.Struct, frozen=True):
    """One country's way. `postcode` is a pattern of the code without blanks and hyphens, its groups put together by
    `joint`; '' = the country has no postcodes, or theirs are not known here.

    `order` is the label: N name, O company, A street lines, C city, S region, Z postcode, a bar between lines; what
    stands before a letter is printed with it (LV-Z).
    `capitals` are the letters of `order` printed in capitals. `required` names fields of Address."""

    order: str = "N|O|A|C Z|S"
    postcode: str = ""
    joint: str = ""
    example: str = ""
    required: tuple[str, ...] = _NO_POSTCODE
    capitals: str = ""


_LOCALITY_FIRST = "N|O|A|Z C"
_COMPANY_FIRST = "O|N|A|Z C"
_FOUR, _FIVE, _SIX = r"(\d{4})", r"(\d{5})", r"(\d{6})"


def _continental(postcode: str, example: str, joint: str = "", order: str = _LOCALITY_FIRST) -> AddressFormat:
    """The postcode before the city, as in nearly all of Europe."""
    return AddressFormat(order, postcode, joint, example, _NEEDED)


# The inward code has no C I K M O V; BS 7666-2:2006. Girobank's GIR 0AA is history.
_GB = AddressFormat(
    "N|O|A|C|Z", r"([A-Z]{1,2}\d[A-Z\d]?)(\d[ABD-HJLN-UW-Z]{2})", " ", "LS1 4AP", _NEEDED, capitals="CZ"
)
# Eircode: three characters of the routing key, four of the identifier; letters ACDEFHKNPRTVWXY.
_IE = AddressFormat(
    "N|O|A|C|S|Z", r"([AC-FHKNPRTV-Y]\d[\dW])([\dAC-FHKNPRTV-Y]{4})", " ", "D02 AF30", _NO_POSTCODE, capitals="Z"
)
_US = AddressFormat("N|O|A|C S Z", r"(\d{5})(\d{4})?", "-", "62701", _WITH_REGION, capitals="CS")
_FR = AddressFormat(_COMPANY_FIRST, _FIVE, "", "75001", _NEEDED, capitals="C")
_IT = AddressFormat("N|O|A|Z C S", _FIVE, "", "00144", _NEEDED, capitals="CS")

FORMATS: MappingProxyType[str, AddressFormat] = MappingProxyType(
    {
        "AD": _continental(r"(AD\d{3})", "AD500"),
        "AE": AddressFormat("N|O|A|C|S"),
        "AT": _continental(_FOUR, "1010", order=_COMPANY_FIRST),
        "AU": AddressFormat("O|N|A|C S Z", _FOUR, "", "2060", _WITH_REGION, capitals="CS"),
        "BE": _continental(_FOUR, "1000", order=_COMPANY_FIRST),
        "BG": _continental(_FOUR, "1000"),
        "BR": AddressFormat("O|N|A|C S|Z", r"(\d{5})(\d{3})", "-", "01310-100", _NEEDED, capitals="CS"),
        "BY": _continental(_SIX, "220050"),
        "CA": AddressFormat(
            "N|O|A|C S Z",
            r"([ABCEGHJ-NPR-TVXY]\d[ABCEGHJ-NPRSTV-Z])(\d[ABCEGHJ-NPRSTV-Z]\d)",
            " ",
            "K1A 0B1",
            _WITH_REGION,
            capitals="CSZ",
        ),
        "CH": _continental(_FOUR, "3030", order=_COMPANY_FIRST),
        "CN": AddressFormat("N|O|A|C|S Z", _SIX, "", "100000", _NEEDED),
        "CY": _continental(_FOUR, "1010"),
        "CZ": _continental(r"(\d{3})(\d{2})", "110 00", " "),
        "DE": _continental(_FIVE, "10115"),
        "DK": _continental(_FOUR, "1566"),
        "EE": _continental(_FIVE, "10111"),
        "ES": AddressFormat("N|O|A|Z C|S", _FIVE, "", "28013", _NEEDED, capitals="CS"),
        "FI": _continental(_FIVE, "00100", order=_COMPANY_FIRST),
        "FR": _FR,
        "GB": _GB,
        "GG": AddressFormat(_GB.order, r"(GY\d{1,2})(\d[ABD-HJLN-UW-Z]{2})", " ", "GY1 1AA", _NEEDED, capitals="CZ"),
        "GR": _continental(r"(\d{3})(\d{2})", "105 57", " "),
        "HK": AddressFormat("N|O|A|C|S", required=("lines",)),
        "HR": _continental(_FIVE, "10000"),
        "HU": AddressFormat("N|O|C|A|Z", _FOUR, "", "1037", _NEEDED, capitals="C"),
        "IE": _IE,
        "IL": AddressFormat("N|O|A|C Z", r"(\d{7}|\d{5})", "", "9614303", _NO_POSTCODE),
        "IM": AddressFormat(_GB.order, r"(IM\d{1,2})(\d[ABD-HJLN-UW-Z]{2})", " ", "IM2 1AA", _NEEDED, capitals="CZ"),
        "IN": AddressFormat("N|O|A|C Z|S", _SIX, "", "110034", _NEEDED),
        "IS": _continental(r"(\d{3})", "101"),
        "IT": _IT,
        "JE": AddressFormat(_GB.order, r"(JE\d{1,2})(\d[ABD-HJLN-UW-Z]{2})", " ", "JE1 1AA", _NEEDED, capitals="CZ"),
        "JP": AddressFormat("N|O|A|C|S|Z", r"(\d{3})(\d{4})", "-", "154-0023", _NEEDED),
        "KR": AddressFormat("N|O|A|C|S|Z", _FIVE, "", "03051", _NEEDED),
        "LI": _continental(r"(94\d{2})", "9490", order=_COMPANY_FIRST),
        "LT": _continental(_FIVE, "04340", order="O|N|A|Z C"),
        "LU": _continental(_FOUR, "1009", order=_COMPANY_FIRST),
        "LV": AddressFormat("N|O|A|C LV-Z", r"(\d{4})", "", "1010", _NEEDED),
        "MA": _continental(_FIVE, "20000"),
        "MC": AddressFormat(_COMPANY_FIRST, r"(980\d{2})", "", "98000", _NEEDED, capitals="C"),
        "MT": AddressFormat("N|O|A|C|Z", r"([A-Z]{3})(\d{4})", " ", "VLT 1117", _NEEDED, capitals="C"),
        "MX": AddressFormat("N|O|A|Z C S", _FIVE, "", "02860", _NEEDED, capitals="CS"),
        # SA, SD and SS are not given out.
        "NL": _continental(r"([1-9]\d{3})([A-RT-Z][A-Z]|S[BCE-RT-Z])", "1012 AB", " ", _COMPANY_FIRST),
        "NO": _continental(_FOUR, "0025"),
        "NZ": AddressFormat("N|O|A|C Z", _FOUR, "", "6001", _NEEDED),
        "PL": _continental(r"(\d{2})(\d{3})", "00-950", "-"),
        "PR": AddressFormat("N|O|A|C S Z", r"(00[679]\d{2})(\d{4})?", "-", "00930", _NEEDED, capitals="C"),
        "PT": _continental(r"(\d{4})(\d{3})", "1250-096", "-"),
        "RO": _continental(_SIX, "060274"),
        "RS": _continental(_FIVE, "11000"),
        "SE": _continental(r"(\d{3})(\d{2})", "114 55", " ", _COMPANY_FIRST),
        "SG": AddressFormat("N|O|A|C Z", _SIX, "", "546080", ("lines", "postcode")),
        "SI": _continental(_FOUR, "1000"),
        "SK": _continental(r"(\d{3})(\d{2})", "811 01", " "),
        "SM": AddressFormat(_IT.order, r"(4789\d)", "", "47890", _NEEDED, capitals="CS"),
        "TR": AddressFormat("N|O|A|Z C S", _FIVE, "", "34000", _NEEDED),
        "UA": AddressFormat("N|O|A|C|S|Z", _FIVE, "", "01001", _NEEDED),
        "US": _US,
        "VA": AddressFormat(_IT.order, r"(00120)", "", "00120", _NEEDED, capitals="CS"),
        "ZA": AddressFormat("N|O|A|C|Z", _FOUR, "", "0083", _NEEDED),
    }
)
"""By ISO 3166-1 alpha-2 code; every other country takes DEFAULT."""

DEFAULT = AddressFormat()
"""Street and city are required, a postcode is taken as it comes."""

# CEPT prefixes as they are still typed; UPU S42 has dropped them.
_PREFIXES = MappingProxyType(
    {
        country: tuple(f"{prefix}-" for prefix in (letters, country) if prefix)
        for country, letters in (
            *(("AT", "A"), ("BE", "B"), ("CH", "CH"), ("CZ", ""), ("DE", "D"), ("DK", "DK"), ("EE", ""), ("ES", "E")),
            *(("FI", "FIN"), ("FR", "F"), ("HR", "HR"), ("IT", "I"), ("LI", "FL"), ("LT", ""), ("LU", "L"), ("LV", "")),
            *(("NL", ""), ("NO", "N"), ("PL", "PL"), ("PT", "P"), ("RO", ""), ("SE", "S"), ("SI", ""), ("SK", "")),
        )
    }
)


def address_format(country: str) -> AddressFormat:
    """The country's format by ISO 3166-1 alpha-2 code, DEFAULT where none is known."""
    return FORMATS.get(country, DEFAULT)


@lru_cache(maxsize=512)
def normal_postcode(text: str, country: str) -> str:
    """The postcode as the country's post writes it: 'LS1 4AP' for 'ls14ap', '00-950' for '00950'.

    '' where it is none of this country's. Where the country has no pattern the text comes back in capitals."""
    known = address_format(country)
    if not known.postcode:
        return text.upper()
    typed = text.upper().strip()
    for prefix in _PREFIXES.get(country, ()):
        typed = typed.removeprefix(prefix)
    found = re.fullmatch(known.postcode, re.sub(r"[\s.-]", "", typed), re.ASCII)
    return known.joint.join(group for group in found.groups() if group) if found else ""


@lru_cache(maxsize=512)
def loose_postcode(country: str) -> re.Pattern[str] | None:
    """A pattern that finds the country's postcode in a line, with or without prefix, blank and hyphen.

    The groups are those of `AddressFormat.postcode`. None where the country has none."""
    known = address_format(country)
    if not known.postcode:
        return None
    prefix = "|".join(re.escape(prefix) for prefix in _PREFIXES.get(country, ()))
    loose = known.postcode.replace(")(", r")[ -]?(")
    return re.compile(rf"(?<![\w-])(?:{prefix or '(?!)'})?{loose}(?![\w-])", re.IGNORECASE | re.ASCII)
