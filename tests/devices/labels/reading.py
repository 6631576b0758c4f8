"""Labels read back by what is not ours: symbols by ZXing, their content by biip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from biip.gs1_messages import GS1Message

Symbols = dict[str, str]


def scanned(picture: Any) -> list[tuple[str, str]]:
    """Every Code 128 in a picture: its kind (]C0 plain, ]C1 GS1-128) and what a scanner sends for it.

    Other symbologies are not looked for: Interleaved 2 of 5, which has no check digit, is seen within other bars."""
    zxingcpp = pytest.importorskip("zxingcpp")
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code128)
    return [(code.symbology_identifier, code.bytes.decode("ascii")) for code in found]


def symbols(picture: Any) -> Symbols:
    """What a scanner sends for each symbol of a label, by its identifier; the carrier's number by `tracking`."""
    found = scanned(picture)
    plain = [data for kind, data in found if kind == "]C0"]
    assert len(plain) <= 1
    gs1 = {data[:2] if data.startswith("00") else data[:3]: data for kind, data in found if kind == "]C1"}
    assert len(gs1) + len(plain) == len(found)
    return gs1 | ({"tracking": plain[0]} if plain else {})


def opened(path: Path) -> Any:
    """A picture in black and white."""
    image = pytest.importorskip("PIL.Image")
    with image.open(path) as picture:
        return picture.convert("L")


def judged(data: str) -> dict[str, str]:
    """The element strings of a GS1-128 symbol as biip reads them; it raises where a check digit is wrong."""
    return {element.ai.ai: element.value for element in GS1Message.parse(data).element_strings}
