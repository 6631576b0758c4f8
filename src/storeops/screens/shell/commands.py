"""What can be done, declared once: key, words for the bar, tooltip, help, permission. And the standard keys.

The key bar, the list behind F11, the palette, the help and the remapping all read these declarations.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from storeops.rules.errors import Refused

Handler: TypeAlias = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done. `key` is a key's name ("f4", "ctrl+p", "delete"; "" for none); `label`
    the one or two words on the bar ("" keeps it off the bar)."""

    id: str
    key: str
    label: str
    tooltip: str
    help: str
    permission: str = ""

    def named(self, label: str, tooltip: str = "", help: str = "") -> Command:
        """The same command in the words of one screen ("Pay" for "Finish")."""
        return replace(self, label=label, tooltip=tooltip or self.tooltip, help=help or self.help)


@dataclass(frozen=True, slots=True)
class Bound:
    """A command and what a screen does for it; `enabled` says whether it would do something now."""

    command: Command
    handler: Handler
    enabled: bool = True


HELP = Command("help", "f1", "Help", "Help for this screen", "Explains this screen and lists its keys.")
FIND = Command("find", "f2", "Find", "Find a product", "Finds a product by words, number or barcode.")
FIRST = Command("first", "f3", "Start", "Back to the job's first screen", "Goes back to where this job began.")
CHANGE = Command("change", "f4", "Qty", "Quantity or price of the selected line", "Changes the selected line.")
DISCOUNT = Command("discount", "f5", "Disc", "Discount, promotion, coupon", "Gives a discount or takes a coupon.")
RETURN = Command("return", "f6", "Return", "Return or exchange", "Takes goods back and gives the money back.")
CUSTOMER = Command("customer", "f7", "Cust", "Customer", "Names the customer of this sale.")
PARK = Command("park", "f8", "Park", "Park or recall", "Puts this sale aside, or takes one back.")
WHY = Command("why", "f9", "Why", "Why this number", "Explains the selected number, step by step.")
DRAWER = Command("drawer", "f10", "Drawer", "Drawer", "Float, cash in and out, count and close.")
MORE = Command("more", "f11", "More", "All commands, with letters", "Lists everything this screen can do.")
FINISH = Command("finish", "f12", "Finish", "Pay, finish, confirm", "Finishes what this screen is about.")
UP = Command("up", "up", "", "Select the line above", "Selects the line above.")
DOWN = Command("down", "down", "", "Select the line below", "Selects the line below.")
PAGE_UP = Command("page_up", "pageup", "", "A page up", "Goes one page up.")
PAGE_DOWN = Command("page_down", "pagedown", "", "A page down", "Goes one page down.")
REMOVE = Command("remove", "delete", "", "Take out the selected line", "Takes out the selected line.")
BACK = Command("back", "escape", "", "One step back", "Goes one step back and destroys nothing.")
PALETTE = Command("palette", "ctrl+p", "", "Find any command by its words", "Type words, Enter does the first.")
LEAVE = Command("leave", "", "", "Leave StoreOps", "Ends the program; asks first.")

STANDARD: tuple[Command, ...] = (
    HELP, FIND, FIRST, CHANGE, DISCOUNT, RETURN, CUSTOMER, PARK, WHY, DRAWER, MORE, FINISH,
    UP, DOWN, PAGE_UP, PAGE_DOWN, REMOVE, BACK, PALETTE, LEAVE,
)  # fmt: skip
"""The standard map: the same key means the same on every screen."""

BY_ID: Mapping[str, Command] = {command.id: command for command in STANDARD}

TYPING_KEYS = frozenset(
    {"enter", "tab", "space", "backspace", "left", "right", "home", "end", "paste", "ctrl+u", "ctrl+b", "ctrl+d",
     "ctrl+j", "ctrl+z", "ctrl+right_square_bracket", "ctrl+backslash", "ctrl+circumflex_accent"}
)  # fmt: skip
"""Keys the entry line needs for itself; no command can be put on them."""


