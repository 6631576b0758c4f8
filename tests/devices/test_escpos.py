"""ESC/POS bytes, read by a small decoder written from Epson's command reference, not from the encoder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storeops.devices.escpos import encode
from storeops.devices.trouble import UnknownCodePage
from storeops.documents.layout import Block, Columns, Cut, Layout, Line, Qr

# Commands of a fixed length: their first bytes, and how many bytes of arguments follow.
FIXED = {
    b"\x1b@": 0, b"\x1c.": 0, b"\x1bR": 1, b"\x1bt": 1, b"\x1ba": 1, b"\x1bE": 1, b"\x1bd": 1,
    b"\x1d!": 1, b"\x1dh": 1, b"\x1dw": 1, b"\x1df": 1, b"\x1dH": 1, b"\x1dV": 1,
}  # fmt: skip


def decode(data: bytes, codec: str = "cp858") -> Iterator[tuple[bytes, bytes | str]]:
    """Commands as (name, arguments) and rows as (b'', text). Anything that is neither is an error."""
    at, row = 0, b""
    while at < len(data):
        byte = data[at]
        if byte >= 0x20 and byte != 0x7F:
            row += data[at : at + 1]
            at += 1
        elif byte == 0x0A:
            yield b"", row.decode(codec)
            row = b""
            at += 1
        else:
            name = data[at : at + 2]
            if name in FIXED:
                start, length = at + 2, FIXED[name]
            elif name == b"\x1dk":
                name, start, length = data[at : at + 3], at + 4, data[at + 3]
            elif name == b"\x1d(" and data[at + 2 : at + 3] == b"k":
                name, start, length = data[at : at + 3], at + 5, data[at + 3] + 256 * data[at + 4]
            else:
                raise AssertionError(f"{name!r} at {at} is no command of a receipt")
            assert start + length <= len(data)
            yield name, data[start : start + length]
            at = start + length
    assert row == b""


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("escpos")


def _rows(data: bytes, codec: str = "cp858") -> list[str]:
    return [str(text) for name, text in decode(data, codec) if name == b""]


def test_a_receipt_command_by_command(layout: Layout, cache: Path) -> None:
    encoded = encode(layout, cache=cache)
    normal = [(b"\x1d!", b"\x00"), (b"\x1bE", b"\x00")]
    assert list(decode(encoded.data)) == [
        (b"\x1b@", b""),
        (b"\x1c.", b""),
        (b"\x1bR", b"\x00"),
        (b"\x1bt", b"\x13"),
        (b"\x1d!", b"\x11"),
        (b"\x1bE", b"\x01"),
        (b"", " " * 6 + "Café Lódz"),
        *normal,
        (b"", "─" * 42),
        *normal,
        (b"", "Crème brûlée £1 €2" + " " * 19 + "12.75"),
        (b"\x1d!", b"\x01"),
        (b"\x1bE", b"\x01"),
        (b"", "TOTAL EUR" + " " * 21 + "1,234,567.89"),
        *normal,
        (b"", "═" * 42),
        *normal,
        (b"", ""),
        (b"\x1ba", b"\x01"),
        (b"\x1dh", b"\x60"),
        (b"\x1dw", b"\x02"),
        (b"\x1df", b"\x00"),
        (b"\x1dH", b"\x02"),
        (b"\x1dkI", b"{BS1-T1-000123"),
        (b"\x1ba", b"\x00"),
        (b"\x1bd", b"\x06"),
        (b"\x1dV", b"\x01"),
    ]
    assert encoded.lost == 0


def test_a_qr_code_is_the_printers_own(cache: Path) -> None:
    data = encode(Layout(32, (Qr("S1-T1-R000004"),)), cache=cache).data
    stored = [arguments for name, arguments in decode(data) if name == b"\x1d(k"]
    assert b"1P0S1-T1-R000004" in stored
    assert stored[-1] == b"1Q0"
    assert b"1E1" in stored
    assert _rows(data)[-1] == "S1-T1-R000004"


@pytest.mark.parametrize(
    ("code_page", "codec", "text", "printed", "lost"),
    [
        ("CP858", "cp858", "“Żółw” – 1½ × 2 €…", '"Zólw" - 1½ × 2 €.', 0),
        ("CP437", "cp437", "5 € Œuvre Ø", "5 EUR OEuvre O", 0),
        ("CP852", "cp852", "Zażółć gęślą jaźń", "Zażółć gęślą jaźń", 0),
        ("CP866", "cp866", "Чай с лимоном", "Чай с лимоном", 0),
        ("CP1252", "cp1252", "€ é … 漢字 é", "€ é … ?? é", 2),
        ("CP858", "cp858", "Чай 👩‍👩‍👧 東", "??? ??? ?", 7),
        ("cp858", "cp858", "ﬁg ① Ⅳ", "fig 1 IV", 0),
    ],
)
def test_what_the_page_lacks_is_spelt_or_counted(
    code_page: str, codec: str, text: str, printed: str, lost: int, cache: Path
) -> None:
    encoded = encode(Layout(42, (Line(text),)), cache=cache, code_page=code_page)
    assert (_rows(encoded.data, codec), encoded.lost) == ([printed], lost)


def test_columns_are_counted_in_what_is_printed(cache: Path) -> None:
    encoded = encode(Layout(32, (Columns("½ 東京 €", "5.00"),)), cache=cache, code_page="CP866")
    assert _rows(encoded.data, "cp866") == ["1/2 ?? EUR" + " " * 18 + "5.00"]


def test_a_code_page_the_printer_lacks_is_refused(cache: Path) -> None:
    with pytest.raises(UnknownCodePage) as caught:
        encode(Layout(42, ()), cache=cache, code_page="UTF-8")
    assert "CP858" in caught.value.known
    assert "CP932" not in caught.value.known


hostile = st.one_of(
    st.text(),
    st.text(alphabet=st.characters(max_codepoint=0x9F)),
    st.lists(st.sampled_from(["\x1bp\x00\x19\xfa", "\x1dV\x00", "\x1b@", "\x10\x14\x01\x00\x01", "\x1c!", "Tea", "…"]))
    .map("".join),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(name=hostile, amount=hostile, code_page=st.sampled_from(["CP858", "CP437", "CP1252", "ISO_8859-15"]))
def test_no_byte_of_a_name_acts_as_a_command(name: str, amount: str, code_page: str, cache: Path) -> None:
    def commands(left: str, right: str) -> set[tuple[bytes, bytes | str]]:
        blocks: tuple[Block, ...] = (Columns(left, right), Line(left), Cut())
        data = encode(Layout(32, blocks), cache=cache, code_page=code_page).data
        return {item for item in decode(data, "latin-1") if item[0]}

    assert commands(name, amount) == commands("Tea", "1.00")


def test_a_brace_in_a_symbol_stays_a_brace(cache: Path, layout: Layout) -> None:
    code = replace(layout.blocks[6], data="A{C1")  # type: ignore[arg-type]
    data = encode(Layout(42, (code,)), cache=cache).data
    assert (b"\x1dkI", b"{BA{{C1") in list(decode(data))


def test_loading_the_library_leaves_no_folder_and_no_log_handler_behind(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    program = (
        "import logging, sys\n"
        "from pathlib import Path\n"
        "from storeops.devices.escpos import encode\n"
        "from storeops.documents.layout import Layout, Line, Code128\n"
        "assert 'escpos' not in sys.modules\n"
        "encode(Layout(42, (Line('Tea'), Code128('A1'))), cache=Path(sys.argv[1]))\n"
        "assert logging.getLogger().handlers == []\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "cache")],
        env={"TMPDIR": str(temporary), "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert list(temporary.iterdir()) == []
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".pickle"]
