"""Views as plain data for JSON: by their annotations, so that an amount can never leave as a bare integer.

Money becomes a decimal string with all digits of the currency, a quantity one without trailing zeros, a rate a
decimal string, a date or time ISO 8601, a tuple a list; keys are the field names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

import msgspec

from storeops.rules import money, quantity

Plain: TypeAlias = bool | int | str | list["Plain"] | dict[str, "Plain"] | None
Convert: TypeAlias = Callable[[Any, int], Plain]


def plain(value: object, exponent: int) -> Plain:
    """A view, or a list or tuple of views, as plain data; `exponent`: decimals of the currency.

    Raises TypeError for a view with a field whose annotation says nothing that can be written."""
    if isinstance(value, list | tuple):
        return [plain(one, exponent) for one in value]
    kind: Any = type(value)
    convert: Convert = _of_class(kind)
    return convert(value, exponent)


@cache
def _of_class(kind: Any) -> Convert:
    """How a class is converted, worked out once from its annotations. Raises TypeError."""
    if is_dataclass(kind):
        names = [field.name for field in fields(kind)]
    elif issubclass(kind, msgspec.Struct):
        names = list(kind.__struct_fields__)
    else:
        raise TypeError(f"{kind.__name__} is no view")
    hints = get_type_hints(kind, include_extras=True)
    converts = [(name, _of_hint(hints[name])) for name in names]

    def convert(value: Any, exponent: int) -> Plain:
        return {name: one(getattr(value, name), exponent) for name, one in converts}

    return convert


def _of_hint(hint: Any) -> Convert:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _of_mark(hint)
    if origin in (Union, UnionType):
        return _of_choice(inner)
    if origin is Literal:
        return _as_is
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _of_mapping(_of_hint(inner[0]), _of_hint(inner[1]))
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return _of_row(inner) if origin is tuple and inner[-1] is not ... else _of_many(_of_hint(inner[0]))
    return _of_type(hint)


def _of_mark(hint: Any) -> Convert:
    base, *marks = get_args(hint)
    if "money" in marks:
        return money.decimal_string
    if "quantity" in marks:
        return lambda value, _: quantity.decimal_string(value)
    return _of_hint(base)


def _of_choice(inner: Sequence[Any]) -> Convert:
    kinds = [kind for kind in inner if kind is not NoneType]
    if len(kinds) != 1:
        raise TypeError(f"a field may be one thing or None, not any of {kinds}")
    one = _of_hint(kinds[0])
    return lambda value, exponent: None if value is None else one(value, exponent)


def _of_mapping(key: Convert, of: Convert) -> Convert:
    return lambda value, exponent: {str(key(k, exponent)): of(v, exponent) for k, v in value.items()}


def _of_many(of: Convert) -> Convert:
    return lambda value, exponent: [of(one, exponent) for one in value]


def _of_row(inner: Sequence[Any]) -> Convert:
    cells = [_of_hint(kind) for kind in inner]
    return lambda value, exponent: [cell(one, exponent) for cell, one in zip(cells, value, strict=True)]


def _of_type(kind: Any) -> Convert:
    if kind in (bool, int, str):
        return _as_is
    if kind in (date, datetime):
        return lambda value, _: value.isoformat()
    if kind is Decimal:
        return lambda value, _: f"{value:f}"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value, _: value.value
    if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, msgspec.Struct)):
        # Looked up when first used, so that a view may hold views of its own kind.
        return lambda value, exponent: _of_class(kind)(value, exponent)
    if isinstance(kind, type) and hasattr(kind, "__fspath__"):
        return lambda value, _: str(value)
    raise TypeError(f"{kind!r} has no plain form")


def _as_is(value: Any, _: int) -> Plain:
    return value  # type: ignore[no-any-return]  # bool, int or str by its annotation
