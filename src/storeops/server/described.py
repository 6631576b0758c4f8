"""What the OpenAPI document says of bodies: the views of the house as they are written in JSON, and every refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from litestar.openapi.datastructures import ResponseSpec

from storeops.server.bodies import Failed

_FIGURE = r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"
Money = Annotated[str, msgspec.Meta(pattern=_FIGURE, description="Money: a decimal string, such as 14.95.")]
Amount = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{1,9}(\.[0-9]{1,3})?$", description="A quantity: a decimal string, such as 1.5.")
]
Quantity = Annotated[str, msgspec.Meta(pattern=_FIGURE, description="A quantity: a decimal string, such as 1.5.")]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
Words = Annotated[str, msgspec.Meta(max_length=2000, pattern=r"^[^\x00]*$")]
"""Text that somebody wrote."""

REFUSALS = {
    400: "The request cannot be read.",
    401: "No good key was shown.",
    404: "There is no such thing of this channel.",
    409: "It cannot be done as things are; nothing was changed.",
    413: "The body is too large.",
    422: "It can be read but cannot be taken, or this Idempotency-Key stands for another request.",
    429: "Too many requests; Retry-After says when the next may come.",
    503: "The database is not there just now; ask again with the same Idempotency-Key.",
}


def answers(status: int, view: Any, description: str, *, many: bool = False) -> dict[int, ResponseSpec]:
    """Every answer of a request: the one it is made for, and the refusals."""
    found = {
        code: ResponseSpec(Failed, generate_examples=False, description=told, media_type=_JSON)
        for code, told in REFUSALS.items()
    }
    container = None if view is None else list[written(view)] if many else written(view)  # type: ignore[misc]
    found[status] = ResponseSpec(container, generate_examples=False, description=description, media_type=_JSON)
    return found


_JSON: Any = "application/json"


@cache
def written(view: Any) -> Any:
    """A struct with the fields of a view as `reports.plain` writes them."""
    hints = get_type_hints(view, include_extras=True)
    names = [field.name for field in fields(view)] if is_dataclass(view) else list(view.__struct_fields__)
    return msgspec.defstruct(view.__name__.removesuffix("View"), [(name, _of(hints[name])) for name in names])


def _of(hint: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        marks = inner[1:]
        return Money if "money" in marks else Quantity if "quantity" in marks else _of(inner[0])
    if origin in (Union, UnionType):
        (one,) = (kind for kind in inner if kind is not NoneType)
        return _of(one) | None
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict[str, _of(inner[1])]  # type: ignore[misc]  # made while running
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return list[_of(inner[0])]  # type: ignore[misc]  # made while running
    if hint is Decimal:
        return str
    if hint in (date, datetime) or not isinstance(hint, type):
        return hint
    return written(hint) if is_dataclass(hint) or issubclass(hint, msgspec.Struct) else hint
