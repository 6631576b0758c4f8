"""What all tables share: the naming convention of constraints and the column types."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, MetaData, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: 64 bits on both databases; on SQLite the plain word INTEGER, which a rowid needs.
Number = BigInteger().with_variant(Integer(), "sqlite")


def text(name: str, *, key: bool = False, index: bool = False) -> Column[str]:
    """A text column that is never null: what is not known is the empty string."""
    return Column(name, Text(), primary_key=key, nullable=False, index=index)


def number(name: str, *, key: bool = False) -> Column[int]:
    """An integer column: money in minor units, quantity in thousandths, or a count."""
    return Column(name, Number, primary_key=key, nullable=False, autoincrement=False)


def flag(name: str) -> Column[bool]:
    return Column(name, Boolean(), nullable=False)


def raw(name: str) -> Column[bytes]:
    return Column(name, LargeBinary(), nullable=False)


def reference_columns() -> tuple[Column[int], Column[bool]]:
    """Every row of reference data knows the revision that wrote it, and is marked, never removed, when it goes."""
    return number("revision"), flag("deleted")
