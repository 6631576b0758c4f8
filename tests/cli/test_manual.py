"""Every command in the manual and in the README runs, as it is written there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from storeops.cli import manual

README = Path(__file__).parents[2] / "README.md"


def written(text: str) -> list[str]:
    """The commands in the text's blocks: lines that begin with `$ storeops`."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ storeops ")]


def prepare(shop) -> None:
    """What a page may take for granted: a sale of tea, apples and a mug, with the drawer open."""
    shop("storeops sell '2*TEA' '0.350*APPLE' MUG --tender cash=20.00")


@pytest.mark.parametrize("topic", [topic for topic in manual.TOPICS if topic not in ("start", "selling", "centre")])
def test_a_page(shop, topic: str) -> None:
    prepare(shop)
    run_all(shop, manual.read(topic))


def test_selling(shop) -> None:
    run_all(shop, manual.read("selling"))


def test_start(storeops) -> None:
    assert len(written(manual.read("start"))) == 7
    run_all(storeops, manual.read("start"))
    assert storeops("storeops drawer list --json").data[0]["difference"] == "0.00"


def test_the_readme(request: pytest.FixtureRequest) -> None:
    text = README.read_text(encoding="utf-8")
    if any(line.startswith("storeops init ") for line in written(text)):
        run_all(request.getfixturevalue("storeops"), text)
        return
    shop = request.getfixturevalue("shop")
    prepare(shop)
    run_all(shop, text)


def run_all(run, text: str) -> None:
    for line in written(text):
        if line.startswith("storeops demo"):
            continue
        ran = run(line)
        assert ran.code == 0, (line, ran)
        assert ran.out, line
