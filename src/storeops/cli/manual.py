"""`storeops help`: the manual, one page a topic."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from storeops.cli.nouns import noun
from storeops.cli.options import Json
from storeops.cli.output import answer, lines
from storeops.rules.errors import Refused

app = noun("The manual, by topic.", group=False)

FOLDER = Path(__file__).parent / "help"

#: The pages in the order they are best read.
TOPICS = (
    "start",
    "selling",
    "returns",
    "drawer",
    "orders",
    "packing",
    "shipping",
    "pickup",
    "rma",
    "sourcing",
    "picking",
    "vans",
    "stock",
    "promises",
    "leases",
    "counting",
    "places",
    "suppliers",
    "catalogue",
    "history",
    "centre",
    "reports",
    "why",
    "devices",
    "backup",
    "journal",
    "sync",
    "settings",
    "keys",
    "exit-codes",
)


class NoSuchTopic(Refused):
    def __init__(self, topic: str) -> None:
        super().__init__(f"The manual has no page '{topic[:40]}'. There are: {', '.join(TOPICS)}.")
        self.topic = topic


@app.command()
def page(
    topic: Annotated[str, typer.Argument(metavar="[TOPIC]", help="Such as selling; without it, the contents.")] = "",
    json: Json = False,
) -> None:
    """Show a page of the manual."""
    text = contents() if not topic else read(topic)
    if json:
        answer({"topic": topic or "contents", "topics": list(TOPICS), "text": text})
    else:
        lines(text.splitlines())


def read(topic: str) -> str:
    """A page as it is written. Raises NoSuchTopic."""
    if topic not in TOPICS:
        raise NoSuchTopic(topic)
    return (FOLDER / f"{topic}.md").read_text(encoding="utf-8")


def contents() -> str:
    """Every topic with its page's title."""
    titles = [(topic, read(topic).partition("\n")[0].lstrip("# ")) for topic in TOPICS]
    rows = [f"  {topic:<12}{title}" for topic, title in titles]
    return "\n".join(
        ["The manual: storeops help TOPIC", "", *rows, "", "Every command explains itself: storeops sell --help"]
    )
