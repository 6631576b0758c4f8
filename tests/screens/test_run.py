"""Opening the screens: what was opened is closed again, whatever fails."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from tests.screens.cashier import make_shop

from storeops.screens.run import run_picking


class Tty(io.StringIO):
    """Keyboard and display, as far as they are asked."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="what is open is read from /proc")
def test_where_no_log_can_be_written_the_shop_is_closed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop(tmp_path)
    shop.close()
    (tmp_path / "a-file").touch()
    for name, text in (("TERM", "xterm-256color"), ("XDG_STATE_HOME", str(tmp_path / "a-file"))):
        monkeypatch.setenv(name, text)
    monkeypatch.setattr(sys, "stdin", Tty())
    monkeypatch.setattr(sys, "stdout", Tty())
    # The error keeps its frames, and with them a shop that was left open.
    with pytest.raises(NotADirectoryError) as error:
        run_picking(shop.settings)
    assert [link.name for link in _open_files() if link.is_relative_to(tmp_path)] == [], error


def _open_files() -> list[Path]:
    return [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
