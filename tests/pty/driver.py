"""A terminal for tests: a real pseudo-terminal with pyte as the screen. What is sent arrives as from a keyboard.

with Terminal([sys.executable, "-m", "storeops"], env={"STOREOPS_DB": path}) as terminal:
    terminal.wait_for("Enter")
    terminal.send(b"5901234123457\r")
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pyte

SCAN_SUFFIX = b"\r"
KEYS = {
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D", "delete": b"\x1b[3~",
    "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~", "home": b"\x1b[H", "end": b"\x1b[F", "escape": b"\x1b",
    "enter": b"\r", "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS", "f5": b"\x1b[15~",
    "f6": b"\x1b[17~", "f7": b"\x1b[18~", "f8": b"\x1b[19~", "f9": b"\x1b[20~", "f10": b"\x1b[21~",
    "f11": b"\x1b[23~", "f12": b"\x1b[24~",
}  # fmt: skip
"""The bytes an xterm sends for a key."""


_KITTY = re.compile(rb"\x1b\[[<>=]\d*u")
"""The keyboard protocol's switches, which pyte does not know and would print."""


class NotSeen(AssertionError):
    """What was waited for did not appear; the message shows the screen as it stood."""


class Terminal:
    """A program in a pseudo-terminal of `size` (columns, rows). Use as a context manager: it ends the program."""

    def __init__(
        self,
        argv: Sequence[str],
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        term: str = "xterm-256color",
        ready: str = "",
    ) -> None:
        """Start the program; with `ready`, wait until that text stands on the screen."""
        self._master, slave = pty.openpty()
        self._set_size(size)
        environment = {**os.environ, "TERM": term, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        for name in ("COLUMNS", "LINES", "COLORTERM", "NO_COLOR", "ESCDELAY", "TEXTUAL_ANIMATIONS"):
            environment.pop(name, None)
        environment.update(env or {})
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self.output = bytearray()
        self.process = subprocess.Popen(
            list(argv), env=environment, preexec_fn=lambda: os.login_tty(slave), close_fds=True, pass_fds=(slave,)
        )
        os.close(slave)
        self._open = True
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if ready:
            try:
                self.wait_for(ready)
            except NotSeen:
                self.close()
                raise

    def _set_size(self, size: tuple[int, int]) -> None:
        columns, rows = size
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self) -> None:
        waits = select.poll()  # select() itself knows no descriptor above 1023
        waits.register(self._master, select.POLLIN)
        while self._open:
            if not waits.poll(200):
                continue
            try:
                data = os.read(self._master, 65536)
            except OSError:
                data = b""
            if not data:
                break
            with self._changed:
                self.output += data
                self._stream.feed(_KITTY.sub(b"", data))
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def send(self, data: bytes, gap: float = 0.0) -> None:
        """Type the bytes: all at once, or one by one with `gap` seconds between them."""
        if not gap:
            self._write(data)
            return
        due = time.monotonic()
        for index in range(len(data)):
            self._write(data[index : index + 1])
            due += gap
            time.sleep(max(0.0, due - time.monotonic()))

    def press(self, *keys: str) -> None:
        """Press keys by name ("f12", "up"), in one burst."""
        self._write(b"".join(KEYS[key] for key in keys))

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._master, data) :]

    @property
    def screen(self) -> list[str]:
        """The lines as they stand, without the blanks at their ends."""
        with self._lock:
            return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The whole screen as one text."""
        return "\n".join(self.screen)

    def style(self, row: int, column: int) -> pyte.screens.Char:
        """The cell there with its colours, counted from 0."""
        with self._lock:
            return self._screen.buffer[row][column]

    def wait_for(self, wanted: str | Callable[[str], bool], timeout: float = 15.0) -> None:
        """Wait until the text stands on the screen, or the function of the screen's text is true.

        Raises NotSeen, at once when the program has ended."""
        seen = wanted if callable(wanted) else lambda text: wanted in text
        deadline = time.monotonic() + timeout
        with self._changed:
            while not seen("\n".join(line.rstrip() for line in self._screen.display)):
                left = deadline - time.monotonic()
                if left <= 0 or not self._reader.is_alive():
                    shown = "\n".join(line.rstrip() for line in self._screen.display)
                    raise NotSeen(f"not seen within {timeout} s: {wanted!r}; the screen:\n{shown}")
                self._changed.wait(min(left, 0.2))

    def wait_until(self, true: Callable[[], bool], timeout: float = 15.0) -> None:
        """Wait until something outside the screen is so (a file has its lines). Raises NotSeen."""
        deadline = time.monotonic() + timeout
        while not true():
            if time.monotonic() > deadline:
                raise NotSeen(f"not so within {timeout} s; the screen:\n{self.text}")
            time.sleep(0.01)

    def settle(self, seconds: float = 0.3, timeout: float = 15.0) -> None:
        """Wait until the program has written nothing for that long."""
        deadline = time.monotonic() + timeout
        while self.quiet(seconds):
            if time.monotonic() > deadline:
                raise NotSeen(f"still writing after {timeout} s; the screen:\n{self.text}")

    def quiet(self, seconds: float) -> bytes:
        """What the program writes in the next seconds; b"" when it is idle as it should be."""
        before = len(self.output)
        time.sleep(seconds)
        return bytes(self.output[before:])

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size, as a person dragging its corner does."""
        with self._lock:
            self._screen.resize(rows, columns)
        self._set_size((columns, rows))

    def ended(self, timeout: float = 10.0) -> int:
        """The exit code, once the program has ended by itself."""
        return self.process.wait(timeout)

    def kill(self) -> None:
        """SIGKILL, as a power cut would: nothing is tidied up."""
        self.process.kill()
        self.process.wait(10)

    def hang_up(self) -> None:
        """Close the terminal under the program, as a window is closed."""
        self._open = False
        self._reader.join(5)
        os.close(self._master)
        self._master = -1

    def close(self) -> None:
        """End the program and the terminal."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                self.kill()
        if self._master >= 0:
            self.hang_up()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
