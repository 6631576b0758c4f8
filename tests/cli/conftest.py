"""Commands run in this process, in a scratch folder with a shop of its own."""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storeops.cli.app import run

PRODUCTS = """\
name,sku,colour,price,barcode,tax_class,department,unit
Tea 80 bags,TEA,green,3.49,2000000000015,zero,GROCERY,each
Apples loose,APPLE,red,2.20,,zero,PRODUCE,kg
Mug,MUG,white,4.50,5012345678900,standard,HOME,each
"""

SALES = """\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID
100,A1,Lamp,2,2026-01-30 09:15:00,4.25,17850
100,B2,Shade,1,2026-01-30 09:15:00,2.00,17850
C101,A1,Lamp,-1,2026-01-31 10:00:00,4.25,17850
"""


BINS = """\
code,aisle,x,y,level,capacity
A-03-1,A,300,0,1,40
A-03-2,A,300,0,2,40
B-01-1,B,100,250,1,12.5
"""


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The one JSON document of the answer."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The one JSON object of the error."""
        assert self.out == ""
        return json.loads(self.err)["error"]


def typed(line: str) -> Ran:
    """Run a line as it is typed in a shell, `storeops` in front."""
    program, *arguments = shlex.split(line)
    assert program == "storeops"
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(arguments)
    return Ran(int(code), out.getvalue(), err.getvalue())


START = (
    'storeops init --store S1 --name "Corner Shop" --country GB --currency GBP --terminal T1',
    "storeops catalog import products.csv",
    "storeops stock receive TEA=10 APPLE=25.5",
    "storeops drawer open --float 100.00",
)


def settle_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with the files that the manual speaks of, and none of this machine's settings."""
    (folder / "products.csv").write_text(PRODUCTS, encoding="utf-8")
    (folder / "sales.csv").write_text(SALES, encoding="utf-8")
    (folder / "bins.csv").write_text(BINS, encoding="utf-8")
    for name in ("TERMINAL", "ACTOR", "PRINTER", "THEME"):
        monkeypatch.delenv(f"STOREOPS_{name}", raising=False)
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    monkeypatch.setenv("STOREOPS_CONFIG", str(folder / "storeops.toml"))
    monkeypatch.setenv("STOREOPS_DB", str(folder / "shop.db"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(folder)


def made() -> Callable[[str], Ran]:
    """A shop that has goods and an open drawer, in this folder."""
    for line in START:
        ran = typed(line)
        assert ran.code == 0, (line, ran)
    return typed


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scratch folder without a shop."""
    settle_in(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture
def storeops(folder: Path) -> Callable[[str], Ran]:
    """Runs a line in a folder without a shop."""
    return typed


@pytest.fixture
def shop(folder: Path) -> Callable[[str], Ran]:
    """Runs a line in a shop of this test alone."""
    return made()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shop")


@pytest.fixture
def shared_shop(shared_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Ran]:
    """Runs a line in one shop that many tests share: for those that change nothing, or only sell."""
    settle_in(shared_folder, monkeypatch)
    if (shared_folder / "shop.db").exists():
        return typed
    run = made()
    run("storeops sell TEA --tender cash=5 --json")
    return run
