"""The official vectors of the GS1 syntax engine, as far as reading a scan goes.

Out of scope, each with its reason:
- `test_testGenerateDLuri`: writing Digital Link addresses, which the shop does not.
- `test_testGenerateScanData`: writing what a scanner would send; its results are read back here instead.
- vectors with `buf` for text: the text is made by the engine's own program.
- LENIENT: the engine verifies what a brand owner encodes; the till reads what a customer brings. It sells an
  item although a date range, a GRAI serial or the order of a Digital Link's attributes breaks the standard.
- NOT_READ: forms which biip does not know; the till says that it does not know the item.
- plain text in ]Q1, ]d1, ]J0 symbols is no GS1 data: it is found as it stands.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from storeops.rules.barcodes import Kind, gs1, gtin_check_digit, key, read

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("STOREOPS_REAL_DATA", ROOT.parent / "shared" / "data"))
FILE = FOLDER / "gs1" / "vectors.jsonl"

LENIENT = {
    ("ai.c", 1759): "7007 with an unfinished second date",
    ("ai.c", 1764): "check digit inside a GRAI (8003)",
    ("dl.c", 1344): "a scheme in mixed case, which RFC 3986 allows",
    ("dl.c", 1550): "an attribute without a value is passed over",
    ("dl.c", 1730): "a key qualifier among the attributes",
    ("dl.c", 1740): "the key once more among the attributes, the same",
    ("dl.c", 1748): "an attribute twice, the same",
    ("dl.c", 1757): "an attribute which is no identifier",
}
NOT_READ = {
    ("ai.c", 1378): "an escaped bracket in the printed form",
    ("dl.c", 1438): "identifiers by their short names, withdrawn from the standard",
    ("dl.c", 1484): "an attribute (01) of fewer than 14 digits",
    ("dl.c", 1494): "an attribute (01) of fewer than 14 digits",
}
UNKNOWN_IDENTIFIER = {("dl.c", 1767): "89 is assigned to nothing; the engine was told to let it pass"}

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FILE.exists(), reason="the folder of real data is not beside the project"),
]


def vectors(function: str) -> list[tuple[tuple[str, int], list[str]]]:
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()] if FILE.exists() else []
    return [((row["file"], row["line"]), row["args"]) for row in rows if row["fn"] == function]


def data(content: gs1.Content) -> str:
    return "".join(one.identifier + one.value for one in content.elements)


def checked(place: tuple[str, int], wanted: bool, raw: str) -> bool:
    """Whether the scan is read as data; asserts that this is as wanted, but for the exceptions above."""
    found = read(raw).kind is not Kind.OTHER
    assert found is ((wanted or place in LENIENT) and place not in NOT_READ), (place, raw)
    return found


def test_printed_element_strings() -> None:
    told = 0
    for place, (wanted, text, expected) in vectors("test_parseAIdata"):
        if checked(place, wanted == "true", text):
            assert data(gs1.message(text, 2)) == expected.replace("^", "")
            told += 1
    assert told == 5


def test_scanned_element_strings() -> None:
    told = 0
    for place, (wanted, text) in vectors("test_processAIdata"):
        if text == "buf":
            continue
        raw = "]C1" + text[1:].replace("^", "\x1d") if text.startswith("^") else text
        if checked(place, wanted == "true", raw):
            content = gs1.message(raw[3:], 2)
            assert data(content) == text.replace("^", "")
            told += 1
    assert told == 17


def test_digital_link_addresses() -> None:
    told = 0
    for place, (wanted, text, expected) in vectors("test_parseDLuri"):
        found = checked(place, wanted == "true", text)
        if found and wanted == "true":
            content = gs1.digital_link(text, 2)
            # The standard leaves the order of the attributes open, so the elements are compared as a set.
            for element in content.elements:
                assert element.identifier + element.value in expected
            if place not in UNKNOWN_IDENTIFIER:
                assert len(data(content)) == len(expected.replace("^", ""))
            assert read("]Q1" + text) == _with_symbology(text)
            told += 1
    assert told == 36


def _with_symbology(text: str) -> object:
    import msgspec

    return msgspec.structs.replace(read(text), raw="]Q1" + text, symbology="]Q1")


def test_scan_data_with_aim_identifiers() -> None:
    told = 0
    for place, (wanted, raw, symbol, expected) in vectors("test_testProcessScanData"):
        scan = read(raw)
        plain_text = raw[:3] in ("]Q1", "]d1", "]J0") and "http" not in raw.lower()
        assert (scan.kind is not Kind.OTHER) is (wanted == "true" and not plain_text), place
        if scan.kind is Kind.OTHER:
            continue
        assert scan.symbology == raw[:3]
        if symbol in ("EAN13", "EAN8"):
            assert scan.code == key(expected.split("|")[0])
        else:
            assert scan.gtin == "12312312312333"
        told += 1
    assert told == 9


def test_what_the_engine_sends_is_read_back() -> None:
    told = 0
    for place, (symbol, text, raw) in vectors("test_testGenerateScanData"):
        if raw == "NULL" or raw[:3] in ("]Q1", "]d1", "]J0"):
            continue
        scan = read(raw)
        assert scan.check == "right", place
        digits = text.split("|")[0].removeprefix("^")
        if symbol == "EAN13" and len(digits) == 12:
            digits += gtin_check_digit(digits)  # the engine fills it in
        assert scan.code == (digits[2:16] if text.startswith("^") else key(digits)), (place, symbol)
        told += 1
    assert told == 13
