"""The open shop of one command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from storeops.cli.options import Options, pair

if TYPE_CHECKING:
    from storeops.database.queries.profile import Profile
    from storeops.operations.arrivals import Arrival
    from storeops.rules.amounts import Minor, Thousandths
    from storeops.rules.entry import Grammar
    from storeops.settings import Settings
    from storeops.store import Store


def settings(ctx: typer.Context) -> Settings:
    """The machine's settings, with what stands in front of the command. Raises BadSettings."""
    from storeops.settings import load

    options = ctx.find_root().obj
    given = options if isinstance(options, Options) else Options()
    return load(given.database, given.terminal)


@contextmanager
def opened(ctx: typer.Context) -> Iterator[Store]:
    """The shop, open for the length of one command. Raises what `Store.open` raises."""
    from storeops.store import Store

    store = Store.open(settings(ctx))
    try:
        yield store
    finally:
        store.close()


def grammar(profile: Profile) -> Grammar:
    """How the shop writes what is typed. No grouping: on a command line '1.234' must never be taken for 1234."""
    from storeops.rules.entry import Grammar

    return Grammar(exponent=profile.currency.exponent, decimal=profile.decimal)


def money(profile: Profile, text: str) -> Minor:
    """An amount given to a command, written with the shop's decimal sign. Raises NotMoney."""
    from storeops.rules import money as rules

    return rules.parse(text, profile.currency, decimal=profile.decimal)


def quantity(profile: Profile, text: str) -> Thousandths:
    """A quantity given to a command, written with the shop's decimal sign. Raises NotAQuantity."""
    from storeops.rules import quantity as rules

    return rules.parse(text, decimal=profile.decimal)


def goods(profile: Profile, texts: Sequence[str]) -> list[tuple[str, Thousandths]]:
    """SKU=QUANTITY, as often as given. Raises BadPair, NotAQuantity."""
    parts = [pair(text, "=", "TEA=10") for text in texts]
    return [(code, quantity(profile, amount)) for code, amount in parts]


def arrivals(
    profile: Profile,
    texts: Sequence[str],
    *,
    lot: str = "",
    expires: str = "",
    serials: Sequence[str] | None = None,
    bin: str = "",
    status: str = "",
) -> list[Arrival]:
    """SKU=QUANTITY, as often as given, all of the same lot, bin and status. Raises BadPair, NotAQuantity."""
    from storeops.operations.arrivals import Arrival

    return [
        Arrival(code, amount, lot, expires, tuple(serials or ()), bin, status) for code, amount in goods(profile, texts)
    ]
