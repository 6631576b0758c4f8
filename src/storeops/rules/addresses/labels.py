"""The address as it is printed on a label: lines in the order of the country it goes to."""

from __future__ import annotations

from storeops.rules.addresses.address import tidy
from storeops.rules.addresses.countries import country_name
from storeops.rules.addresses.formats import address_format
from storeops.rules.postal_address import Address

# Royal Mail carries inland post to the Crown Dependencies; USPS to its territories; La Poste to Monaco.
_ONE_POST = (
    frozenset({"GB", "GG", "IM", "JE"}),
    frozenset({"US", "PR", "GU", "VI", "AS", "MP"}),
    frozenset(["FR", "MC"]),
)


def is_abroad(country: str, from_country: str) -> bool:
    """Whether a letter from one country to the other leaves its post (ISO 3166-1 alpha-2 both)."""
    return country != from_country and not any({country, from_country} <= post for post in _ONE_POST)


def postal_label(address: Address, from_country: str) -> tuple[str, ...]:
    """The lines of a label, top to bottom, none empty; the phone is not printed.

    The order is the destination's (UPU S42); abroad, the last line is the country's English name in capitals, which
    every post reads (UPU Convention, Letter Post Regulations, article on addressing). Raises what `tidy` raises."""
    address = tidy(address)
    known = address_format(address.country)
    words = {
        "N": address.name,
        "O": address.company,
        "C": address.city,
        "S": address.region,
        "Z": address.postcode,
    }
    words |= {letter: words[letter].upper() for letter in known.capitals}
    printed: list[str] = []
    for line in known.order.split("|"):
        if line == "A":
            printed += address.lines
        else:
            printed.append(" ".join(token[:-1] + words[token[-1]] for token in line.split() if words[token[-1]]))
    if address.region and "S" not in known.order:
        # Where the post does not need it, the customer wrote it all the same: no word of an address is dropped.
        printed[-1:] = [*printed[-1:], address.region] if known.order.endswith("C") else [address.region, *printed[-1:]]
    if is_abroad(address.country, from_country):
        printed.append(country_name(address.country).upper())
    return tuple(line for line in printed if line)
