"""XML from outside, read without letting it do anything: no document type, no entities, no depth, no end.

A document type declaration is all that entities (a "billion laughs", an external file) can come from; business
documents have none (UBL 2.1, section 4, forbids it), so it is refused where it begins.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from typing import NoReturn
from xml.parsers import expat

from storeops.connectors.orders.rejected import refuse_too_large
from storeops.rules.orders.document import DocumentRefused

DEEPEST = 32
MOST_ELEMENTS = 1_000_000
LONGEST_TEXT = 20_000
"""How much of an element's text is looked at, in characters; no field is that long."""


def parse(data: bytes) -> ET.Element:
    """The root of a document, its names as `{namespace}local`. Raises DocumentRefused."""
    refuse_too_large(data)
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    guard = _Guard(builder)
    parser.buffer_text = True
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)
        root = builder.close()
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "")
        raise DocumentRefused(f"line {error.lineno}, column {error.offset + 1}: it is no XML ({reason})") from None
    except (LookupError, ValueError, AssertionError):
        raise DocumentRefused("it is in an encoding that is not known; save it as UTF-8") from None
    return root


class _Guard:
    """Builds the tree as long as it is of a size that a business document has."""

    def __init__(self, builder: ET.TreeBuilder) -> None:
        self._builder = builder
        self._depth = 0
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS:
            raise DocumentRefused(f"it is nested deeper than {DEEPEST}, or has more than {MOST_ELEMENTS} elements")
        self._builder.start(_name(name), attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_name(name))


def _name(name: str) -> str:
    return "{" + name if "}" in name else name


def _text(element: ET.Element) -> str:
    return (element.text or "")[:LONGEST_TEXT].strip()


def _refuse_doctype(*_: object) -> NoReturn:
    raise DocumentRefused("it has a document type declaration, which a business document never has")


class Elements:
    """Elements of a tree, taken one by one, so that those nobody took are known in the end."""

    def __init__(self, root: ET.Element, prefixes: dict[str, str]) -> None:
        self.root = root
        self._prefixes = prefixes
        self._namespaces = {prefix: namespace for namespace, prefix in prefixes.items()}
        self._taken: set[ET.Element] = set()

    def all(self, below: ET.Element | None, path: str) -> list[ET.Element]:
        """The elements at a path such as `cac:Party/cbc:ID`."""
        return [] if below is None else below.findall(path, self._namespaces)

    def one(self, below: ET.Element | None, path: str) -> ET.Element | None:
        """The first element at a path."""
        return None if below is None else below.find(path, self._namespaces)

    def text(self, below: ET.Element | None, *paths: str) -> str:
        """The text of the first of the paths that has one, taken; ''."""
        for path in paths:
            for element in self.all(below, path):
                if text := _text(element):
                    self._taken.add(element)
                    return text
        return ""

    def take(self, element: ET.Element) -> str:
        """The text of an element, taken."""
        self._taken.add(element)
        return _text(element)

    def left(self) -> Iterator[tuple[str, object]]:
        """The text of every element nobody took, by its path; elements of one name are counted where there are more."""
        yield from self._left(self.root, "/" + self._short(self.root))

    def _left(self, element: ET.Element, path: str) -> Iterator[tuple[str, object]]:
        if element not in self._taken and (text := _text(element)):
            yield path, text
        names = [self._short(child) for child in element]
        times, seen = Counter(names), Counter[str]()
        for name, child in zip(names, element, strict=True):
            seen[name] += 1
            place = f"[{seen[name]}]" if times[name] > 1 else ""
            yield from self._left(child, f"{path}/{name}{place}")

    def _short(self, element: ET.Element) -> str:
        namespace, _, local = element.tag.removeprefix("{").rpartition("}")
        prefix = self._prefixes.get(namespace)
        return f"{prefix}:{local}" if prefix else local
