"""Parcels as the reports hand them over, for every rendering of their papers to be tried on."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from storeops.documents.label import label
from storeops.documents.label.layout import Label
from storeops.reports.shipping_views import LabelView
from storeops.rules.errors import Refused
from storeops.rules.postal_address import Address

SHOP = Address(name="Corner Shop", lines=("12 High Street",), city="Leeds", postcode="LS1 4AP", country="GB")
CUSTOMER = Address(
    name="Zoë Müller-Łukasz", company="Owl & Sons", lines=("Flat 3, 1 Mill Lane",), city="York", postcode="YO1 7HH",
    country="GB", phone="+441904550000",
)  # fmt: skip

PARCEL = LabelView(
    order="S1-W-000123",
    parcel=1,
    parcels=3,
    sender=SHOP,
    recipient=CUSTOMER,
    carrier="Demo Parcels",
    service="Express 24",
    weight=1250,
    sscc="050123450000006789",
    tracking="DP123456789GB",
)

EVERYTHING = replace(PARCEL, routing_code=True, is_return=True, fragile=True, dangerous=True)

COMMANDS = (
    "^XZ",
    "~DY",
    "^XA^PQ99^XZ",
    "_5EXZ",
    "\\&",
    "^FS^FO0,0^GB812,1218,812^FS",
    "~HS",
    "\x1b@",
    "<b>",
    "[/]",
    "😀",
)
hostile = st.one_of(
    st.text(max_size=60),
    st.text("WMÄЖ漢字한글אבגقطة😀🏽é\u0301 -~^_\\", max_size=110),
    st.lists(st.sampled_from([*COMMANDS, "Street", "of", "W" * 40]), max_size=12).map(" ".join),
)
address = st.builds(
    Address, name=hostile, company=hostile, lines=st.lists(hostile, max_size=4).map(tuple), city=hostile,
    region=hostile, postcode=st.one_of(hostile, st.from_regex(r"[A-Z0-9]{3,9}", fullmatch=True)),
    country=st.sampled_from(["GB", "DE", "US", "JP", "FR", "BR", "XX", ""]),
)  # fmt: skip
printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30).map(str.strip)
views = st.builds(
    LabelView, order=hostile, parcel=st.integers(0, 10**6), parcels=st.integers(0, 10**6), sender=address,
    recipient=address, carrier=hostile, service=hostile, weight=st.integers(0, 10**9),
    sscc=st.sampled_from(["", "050123450000006789"]), tracking=printable, routing_code=st.booleans(),
    is_return=st.booleans(), fragile=st.booleans(), dangerous=st.booleans(),
)  # fmt: skip


def drawn(view: LabelView) -> Label | None:
    """The label; None where the address or the carrier's number is refused, which other tests look at."""
    try:
        return label(view)
    except Refused:
        return None
