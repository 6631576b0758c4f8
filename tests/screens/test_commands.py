"""The standard keys, their remapping, and what the bar and the palette make of the declarations."""

from __future__ import annotations

import pytest

from storeops.screens.shell.commands import (
    BY_ID,
    CHANGE,
    DISCOUNT,
    DRAWER,
    FINISH,
    HELP,
    MORE,
    REMOVE,
    STANDARD,
    WHY,
    Bound,
    KeyNotFree,
    NoSuchCommand,
    key_name,
    keymap,
    matching,
)
from storeops.screens.shell.listing import lettered
from storeops.screens.widgets.frame import bar


async def nothing() -> None:
    """Does nothing."""


def bound(*commands: object, enabled: bool = True) -> tuple[Bound, ...]:
    return tuple(Bound(command, nothing, enabled) for command in commands)  # type: ignore[arg-type]


def test_the_standard_map_is_that_of_the_screens_document() -> None:
    keys = {command.key: command.id for command in STANDARD if command.key}
    assert keys == {
        "f1": "help", "f2": "find", "f3": "first", "f4": "change", "f5": "discount", "f6": "return",
        "f7": "customer", "f8": "park", "f9": "why", "f10": "drawer", "f11": "more", "f12": "finish",
        "up": "up", "down": "down", "pageup": "page_up", "pagedown": "page_down", "delete": "remove",
        "escape": "back", "ctrl+p": "palette",
    }  # fmt: skip
    assert len(BY_ID) == len(STANDARD)


def test_keys_are_remapped_by_id_and_may_be_swapped() -> None:
    keys = keymap({"why": "f4", "change": "f9"})
    assert (keys.key(WHY), keys.key(CHANGE), keys.key(HELP)) == ("f4", "f9", "f1")
    found = keys.find("f4", bound(CHANGE, WHY))
    assert found is not None
    assert found.command is WHY


@pytest.mark.parametrize("key", ["f9", "enter", "x", "tab", "ctrl+right_square_bracket"])
def test_a_key_that_is_taken_is_refused(key: str) -> None:
    with pytest.raises(KeyNotFree) as refused:
        keymap({"change": key})
    assert (refused.value.command, refused.value.key) == ("change", key)


def test_an_unknown_command_is_refused() -> None:
    with pytest.raises(NoSuchCommand, match="no command 'fly'"):
        keymap({"fly": "f4"})


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("f12", "F12"),
        ("delete", "Del"),
        ("ctrl+p", "Ctrl+P"),
        ("pageup", "PgUp"),
        ("f", "F"),
        ("", ""),
        ("enter", "Enter"),
    ],
)
def test_key_names(key: str, name: str) -> None:
    assert key_name(key) == name


def test_the_bar_of_the_till_fits_80_cells_as_drawn() -> None:
    shown = bar(bound(*STANDARD), keymap({}), 80)
    assert "".join(f" {key} {label}" for key, label in shown) == (
        " F1 Help F2 Find F4 Qty F5 Disc F6 Return F7 Cust F8 Park F9 Why F12 Finish"
    )
    wide = bar(bound(*STANDARD), keymap({}), 120)
    assert [key for key, _ in wide] == [f"F{n}" for n in range(1, 13)]


def test_the_bar_shows_only_what_works_now() -> None:
    assert bar((*bound(HELP, FINISH), *bound(DISCOUNT, enabled=False)), keymap({}), 80) == (
        ("F1", "Help"),
        ("F12", "Finish"),
    )


def test_the_palette_finds_by_beginnings_of_words_labels_first() -> None:
    some = bound(DISCOUNT, DRAWER, FINISH, WHY)
    assert [b.command.id for b in matching("d", some)] == ["discount", "drawer"]
    assert [b.command.id for b in matching("fin", some)] == ["finish"]
    assert [b.command.id for b in matching("pay", some)] == ["finish"]
    assert [b.command.id for b in matching("", some)] == ["discount", "drawer", "finish", "why"]
    assert matching("xyz", some) == ()


def test_letters_are_given_to_what_works_now() -> None:
    listed = lettered((*bound(FINISH, MORE), *bound(WHY, enabled=False), *bound(REMOVE)))
    assert [(letter, b.command.id) for letter, b in listed] == [("a", "finish"), ("b", "remove")]
