"""Files as people save them: encodings, delimiters, quotation marks left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from storeops.operations.catalogue.file import BadFile, Record, layout, records

TEXT = "sku,name,price\nCAFÉ,Café crème,2.50\n"


def _read(tmp_path: Path, content: bytes, encoding: str = "", delimiter: str = "") -> tuple[str, str, list[Record]]:
    file = tmp_path / "p.csv"
    file.write_bytes(content)
    how = layout(file, encoding, delimiter)
    return how.encoding, how.delimiter, [record for record, _ in records(file, how)]


@pytest.mark.parametrize(
    ("saved_as", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("latin-1", "latin-1"),
    ],
)
def test_the_encoding_is_found_out(tmp_path: Path, saved_as: str, found: str) -> None:
    encoding, _, rows = _read(tmp_path, TEXT.encode(saved_as))
    assert encoding == found
    assert rows == [Record(2, ("CAFÉ", "Café crème", "2.50"))]


def test_utf_8_is_not_taken_for_granted_from_the_beginning(tmp_path: Path) -> None:
    many = "sku,name,price\n" + "A,A,1\n" * 200_000 + "É,É,1\n"
    encoding, _, rows = _read(tmp_path, many.encode("latin-1"))
    assert (encoding, rows[-1]) == ("latin-1", Record(200_002, ("É", "É", "1")))


def test_an_encoding_that_is_given_is_held_to(tmp_path: Path) -> None:
    assert _read(tmp_path, TEXT.encode("cp1252"), "cp1252")[2][0].fields[0] == "CAFÉ"
    assert _read(tmp_path, TEXT.encode("utf-8-sig"), "utf-8")[2][0].fields[0] == "CAFÉ"
    with pytest.raises(BadFile, match="is not in 'utf-8'"):
        _read(tmp_path, TEXT.encode("latin-1"), "utf-8")
    with pytest.raises(BadFile, match="is not an encoding"):
        _read(tmp_path, TEXT.encode(), "klingon")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    content = delimiter.join(("Name", "SKU", "Price")) + "\r\n" + delimiter.join(("Tea", "T", "2")) + "\r\n"
    assert _read(tmp_path, content.encode()) == ("utf-8", delimiter, [Record(2, ("Tea", "T", "2"))])
    assert _read(tmp_path, content.encode(), "", delimiter)[2] == [Record(2, ("Tea", "T", "2"))]


def test_a_delimiter_that_is_given_is_held_to(tmp_path: Path) -> None:
    assert _read(tmp_path, b"sku\tname\tprice\nA\tA\t1\n", "", "tab")[1] == "\t"
    with pytest.raises(BadFile, match="cannot set fields apart"):
        _read(tmp_path, b"sku,name,price\nA,A,1\n", "", "::")
    with pytest.raises(BadFile, match="names no column sku, name, price"):
        _read(tmp_path, b"sku,name,price\nA,A,1\n", "", ";")


def test_quoted_fields_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    content = b'"sku",name,price\nA,"Tea, ""fine""",1\nB,"two\nlines",2\nC,5" nails,3\n'
    assert _read(tmp_path, content)[2] == [
        Record(2, ("A", 'Tea, "fine"', "1")),
        Record(3, ("B", "two\nlines", "2")),
        Record(5, ("C", '5" nails', "3")),
    ]


def test_an_open_quotation_mark_costs_one_line(tmp_path: Path) -> None:
    rows = _read(tmp_path, b'sku,name,price\nA,"Tea,1\n' + b"B,Bun,2\n" * 100)[2]
    assert len(rows) == 101
    assert rows[0] == Record(2, ('A,"Tea,1',), "a quotation mark is opened and not closed, or stands within a field")
    assert rows[1] == Record(3, ("B", "Bun", "2"))
    assert rows[100].line == 102


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"A,T\0a,1", "it holds a NUL character"),
        (b"A,A", "it has 2 fields, the first line has 3"),
        (b"A,A,1,2", "it has 4 fields, the first line has 3"),
        (b"A," + b"n" * 10_001 + b",1", "a field has more than 10000 characters"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_next_one_is_read(tmp_path: Path, line: bytes, fault: str) -> None:
    rows = _read(tmp_path, b"sku,name,price\n" + line + b"\nB,Bun,2\n")[2]
    assert (rows[0].line, rows[0].fault) == (2, fault)
    assert rows[1] == Record(3, ("B", "Bun", "2"))


def test_a_line_without_end_is_passed_over(tmp_path: Path) -> None:
    rows = _read(tmp_path, b"sku,name,price\n" + b"x" * 4_500_000 + b"\nB,Bun,2\n")[2]
    assert (rows[0].line, rows[0].fault) == (2, "the line is too long")
    assert rows[1:] == [Record(3, ("B", "Bun", "2"))]


def test_lines_with_nothing_in_them_are_no_rows(tmp_path: Path) -> None:
    assert _read(tmp_path, b"\n\nsku,name,price\n\n,,\nB,Bun,2\n\n")[2] == [Record(6, ("B", "Bun", "2"))]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"\n \n", "it is empty"),
        (b"sku,name\nA,A\n", "names no column price"),
        (b"sku,name,price,price\n", "the column price is there twice"),
        (b"sku,name,price" + b",x" * 198 + b"\n", "it has 201 columns"),
    ],
)
def test_what_is_no_list_of_products_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        _read(tmp_path, content)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadFile, match="there is no such file"):
            layout(path)
