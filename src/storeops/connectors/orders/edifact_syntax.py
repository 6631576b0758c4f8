"""The syntax of UN/EDIFACT (ISO 9735, versions 1 to 4): an interchange of messages, segments, elements, components.

Our own, because it is short and has to be strict where it matters here: what the service string advice (UNA) says, the
release character before any other sign, the character set the interchange names, and the counts it closes with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from storeops.connectors.orders.rejected import refuse_too_large
from storeops.rules.orders.document import DocumentRefused
from storeops.rules.wording import quote

Element: TypeAlias = tuple[str, ...]
"""A data element: its components."""

MOST_SEGMENTS = 20_000
"""The longest message, in segments."""

LONGEST_SEGMENT = 20_000
"""The longest segment, in characters."""

_UNA = b"UNA"
#: Syntax identifiers (data element 0001). UNOA and UNOB are subsets of ASCII; who writes more in them writes Latin-1.
_CHARACTER_SETS = {
    "UNOA": "latin-1",
    "UNOB": "latin-1",
    "UNOC": "latin-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
    "IATA": "latin-1",  # the airlines' own subsets of ASCII; none of their messages is an order
    "IATB": "latin-1",
}


class Signs(NamedTuple):
    """The signs of the service string advice, UNA, in its order (the reserved one left out)."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    terminator: str = "'"


class Segment(NamedTuple):
    """A segment: its tag, its elements without the tag, and its text as it came."""

    tag: str
    elements: tuple[Element, ...]
    text: str

    def get(self, element: int, component: int = 0) -> str:
        """A component, both counted from 0; '' where there is none."""
        if element >= len(self.elements) or component >= len(self.elements[element]):
            return ""
        return self.elements[element][component].strip()


class Message(NamedTuple):
    """A message from UNH to UNT, with the sign of its decimals. `fault` says what is wrong with its envelope, if
    anything is."""

    segments: tuple[Segment, ...]
    decimal: str
    fault: str

    @property
    def type(self) -> str:
        """The kind of message (S009 0065), such as ORDERS."""
        return self.segments[0].get(1)

    @property
    def text(self) -> str:
        """The message as it came, a segment to a line."""
        return "\n".join(segment.text for segment in self.segments)


class Interchange(NamedTuple):
    """What the envelope tells: the sender (S002), its segment, and the messages, read as they are asked for."""

    sender: str
    messages: Iterator[Message]


def interchange(data: bytes) -> Interchange:
    """An interchange from UNA or UNB on. Raises DocumentRefused when it is none, or its characters are not its set's.

    The messages' iterator raises it, too, when it meets a segment outside of any message."""
    refuse_too_large(data)
    start = data.lstrip(b"\xef\xbb\xbf \r\n\t")
    if not start.startswith((_UNA, b"UNB")):
        raise DocumentRefused("it is no EDIFACT: it begins with neither UNA nor UNB")
    signs, body = Signs(), start
    if start.startswith(_UNA):
        signs, body = _signs(start[3:9]), start[9:]
    segments = _segments(_decoded(body, signs), signs)
    header = next(segments, None)
    if header is None or header.tag != "UNB":
        raise DocumentRefused("it is no EDIFACT interchange: UNB is missing")
    return Interchange(header.get(1), _messages(segments, signs.decimal))


def _signs(advice: bytes) -> Signs:
    text = advice.decode("latin-1")
    if len(text) < 6:
        raise DocumentRefused("UNA is cut off")
    component, element, decimal, release, _, terminator = tuple(text)
    chosen = [component, element, release, terminator]
    # A release character of blank means that none is used.
    used = [sign for sign in chosen if sign != " "]
    if len(set(used)) != len(used) or any(sign.isalnum() for sign in chosen) or " " in (component, element, terminator):
        raise DocumentRefused(f"the signs of UNA ({quote(text)}) cannot be told apart")
    return Signs(component, element, decimal, release if release != " " else "", terminator)


def _decoded(body: bytes, signs: Signs) -> str:
    beginning = body[:20].decode("latin-1").strip()
    identifier = beginning[4:8] if beginning.startswith("UNB" + signs.element) else ""
    encoding = _CHARACTER_SETS.get(identifier)
    if encoding is None:
        raise DocumentRefused(f"its character set {quote(identifier)} is not known")
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentRefused(f"byte {error.start + 1} is not of its character set {identifier}") from None


def _segments(text: str, signs: Signs) -> Iterator[Segment]:
    for raw in split(text, signs.terminator, signs.release):
        body = raw.strip("\r\n\t ")
        if len(body) > LONGEST_SEGMENT:
            raise DocumentRefused(f"a segment is longer than {LONGEST_SEGMENT} characters; is the terminator right?")
        if body:
            first, *rest = split(body, signs.element, signs.release)
            elements = tuple(_element(element, signs) for element in rest)
            # The tag's further components (a repetition of the segment) say nothing that is needed.
            yield Segment(_element(first, signs)[0], elements, body)


def _element(text: str, signs: Signs) -> Element:
    return tuple(_released(component, signs.release) for component in split(text, signs.component, signs.release))


def split(text: str, sign: str, release: str) -> list[str]:
    """The parts between signs, a released sign being none. The release characters stay in."""
    if not release or release not in text:
        return text.split(sign)
    parts: list[str] = []
    held: list[str] = []
    for piece in text.split(sign):
        held.append(piece)
        # An odd number of release characters at its end releases the sign behind it.
        if (len(piece) - len(piece.rstrip(release))) % 2 == 0:
            parts.append(sign.join(held))
            held = []
    return [*parts, sign.join(held)] if held else parts


def _released(text: str, release: str) -> str:
    if not release or release not in text:
        return text
    signs = iter(text)
    return "".join(next(signs, "") if sign == release else sign for sign in signs)


def _messages(segments: Iterator[Segment], decimal: str) -> Iterator[Message]:
    """Every message; the last of them may be cut off, which is its fault."""
    held: list[Segment] = []
    count = 0
    for segment in segments:
        if segment.tag == "UNH" and held:
            yield _message(held, decimal)
            held, count = [], count + 1
        if segment.tag == "UNZ":
            break
        if segment.tag == "UNH" or held:
            # One more than are allowed is enough to know that there are too many.
            if len(held) <= MOST_SEGMENTS:
                held.append(segment)
        elif segment.tag not in ("UNG", "UNE"):
            raise DocumentRefused(f"the segment {quote(segment.tag)} stands outside of any message")
        if segment.tag == "UNT":
            yield _message(held, decimal)
            held, count = [], count + 1
    else:
        # Files with one message often go without UNZ; then the message's own UNT is what proves that it is whole.
        segment = Segment("UNZ", (("",),), "")
    if held:
        yield _message(held, decimal)
        count += 1
    if (told := segment.get(0)) and told.lstrip("0") != str(count):
        raise DocumentRefused(f"it holds {count} messages, but says that it has {quote(told)}: some are missing")


def _message(segments: list[Segment], decimal: str) -> Message:
    return Message(tuple(segments), decimal, _fault(segments))


def _fault(segments: list[Segment]) -> str:
    end = segments[-1]
    if len(segments) > MOST_SEGMENTS:
        return f"it has more than {MOST_SEGMENTS} segments"
    if end.tag != "UNT":
        return "it is cut off: UNT is missing"
    if end.get(0).lstrip("0") != str(len(segments)):
        return f"it has {len(segments)} segments, but says that it has {quote(end.get(0))}: some are missing"
    if end.get(1) != segments[0].get(0):
        return f"it begins as message {quote(segments[0].get(0))} and ends as {quote(end.get(1))}"
    return ""
