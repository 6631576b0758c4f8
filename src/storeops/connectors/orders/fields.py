"""The fields of a JSON object, taken one by one, so that those nobody took are known in the end."""

from __future__ import annotations

from collections.abc import Iterator

from storeops.connectors.orders import figures
from storeops.rules.amounts import Minor
from storeops.rules.money import Currency
from storeops.rules.orders.document import LONGEST_CODE, LONGEST_NAME, DocumentRefused
from storeops.rules.text import clean
from storeops.rules.wording import quote

_LOOKED_AT = 20_000


def identity_of(value: object, what: str) -> str:
    """A text or number as an identity, unchanged; '' for none. Raises DocumentRefused when it cannot be one.

    An identity is never cut or cleaned: two orders would become one."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise DocumentRefused(f"{what} is no text")
    stripped = value.strip()
    if len(stripped) > LONGEST_CODE or clean(stripped) != stripped:
        raise DocumentRefused(
            f"{what} is {quote(stripped)}, which is longer than {LONGEST_CODE} or holds no id's signs"
        )
    return stripped


class Fields:
    """An object of a document. Each of its fields is taken by name; `left` tells of all others by JSON Pointer.

    Every method raises DocumentRefused, naming the field, when it holds something of another kind. A field that is
    absent or null is '', 0, or nothing at all."""

    def __init__(self, values: dict[str, object], path: str = "") -> None:
        self._values = values
        self._path = path
        self._taken: set[str] = set()
        self._children: list[Fields] = []

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def take(self, key: str) -> object:
        """The value as it was parsed."""
        self._taken.add(key)
        return self._values.get(key)

    def look(self, key: str) -> object:
        """The value as it was parsed, without taking it: it stays among what is left."""
        return self._values.get(key)

    def text(self, key: str, *, limit: int = LONGEST_NAME) -> str:
        """A text or number, cleaned and cut to `limit` characters."""
        value = self.take(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise DocumentRefused(f"{self.name(key)} is no text")
        # Cleaning takes its time: no field is worth more of it than its first characters.
        return clean(value[: _LOOKED_AT + limit], limit=limit)

    def code(self, key: str) -> str:
        """A text or number that something is found by: cleaned, never cut."""
        text = self.text(key, limit=LONGEST_CODE + 1)
        if len(text) > LONGEST_CODE:
            raise DocumentRefused(f"{self.name(key)} is longer than {LONGEST_CODE} characters")
        return text

    def identity(self, key: str) -> str:
        """A text or number that tells this one from every other, unchanged."""
        return identity_of(self.take(key), self.name(key))

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            raise DocumentRefused(f"{self.name(key)} is neither true nor false")
        return bool(value)

    def figure(self, key: str) -> str:
        """A number, or a text that holds one, in its own digits."""
        value = self.take(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise DocumentRefused(f"{self.name(key)} is no number")
        return value.strip()

    def money(self, key: str, currency: Currency) -> Minor:
        """An amount in minor units, 0 when there is none."""
        return self.money_or_none(key, currency) or 0

    def money_or_none(self, key: str, currency: Currency) -> Minor | None:
        """An amount in minor units, None when there is none."""
        text = self.figure(key)
        return figures.minor(text, currency, self.name(key)) if text else None

    def child(self, key: str) -> Fields:
        """An object within this one; an empty one when there is none."""
        value = self.take(key)
        if value is not None and not isinstance(value, dict):
            raise DocumentRefused(f"{self.name(key)} is no object")
        return self._added(value or {}, self.name(key))

    def children(self, key: str) -> list[Fields]:
        """The objects of a list."""
        return [self._object(item, f"{self.name(key)}/{place}") for place, item in enumerate(self.items(key))]

    def items(self, key: str) -> list[object]:
        """What a list holds, whatever that is."""
        value = self.take(key)
        if value is not None and not isinstance(value, list):
            raise DocumentRefused(f"{self.name(key)} is no list")
        return value or []

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, cleaned, without the empty ones."""
        rows = [Fields({key: item}, self._path).text(key) for item in self.items(key)]
        return tuple(filter(None, rows))

    def items_taken(self) -> list[tuple[str, object]]:
        """Every field with its value, all taken: for an object whose keys are data."""
        self._taken.update(self._values)
        return list(self._values.items())

    def name(self, key: str) -> str:
        """The field's place in the document (JSON Pointer, RFC 6901)."""
        return f"{self._path}/{key.replace('~', '~0').replace('/', '~1')}"

    def left(self) -> Iterator[tuple[str, object]]:
        """Every field nobody took, here and in the objects taken from here, with its place."""
        for key, value in self._values.items():
            if key not in self._taken:
                yield self.name(key), value
        for child in self._children:
            yield from child.left()

    def _object(self, value: object, path: str) -> Fields:
        if not isinstance(value, dict):
            raise DocumentRefused(f"{path} is no object")
        return self._added(value, path)

    def _added(self, values: dict[str, object], path: str) -> Fields:
        child = Fields(values, path)
        self._children.append(child)
        return child
