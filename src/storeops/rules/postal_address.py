"""An address as a value. Facts carry it, so it stands apart from the rules that read, check and print addresses."""

from __future__ import annotations

import msgspec


class Address(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where somebody lives, works, or takes in a parcel. Every field is text and may be empty.

    `lines` are street, house, flat and district, as they are printed; `region` is a state, province or county;
    `country` an ISO 3166-1 alpha-2 code; `phone` the number the driver may call."""

    name: str = ""
    company: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""
