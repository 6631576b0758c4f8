"""The house as the design draws it: what a reviewer would otherwise have to look for in every change."""

from __future__ import annotations

import ast
import re
import typing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from storeops.database import schema
from storeops.database.tables import metadata
from storeops.journal import envelope, facts
from storeops.journal.facts import AnyFact, Fact
from storeops.journal.projections import PROJECTED, PROJECTIONS
from storeops.journal.projections.changes import ROWS, SUMS

SOURCE = Path(__file__).parents[2] / "src" / "storeops"

#: A migration is history: written once, never refactored, and the first one names every column of every table.
LONG_BY_NATURE = "database/migrations/versions/"
MOST_LINES = 400
LONGEST_FUNCTION = 40
EMPTY_NAMES = re.compile(r"utils?|helpers?|common|misc|managers?", re.IGNORECASE)

#: Tables that are neither the journal nor rebuilt from it: reference data, and what belongs to one database alone.
NOT_PROJECTED = {
    *("barcode", "department", "location", "person", "price", "product", "reference_revision", "setting", "store"),
    *("tax_rate", "terminal", "local", "cart", "print_job", "journal"),
    *("site", "bin", "channel", "lease_rule", "safety_stock", "sourcing_rule", "supplier", "supplier_product"),
    *("product_handling", "kit_part", "substitute"),
    *("acknowledged", "branch", "chain", "device", "enrolment", "journal_twin", "parked", "stock_elsewhere"),
    *("api_key", "idempotency", "webhook_subscription", "webhook_delivery", "webhook_cursor", "webhook_received"),
}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def told(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_file_is_longer_than_one_reads_at_a_sitting() -> None:
    lengths = {told(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    too_long = {
        name: lines for name, lines in lengths.items() if lines > MOST_LINES and not name.startswith(LONG_BY_NATURE)
    }
    assert too_long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = {
        f"{told(path)}:{function.name}": length(function)
        for path in modules()
        if not told(path).startswith(LONG_BY_NATURE)
        for function in functions(parsed(path))
        if length(function) > LONGEST_FUNCTION
    }
    assert too_long == {}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines that do something: a command's options and the words that explain it do not make it hard to follow."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or 0) - first.lineno + 1


def test_every_module_and_class_has_a_name_that_says_something() -> None:
    named = [part for path in modules() for part in (*path.relative_to(SOURCE).parent.parts, path.stem)]
    empty = {name for name in named if EMPTY_NAMES.fullmatch(name)}
    classes = [node.name for path in modules() for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)]
    empty |= {name for name in classes if re.search(r"(Utils?|Helpers?|Manager|Common)$", name)}
    assert empty == set()


def test_every_module_puts_off_its_annotations_and_says_what_it_is() -> None:
    bare = []
    for path in modules():
        tree = parsed(path)
        puts_off = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
        annotated = path.name != "__init__.py" or bool(functions(tree))
        if tree.body and (ast.get_docstring(tree) is None or (annotated and not puts_off)):
            bare.append(told(path))
    assert bare == []


SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|DROP|ALTER|PRAGMA|ATTACH|VACUUM)\b")

#: Where SQL is put together from parts, every part the program's own: a pragma's name, a table's and its columns.
BUILDS_SQL = {
    "database/engine.py",
    "database/migrations/versions/",
    "database/queries/",
    "journal/apply.py",
}


def test_sql_is_put_together_only_in_the_places_marked_for_it() -> None:
    found = set()
    for path in modules():
        if any(told(path).startswith(place) for place in BUILDS_SQL):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.JoinedStr):
                text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
                if SQL.match(text.lstrip("(")):
                    found.add(f"{told(path)}:{node.lineno}")
    assert found == set()


def test_marked_sql_takes_no_value_from_outside() -> None:
    """In `queries` a part of a statement is a constant of the module, never an argument of the function."""
    found = set()
    for path in (path for path in modules() if told(path).startswith("database/queries/")):
        for function in functions(parsed(path)):
            arguments = {argument.arg for argument in function.args.args}
            for node in ast.walk(function):
                if isinstance(node, ast.JoinedStr):
                    names = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
                    text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
                    if SQL.search(text) and names & arguments:
                        found.add(f"{told(path)}:{node.lineno}")
    assert found == set()


def test_every_kind_of_fact_is_known_projected_and_has_a_tag_of_its_own() -> None:
    known = set(typing.get_args(AnyFact))
    assert known == {value for value in vars(facts).values() if isinstance(value, type) and _is_fact(value)}
    assert known == _all_kinds(Fact)
    assert set(PROJECTIONS) == known
    tags = [kind.__struct_config__.tag for kind in known]
    assert len(set(tags)) == len(tags)
    assert all(isinstance(tag, str) and re.fullmatch(r"[a-z]+\.[a-z_]+", tag) for tag in tags)


def _is_fact(value: type) -> bool:
    return issubclass(value, Fact) and value is not Fact


def _all_kinds(kind: type) -> set[type]:
    below = set(kind.__subclasses__())
    return below.union(*(_all_kinds(one) for one in below)) if below else below


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_a_row_has_its_tables_columns_in_their_order(row: type) -> None:
    table = metadata.tables[ROWS[row]]
    assert list(row._fields) == [column.name for column in table.columns]  # type: ignore[attr-defined]
    hints = typing.get_type_hints(row)
    assert [hints[column.name] for column in table.columns] == [column.type.python_type for column in table.columns]


def test_a_journal_row_has_the_journals_columns_less_the_position() -> None:
    columns = [column.name for column in metadata.tables["journal"].columns]
    assert ["position", *envelope.JournalRow._fields] == columns


@pytest.mark.parametrize("table", SUMS)
def test_a_sum_is_its_key_and_a_quantity(table: str) -> None:
    columns = metadata.tables[table]
    assert [column.name for column in columns.columns] == [*SUMS[table], "quantity"]
    assert [column.name for column in columns.primary_key.columns] == list(SUMS[table])


def test_every_table_is_rebuilt_by_replay_or_has_a_reason_not_to_be() -> None:
    assert set(PROJECTED) | NOT_PROJECTED == set(metadata.tables)
    assert set(PROJECTED) & NOT_PROJECTED == set()


def test_the_program_knows_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(SOURCE / "database" / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


FLOATING = {"float", "Float", "REAL", "Numeric", "Double"}


def test_neither_facts_nor_tables_know_a_floating_number() -> None:
    rooms = ("journal/", "database/tables/", "operations/", "rules/postings.py", "rules/carts.py", "rules/tenders.py")
    found = {
        f"{told(path)}:{node.lineno}"
        for path in modules()
        if told(path).startswith(rooms)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in FLOATING
    }
    assert found - _locale_ranks() == set()


def _locale_ranks() -> set[str]:
    """A share of a country's people who speak a language is neither money nor quantity."""
    lines = (SOURCE / "operations" / "shop.py").read_text(encoding="utf-8").splitlines()
    return {f"operations/shop.py:{place}" for place, line in enumerate(lines, 1) if line.startswith("def _rank(")}
