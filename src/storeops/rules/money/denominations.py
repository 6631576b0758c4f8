"""The coins and notes a drawer is counted in, by currency."""

from __future__ import annotations

from types import MappingProxyType

from storeops.rules.amounts import Minor

_EURO = (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)

DENOMINATIONS: MappingProxyType[str, tuple[Minor, ...]] = MappingProxyType(
    {
        "CHF": (100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5),
        "DKK": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50),
        "EUR": _EURO,
        "GBP": (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
        "PLN": (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
        "SEK": (100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100),
        "USD": (10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1),
    }
)
"""Minor units, the largest first: what the central banks issue or still take (ECB, Bank of England, Swiss National
Bank, Danmarks Nationalbank, Narodowy Bank Polski, Riksbank, Federal Reserve; 2026). A note and a coin of one value
are one entry: a count does not tell them apart."""


def denominations(currency: str) -> tuple[Minor, ...]:
    """What cash of a currency is counted in, the largest first; nothing where it is not known: then the sum is
    typed."""
    return DENOMINATIONS.get(currency, ())
