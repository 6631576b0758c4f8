"""Contrast of everything that must be read: at least 7:1 (WCAG 2.2, 1.4.6, relative luminance of sRGB)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.screens.cashier import at_the_till, make_shop
from textual.theme import Theme

import storeops.screens
from storeops.screens.shell.themes import MEANINGS, THEMES
from storeops.screens.widgets.painted import INKS, Painted

# The palette of the Linux console (drivers/tty/vt/vt.c), which is that of the VGA text mode.
VGA = {
    "ansi_black": "#000000",
    "ansi_white": "#aaaaaa",
    "ansi_bright_green": "#55ff55",
    "ansi_bright_yellow": "#ffff55",
    "ansi_bright_cyan": "#55ffff",
    "ansi_bright_white": "#ffffff",
}


def luminance(colour: str) -> float:
    parts = [int(VGA.get(colour, colour)[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_gives_the_ends_of_the_scale() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#777777") == pytest.approx(1.0)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_must_be_read_can_be_read(theme: Theme) -> None:
    inks = {name: theme.variables[name] for name in MEANINGS if not name.startswith("chosen")}
    inks |= {"foreground": str(theme.foreground), "accent": str(theme.accent)}
    poor = {name: contrast(ink, str(theme.background)) for name, ink in inks.items()}
    poor["chosen"] = contrast(theme.variables["chosen-text"], theme.variables["chosen"])
    assert {name: ratio for name, ratio in poor.items() if ratio < 7} == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_theme_has_every_meaning(theme: Theme) -> None:
    assert set(MEANINGS) <= set(theme.variables)


def test_stylesheets_name_colours_by_meaning_only() -> None:
    folder = Path(storeops.screens.__file__).parent / "styles"
    for sheet in folder.glob("*.tcss"):
        for value in re.findall(r"(?:color|background):\s*([^;]+);", sheet.read_text("utf-8")):
            assert re.fullmatch(r"\$[a-z-]+", value.strip()), f"{sheet.name}: {value}"


async def test_what_each_ink_looks_like_is_worked_out_once_a_screen(tmp_path: Path) -> None:
    """Each widget's own took most of the time in which a screen came to the front."""
    shop = make_shop(tmp_path)
    async with at_the_till(shop) as cashier:
        assert all(cashier.till.get_component_styles(f"ink--{ink}").has_rule("color") for ink in INKS)
        assert [one for one in cashier.till.query(Painted) if one._get_component_classes()] == []
    shop.close()