class KeyNotFree(Refused):
    """A remapping puts a command on a key that is taken or belongs to the entry line."""

    def __init__(self, command: str, key: str, holder: str) -> None:
        self.command, self.key, self.holder = command, key, holder
        super().__init__(
            f"The key {key_name(key)} cannot be given to '{command}': it belongs to {holder}. Choose another key."
        )


class NoSuchCommand(Refused):
    """A remapping names a command that does not exist."""

    def __init__(self, command: str, known: Iterable[str] = BY_ID) -> None:
        self.command = command
        super().__init__(f"There is no command '{command}' to give a key to. Known: {', '.join(sorted(known))}.")


@dataclass(frozen=True, slots=True)
class Keymap:
    """Which key starts which command, after remapping by id."""

    keys: Mapping[str, str]

    def key(self, command: Command) -> str:
        """The key of the command here, "" for none."""
        return self.keys.get(command.id, command.key)

    def name(self, command: Command) -> str:
        """The name of the command's key as a person says it: "F4"."""
        return key_name(self.key(command))

    def find(self, key: str, bounds: Sequence[Bound]) -> Bound | None:
        """Which of the screen's commands the key starts; None if none."""
        return next((bound for bound in bounds if key and self.key(bound.command) == key), None)


def keymap(remapped: Mapping[str, str], own: Sequence[Sequence[Command]] = ()) -> Keymap:
    """The standard keys with those of `remapped` (command id -> key) put over them. `own` holds the commands of
    each single job: two jobs may use one key, for they are never on the screen together.

    Raises NoSuchCommand, KeyNotFree (a key twice, or one the entry line needs). Two commands may swap
    keys."""
    known = {**BY_ID, **{command.id: command for job in own for command in job}}
    keys = {id: command.key for id, command in known.items()}
    for id, key in remapped.items():
        if id not in known:
            raise NoSuchCommand(id, known)
        if key in TYPING_KEYS or len(key) == 1:
            raise KeyNotFree(id, key, "the entry line")
        keys[id] = key
    for job in own or ((),):
        _check_free(keys, (*BY_ID, *(command.id for command in job)), remapped)
    return Keymap(keys)


def _check_free(keys: Mapping[str, str], ids: Sequence[str], remapped: Mapping[str, str]) -> None:
    """No two of the commands on one screen have the same key. Raises KeyNotFree."""
    holders: dict[str, str] = {}
    for id in ids:
        key = keys[id]
        if key and holders.get(key, id) != id:
            changed, holder = (id, holders[key]) if id in remapped else (holders[key], id)
            raise KeyNotFree(changed, key, f"'{holder}'")
        holders[key] = id


_NAMES = {
    "delete": "Del", "escape": "Esc", "pageup": "PgUp", "pagedown": "PgDn", "up": "Up", "down": "Down",
    "enter": "Enter", "insert": "Ins", "": "",
}  # fmt: skip


def key_name(key: str) -> str:
    """A key's name as a person says it: "F4", "Ctrl+P", "Del"."""
    if key in _NAMES:
        return _NAMES[key]
    return "+".join(_NAMES.get(part, part.upper() if len(part) <= 3 and part[:1] == "f" else part.capitalize())
                    for part in key.split("+"))  # fmt: skip


def by_key(name: str) -> tuple[bool, bool, int, str]:
    """Sorts names of keys: F1 to F12, then the others, then what has no key."""
    return (not name, name[:1] != "F", len(name), name)


def matching(words: str, bounds: Sequence[Bound]) -> tuple[Bound, ...]:
    """The commands which have a word beginning with each of the words, those with it in the label first."""
    wanted = words.casefold().split()

    def rank(bound: Bound) -> int | None:
        label = bound.command.label.casefold().split()
        every = label + f"{bound.command.tooltip} {bound.command.id}".casefold().split()
        if not all(any(word.startswith(part) for word in every) for part in wanted):
            return None
        return 0 if all(any(word.startswith(part) for word in label) for part in wanted) else 1

    ranked = [(rank(bound), bound) for bound in bounds]
    first = [bound for at, bound in ranked if at == 0]
    return (*first, *(bound for at, bound in ranked if at == 1))
