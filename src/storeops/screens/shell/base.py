"""The screen every job is built on: status, body, message, entry line, key bar; and what becomes of a stroke.

A subclass says what stands in the body, what its commands do, and what an entered line means. All strokes come from
the app's one queue, one after the other; a handler is awaited to its end before the next stroke is looked at.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget

from storeops.rules.errors import Refused
from storeops.screens.shell.commands import BACK, HELP, LEAVE, MORE, PALETTE, Bound, Handler, key_name, matching
from storeops.screens.shell.line import Line, TooLong, Typed
from storeops.screens.shell.listing import help_words, letter_words, lettered, match_words
from storeops.screens.shell.question import Answer, Lettered, Question, opens_scan
from storeops.screens.shell.strokes import SCAN_GAP, SCAN_PREFIX, SEEN_AFTER, Stroke
from storeops.screens.widgets.entry import EntryLine, EntryState
from storeops.screens.widgets.frame import Divider, KeyBar, StatusBar
from storeops.screens.widgets.message import Kind, Message
from storeops.screens.widgets.painted import INKS
from storeops.screens.widgets.panel import Panel, Paragraph

if TYPE_CHECKING:
    from storeops.screens.shell.app import StoreOpsApp

_SILENT = frozenset({"tab", "shift+tab", "ctrl+j", "enter", "escape", "paste", "unknown"})


class JobScreen(Screen[None]):
    """One job's screen. Override `body`, `bounds`, `entered`, and as needed `hint`, `back`, `brief`, `about`."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"ink--{ink}" for ink in INKS}
    title_words: ClassVar[str] = ""
    about: ClassVar[str] = ""
    audible: ClassVar[bool] = False  # Whether what was done rings, too: for people who look at shelves.

    def __init__(self) -> None:
        super().__init__()
        self._line = Line()
        self._undo = Line()
        self._cleared = False
        self.prompt = ">"
        self._wrong_at = float("-inf")
        self._question: Question | None = None
        self._palette: Line | None = None
        self._last_at = 0.0
        self._taken_at = 0.0

    @property
    def shell(self) -> StoreOpsApp:
        """The app, as the shell's own class."""
        from storeops.screens.shell.app import StoreOpsApp

        assert isinstance(self.app, StoreOpsApp)
        return self.app

    # --- what a job says of itself ----------------------------------------------------------------

    @property
    def brief(self) -> str:
        """What a screen too narrow for shop, person and date says in their place ("W7 3/18"); nothing keeps those."""
        return ""

    def body(self) -> Iterable[Widget]:
        """The widgets between the status line and the message."""
        return ()

    def bounds(self) -> Sequence[Bound]:
        """The job's own commands with their handlers, as they stand now."""
        return ()

    async def entered(self, typed: Typed) -> None:
        """A line was entered (it may be empty). Raise Refused to leave it there, selected, with the reason."""

    def hint(self) -> str:
        """What Enter would do now, shown beside the line ("Enter: pay cash 8.75")."""
        return ""

    async def changed(self, text: str) -> None:
        """The text in the line has changed, by hand or scanner (search as you type: a background read)."""

    async def back(self) -> None:
        """One step back with an empty line: to the screen before, if there is one."""
        await self.shell.leave_screen(self)

    async def arrived(self) -> None:
        """The screen is shown: first, or again after another one was left."""

    @property
    def inside(self) -> bool:
        """Whether Esc leads somewhere from an empty line: the bar says so then."""
        return len(self.app.screen_stack) > 2

    # --- what a job can use -----------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What is in the entry line."""
        return self._line.text

    @property
    def refused(self) -> str:
        """What stands in the line because it was not understood, "" for nothing."""
        return self._line.text if self._line.selected else ""

    def set_text(self, text: str, *, selected: bool = False) -> None:
        """Put a text into the entry line, as if typed by hand."""
        line = Line().typed(text, 0.0, pasted=True)
        self._line = line.refused() if selected else line

    def done(self, text: str) -> None:
        """Say what has been done."""
        self._say(Kind.DONE, text)

    def look(self, text: str) -> None:
        """Say what should be read; one bell."""
        self._say(Kind.LOOK, text)

    def wrong(self, text: str) -> None:
        """Say what was refused and what to do next; two bells."""
        self._say(Kind.WRONG, text)

    def quiet(self) -> None:
        """Say nothing."""
        self.query_one(Message).clear()

    def ask(self, question: Question) -> None:
        """Ask in the entry line's place; the answers' handlers run when the key comes."""
        self._question = question
        self.shell.chime(Kind.LOOK)

    @property
    def asking(self) -> bool:
        """Whether a question stands."""
        return self._question is not None

    def show_panel(self, title: str, paragraphs: Sequence[Paragraph]) -> None:
        """Show words in the body's place until Esc, or until something is typed."""
        self.query_one(Panel).show(title, paragraphs)
        self.add_class("-panel")

    def close_panel(self) -> None:
        """Show the body again."""
        self.remove_class("-panel")

    @property
    def panel_open(self) -> bool:
        """Whether words stand in the body's place."""
        return self.has_class("-panel")

    # --- the frame --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Status, body, message, entry line, keys: the same place on every screen."""
        yield StatusBar()
        yield Divider()
        with Vertical(id="body"):
            yield from self.body()
        yield Panel()
        yield Message()
        yield EntryLine()
        yield Divider()
        yield KeyBar()

    async def shown(self) -> None:
        """Called by the app when the screen is on top, mounted, and before it gets a stroke."""
        self.query_one(StatusBar).show()
        await self.arrived()
        self.repaint()

    def repaint(self) -> None:
        """Show the line, the question and the keys as they stand; costs nothing when they are the same."""
        palette = self._palette
        if palette is not None:
            state = EntryState(palette, "command >", self._palette_hint())
        else:
            state = EntryState(self._line, self.prompt, self._hint(), self._question)
        self.query_one(EntryLine).show(state)
        self.query_one(KeyBar).show(self.all_bounds())

    def _hint(self) -> str:
        return "Ctrl+Z: bring it back" if self._cleared else self.hint()

    def all_bounds(self) -> tuple[Bound, ...]:
        """The job's commands and those of every screen."""
        own = tuple(self.bounds())
        taken = {bound.command.id for bound in own}
        every = (
            Bound(HELP, self._help),
            Bound(MORE, self._more),
            Bound(PALETTE, self._open_palette),
            Bound(BACK.named("Back" if self.inside else ""), self._back),
            Bound(LEAVE, self._leave),
        )
        return (*own, *(bound for bound in every if bound.command.id not in taken))

    # --- strokes ----------------------------------------------------------------------------------

    async def take(self, stroke: Stroke) -> None:
        """Deal with one stroke to its end. A refusal is shown in place."""
        self._cleared = False
        self._taken_at = stroke.at
        try:
            await self._take(stroke)
        except Refused as refusal:
            self.refuse(refusal)
        finally:
            self._last_at = stroke.at

    def refuse(self, refusal: Refused) -> None:
        """Show why, and leave what was typed in the line, selected."""
        self._line = self._line.refused()
        self.wrong(str(refusal))

    async def _take(self, stroke: Stroke) -> None:
        if self.panel_open and self.query_one(Panel).turned(stroke.key):
            return
        if self._question is not None and await self._answer(self._question, stroke):
            return
        if self._palette is not None and await self._in_palette(self._palette, stroke):
            return
        if self.panel_open and self._in_panel(stroke):
            return
        if stroke.key == "ctrl+z" and self._undo.text and not self._line.text:
            self._line, self._undo = self._undo, Line()
        elif self._enters(stroke):
            await self._enter(stroke)
        elif (line := self._line.after(stroke)) is not None:
            await self._edit(line)
        else:
            await self._command(stroke)

    def _enters(self, stroke: Stroke) -> bool:
        """Enter, or what a scanner was set to send in its place; the LF of a CR LF is not a second Enter."""
        if stroke.key == "enter":
            return True
        if stroke.key == "tab":
            return self._line.ended(stroke.at).scanned
        # A line feed is the second half of some scanners' suffix: on an empty line it must not pay.
        return stroke.key == "ctrl+j" and bool(self._line.text) and not self._line.selected

    async def _enter(self, stroke: Stroke) -> None:
        typed = self._line.ended(stroke.at)
        self._undo = Line()
        if typed.text.strip() == "?":
            self._line = Line()
            await self._more()
            return
        if typed.overflow:
            raise TooLong(len(typed.text) + typed.overflow)
        entered, self._line = self._line, Line()
        try:
            await self.entered(typed)
        except BaseException:
            # What was typed is still there, unless the handler put something else in its place.
            self._line = self._line if self._line.text else entered.refused()
            raise

    async def _edit(self, line: Line) -> None:
        before, self._line = self._line, line
        if line.text:
            self._undo = Line()
        elif len(before.text) > 1:
            self._undo = Line().typed(before.text, 0.0, pasted=True)
            self._cleared = True
        if line.text != before.text:
            await self.changed(line.text)

    async def _command(self, stroke: Stroke) -> None:
        bound = self.shell.keys.find(stroke.key, self.all_bounds())
        if bound is not None and bound.enabled:
            await bound.handler()
        elif stroke.key in {"ctrl+q", "ctrl+c"} and stroke.at - self._last_at >= SCAN_GAP:
            self.look(f"To leave the program: {self.shell.keys.name(MORE)}, then the letter of Leave.")
        elif stroke.key not in _SILENT and not stroke.key.startswith(("ctrl+", "alt+", "shift+")):
            more = self.shell.keys.name(MORE)
            self.look(f"{key_name(stroke.key)} does nothing here now. {more} lists what can be done.")

    # --- a question -------------------------------------------------------------------------------

    async def _answer(self, question: Question, stroke: Stroke) -> bool:
        """Whether the stroke was dealt with by the question."""
        answer = question.find(stroke.key)
        if answer is not None and not (stroke.types and await self._begins_scan(stroke)):
            self._end_question()
            await answer.handler()
            return True
        if stroke.key == "enter" or not (
            stroke.types or stroke.key in {"escape", SCAN_PREFIX} or self._is_known(stroke)
        ):
            return True
        self._end_question()
        if question.otherwise is not None:
            await self._said_no(question.otherwise, stroke)
        return stroke.key == "escape"

    async def _said_no(self, otherwise: Handler, stroke: Stroke) -> None:
        """Do what no means; whatever comes of it, the stroke that said so is taken afterwards."""
        try:
            await otherwise()
        except Refused as refusal:
            self.wrong(str(refusal))
        except Exception:
            if stroke.key != "escape":
                self.shell.strokes.put_back([stroke])
            raise

    async def _begins_scan(self, stroke: Stroke) -> bool:
        return opens_scan(stroke, await self.shell.strokes.follower(SCAN_GAP))

    def _is_known(self, stroke: Stroke) -> bool:
        bound = self.shell.keys.find(stroke.key, self.all_bounds())
        return bound is not None and bound.enabled

    def _end_question(self) -> None:
        self._question = None
        self.close_panel()

    # --- help, the list of commands, the palette --------------------------------------------------

    def _in_panel(self, stroke: Stroke) -> bool:
        """Whether the stroke was for the panel. What does not turn it closes it, and is then taken."""
        self.close_panel()
        return stroke.key in {"escape", self.shell.keys.key(HELP)}

    async def _help(self) -> None:
        words = help_words(self.about, self.all_bounds(), self.shell.keys)
        self.show_panel(self.title_words or "Help", words)

    async def _more(self) -> None:
        listed = lettered(self.all_bounds())
        self.show_panel("What can be done here", letter_words(listed, self.shell.keys))
        answers = tuple(Answer(letter, "", bound.handler) for letter, bound in listed)
        self._question = Lettered("Which? One letter.", answers)

    async def _open_palette(self) -> None:
        self._palette = Line()
        self._show_matches()

    def _matches(self) -> tuple[Bound, ...]:
        words = self._palette.text if self._palette else ""
        return matching(words, [bound for bound in self.all_bounds() if bound.enabled and bound.command is not PALETTE])

    def _palette_hint(self) -> str:
        found = self._matches()
        return f"Enter: {found[0].command.tooltip}" if found else "no such command"

    def _show_matches(self) -> None:
        self.show_panel("Commands", match_words(self._matches(), self.shell.keys))

    async def _in_palette(self, line: Line, stroke: Stroke) -> bool:
        """Whether the stroke was for the palette. A scan leaves it and is entered as always."""
        if stroke.key == "enter" and not line.ended(stroke.at).scanned:
            found = self._matches()
            self._close_palette()
            if found:
                await found[0].handler()
            return True
        if (edited := line.after(stroke)) is not None:
            self._palette = edited
            self._show_matches()
            return True
        self._close_palette()
        if stroke.key in {"enter", "tab"}:
            self._line = line
        return stroke.key == "escape" or stroke.key == self.shell.keys.key(PALETTE)

    def _close_palette(self) -> None:
        self._palette = None
        self.close_panel()

    # --- back and out -----------------------------------------------------------------------------

    async def _back(self) -> None:
        if self._line.text:
            await self._edit(Line())
        else:
            await self.back()

    async def _leave(self) -> None:
        self.ask(Question("Leave StoreOps?", (Answer("y", "leave", self.shell.leave), Answer("n", "stay", self._stay))))

    async def _stay(self) -> None:
        self.quiet()

    def _say(self, kind: Kind, text: str) -> None:
        # A scan typed before anybody could see a refusal must not paint it over.
        if kind is Kind.DONE and self._taken_at < self._wrong_at + SEEN_AFTER:
            return
        self._wrong_at = time.monotonic() if kind is Kind.WRONG else float("-inf")
        self.shell.chime(kind, audible=self.audible)
        self.query_one(Message).say(kind, text)
