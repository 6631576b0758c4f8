"""The index of products' words: what is typed finds the products whose words begin so, the best first.

Built so that a cashier who types letter by letter waits for none of them, with a million products. On SQLite the row
numbers are made of the name's length, so FTS5, which answers in their order, gives the shortest name first and can
stop at a few dozen; the name's first word is there a second time behind a mark, so names that begin with a word are
one short list of their own. Prefixes of up to four letters are indexed; a longer word is looked up by its first four
and compared, since FTS5 would gather all its matches before it gave the first one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, text

_MARK = "^"
_INDEXED = 4
"""Letters of the longest indexed prefix; migration 0001 has the same number."""
_CANDIDATES = 300
_HASH_BITS = 55
_LONGEST_WORD = 40
_MOST_WORDS = 60
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`")
# Letters which Unicode does not take apart into a base letter and a mark.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})

_REMOVE = "DELETE FROM product_words WHERE rowid = :place"
_ADD = "INSERT OR REPLACE INTO product_words (rowid, sku, kept, words) VALUES (:place, :sku, :words, :words)"
_REMOVE_SERVER = "DELETE FROM product_words WHERE sku = :sku"
_ADD_SERVER = (
    "INSERT INTO product_words (sku, words) SELECT * FROM unnest(CAST(:skus AS text[]), CAST(:words AS text[])) "
    "ON CONFLICT (sku) DO UPDATE SET words = excluded.words"
)
_ASIDE = (
    "CREATE TABLE product_words_aside (sku TEXT PRIMARY KEY, length INTEGER NOT NULL, words TEXT NOT NULL) "
    "WITHOUT ROWID"
)
_PUT_ASIDE = "INSERT INTO product_words_aside (sku, length, words) VALUES (?, ?, ?)"
_FILL = (
    "INSERT INTO product_words (rowid, sku, kept, words) SELECT product_place(sku, length) AS place, sku, words, words "
    "FROM product_words_aside ORDER BY place"
)
_HOLD = "INSERT INTO product_words (product_words, rank) VALUES ('hashsize', ?)"
_HELD, _HELD_AT_ONCE = 1024 * 1024, 64 * 1024 * 1024
"""Bytes of the index that FTS5 gathers in memory before it writes them: its own measure, and for a million words."""
# `kept` lies in the index's own order, so that candidates cost no walk through the products, a page or two for each.
_FIND = text(
    "SELECT rowid AS place, sku, kept FROM product_words WHERE product_words MATCH :words ORDER BY rowid LIMIT :limit"
)
_FIND_SERVER = text(
    "SELECT w.sku, w.words AS kept, char_length(p.name) AS place FROM product_words w JOIN product p ON p.sku = w.sku "
    "WHERE array_to_tsvector(string_to_array(w.words, ' ')) @@ CAST(:words AS tsquery) AND NOT p.deleted "
    "ORDER BY place, w.words, w.sku LIMIT :limit"
)


class Entry(NamedTuple):
    """What a product is found by."""

    sku: str
    name: str
    department: str


def folded(words: str) -> list[str]:
    """The words of a text as they are compared: no accents, no capitals, apostrophes gone, letters and digits only."""
    if not words.isascii():
        apart = unicodedata.normalize("NFKD", words.translate(_APOSTROPHES))
        words = "".join(char for char in apart if not unicodedata.combining(char)).casefold().translate(_PLAIN)
    return [word[:_LONGEST_WORD] for word in _WORD.findall(words.translate(_APOSTROPHES).lower())]


def words_of(entry: Entry) -> list[str]:
    """Every word a product is found by, each once: of its name, its SKU (also without its hyphens) and department."""
    sku = folded(entry.sku)
    name = folded(entry.name)[:_MOST_WORDS]
    first = [_MARK + name[0]] if name else []
    whole = ["".join(sku)[:_LONGEST_WORD]] if len(sku) > 1 else []
    return list(dict.fromkeys([*first, *name, *sku, *whole, *folded(entry.department)]))


def write(connection: Connection, before: Iterable[Entry], now: Iterable[Entry]) -> None:
    """Take out what products were found by before, put in what they are found by now."""
    sqlite = connection.dialect.name == "sqlite"
    # FTS5 writes out its buffer whenever a row number is not above the last: sorted, once in a transaction.
    gone = [{"place": _place(entry), "sku": entry.sku} for entry in sorted(before, key=_place)]
    rows = [
        {"place": _place(entry), "sku": entry.sku, "words": " ".join(words_of(entry))}
        for entry in sorted(now, key=_place)
    ]
    if gone:
        connection.execute(text(_REMOVE if sqlite else _REMOVE_SERVER), gone)
    if rows:
        if sqlite:
            connection.execute(text(_ADD), rows)
            return
        by_sku = {row["sku"]: row["words"] for row in rows}  # one statement writes no row twice
        connection.execute(text(_ADD_SERVER), {"skus": list(by_sku), "words": list(by_sku.values())})


def put_aside(connection: Connection, pages: Iterable[Sequence[tuple[str, int, str]]]) -> None:
    """Keep SKUs, their names' lengths and their words in a table of a SQLite file that is to travel: the index itself
    holds each of them five times, under numbers that no compression makes smaller."""
    connection.exec_driver_sql(_ASIDE)
    for page in pages:
        connection.exec_driver_sql(_PUT_ASIDE, list(page))


def fill(connection: Connection) -> None:
    """Make the empty index of a SQLite database of what was put aside, in one piece."""
    raw: Any = connection.connection.dbapi_connection
    raw.create_function("product_place", 2, _place_of, deterministic=True)
    connection.exec_driver_sql(_HOLD, (_HELD_AT_ONCE,))
    connection.exec_driver_sql(_FILL)
    connection.exec_driver_sql(_HOLD, (_HELD,))
    connection.exec_driver_sql("DROP TABLE product_words_aside")


def tidy(connection: Connection, pages: int = 200) -> bool:
    """Merge a little of the index, so that searches read fewer parts of it; True while there is more to do."""
    if connection.dialect.name != "sqlite":
        return False
    raw = connection.connection.dbapi_connection
    before = raw.total_changes  # type: ignore[union-attr]  # sqlite's own count: FTS5 tells by it whether it worked
    connection.execute(
        text("INSERT INTO product_words (product_words, rank) VALUES ('merge', :pages)"), {"pages": pages}
    )
    return bool(raw.total_changes - before > 1)  # type: ignore[union-attr]  # as above


def beginning(connection: Connection, words: Sequence[str], limit: int) -> list[str]:
    """SKUs of products whose name begins with the first of these folded words and which have all of them."""
    return _matching(connection, [_MARK + words[0], *words[1:]], limit)


def containing(connection: Connection, words: Sequence[str], limit: int) -> list[str]:
    """SKUs of products that have words beginning with each of these folded words; shorter names first."""
    return _matching(connection, words, limit)


def _matching(connection: Connection, words: Sequence[str], limit: int) -> list[str]:
    if connection.dialect.name != "sqlite":
        query = " & ".join(f"'{word}':*" for word in words)
        return [row.sku for row in connection.execute(_FIND_SERVER, {"words": query, "limit": limit})]
    if all(len(word) <= _INDEXED for word in words):
        return _best(connection.execute(_FIND, {"words": _query(words), "limit": limit}))
    short = _query([word[:_INDEXED] for word in words])
    most = max(_CANDIDATES, 6 * limit)
    found, seen = [], 0
    with connection.execute(_FIND, {"words": short, "limit": most}) as candidates:
        for row in candidates:
            seen += 1
            if _has(row.kept, words):
                found.append(row)
                if len(found) == limit:
                    break
    if len(found) == limit or seen < most:
        return _best(found)
    # Few of many fit the whole word: gathering its own matches is then the shorter way.
    return _best(connection.execute(_FIND, {"words": _query(words), "limit": limit}))


def _best(found: Iterable[Row[tuple[int, str, str]]]) -> list[str]:
    """Shorter names first, names of one length by the alphabet."""
    return [row.sku for row in sorted(found, key=lambda row: (row.place >> _HASH_BITS, row.kept, row.sku))]


def _has(kept: str, words: Sequence[str]) -> bool:
    own = f" {kept}"
    return all(f" {word}" in own for word in words)


def _query(words: Iterable[str]) -> str:
    # Folded words hold no quotes, so nothing in them can end the FTS5 string.
    return " ".join(f'"{word}"*' for word in words)


def _place(entry: Entry) -> int:
    return _place_of(entry.sku, len(entry.name))


def _place_of(sku: str, length: int) -> int:
    """The row's number: the name's length above 55 bits of the SKU's hash (two of a million agree once in 10^5)."""
    digest = hashlib.blake2b(sku.encode(), digest_size=7).digest()
    return min(length, 255) << _HASH_BITS | int.from_bytes(digest) >> 1
