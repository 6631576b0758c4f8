"""Rounding of what is paid in cash, where the smallest coins are gone.

Only the cash part of a payment is rounded, at the tender, on the document's total: never a line, never a tax,
never a card payment. The difference is a line of its own. Sales and refunds mirror each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from storeops.rules.amounts import Minor
from storeops.rules.money import HALF_UP, RoundingMode, divide


@dataclass(frozen=True, slots=True)
class CashRule:
    """The smallest cash `step` in minor units, and what becomes of an amount between two steps (`mode`)."""

    step: Minor
    mode: RoundingMode = HALF_UP


EXACT = CashRule(1)
"""Cash is paid to the last minor unit."""

_FIVE = CashRule(5)
_TEN = CashRule(10)
_HALF = CashRule(50)
_WHOLE = CashRule(100)

RULES: MappingProxyType[tuple[str, str], CashRule] = MappingProxyType(
    {
        # Switzerland and Liechtenstein (currency union): 5 Rappen is the smallest coin since 1 and 2 Rappen
        # lost their validity (1 January 2007 and 1978), Münzverordnung SR 941.101.
        ("CH", "CHF"): _FIVE,
        ("LI", "CHF"): _FIVE,
        # Sweden: lag (1970:1029) om avrundning av vissa öresbelopp; whole kronor since 1 October 2010, 50 öre
        # up.
        ("SE", "SEK"): _WHOLE,
        # Norway: the 50 øre coin went on 1 May 2012; cash is rounded to the nearest krone, 50 øre up.
        ("NO", "NOK"): _WHOLE,
        # Denmark: the 25 øre coin went on 1 October 2008; 0-24 øre to 0, 25-74 to 50, 75-99 to the krone.
        ("DK", "DKK"): _HALF,
        # Czechia: zákon č. 634/1992 Sb., § 3 (rounding to the nearest valid coin); 50 haléřů went on 31
        # August 2008.
        ("CZ", "CZK"): _WHOLE,
        # Hungary: 2008. évi III. törvény; 1 and 2 forint went on 1 March 2008, 0.01-2.49 down, 2.50-4.99 up
        # to 5.
        ("HU", "HUF"): CashRule(500),
        # Euro countries where 1 and 2 cents are rounded away in cash payments:
        ("NL", "EUR"): _FIVE,  # since 1 September 2004, agreed by the retail trade and De Nederlandsche Bank
        ("FI", "EUR"): _FIVE,  # laki euromääräisten maksujen pyöristämisestä 890/2001
        ("BE", "EUR"): _FIVE,  # Code de droit économique VI.7/1-3, compulsory since 1 December 2019
        ("IE", "EUR"): _FIVE,  # since 28 October 2015, voluntary, Central Bank of Ireland
        ("IT", "EUR"): _FIVE,  # D.L. 50/2017 art. 13-quater, since 1 January 2018
        ("SK", "EUR"): _FIVE,  # zákon č. 18/1996 Z. z. o cenách as amended, since 1 July 2022
        ("EE", "EUR"): _FIVE,  # since 1 January 2025, Eesti Pank, "rounding rule"; refunds in cash too
        ("LT", "EUR"): _FIVE,  # law on the rounding of cash payments, since 1 May 2025, Seimas, 28 March 2024
        # Ukraine: National Bank, 1 October 2025; 1-24 to 0, 25-49 and 51-74 to 50, 75-99 to the hryvnia.
        ("UA", "UAH"): _HALF,
        # Canada: the cent is no longer distributed since 4 February 2013; Department of Finance, rounding
        # guidelines.
        ("CA", "CAD"): _FIVE,
        # Australia: 1 and 2 cents withdrawn from February 1992; ACCC, rounding of cash totals.
        ("AU", "AUD"): _FIVE,
        # New Zealand: 5 cents withdrawn on 1 November 2006. Which way 5 cents go is the shop's own choice
        # (Reserve Bank); here they go up like everywhere else, and `round_cash` takes the other mode.
        ("NZ", "NZD"): _TEN,
        # Israel: 5 agorot withdrawn on 1 January 2008; 1-4 down, 5-9 up (Bank of Israel).
        ("IL", "ILS"): _TEN,
        # Singapore: no 1 cent coins issued since 2002, rounding to 5 cents is allowed (MAS).
        ("SG", "SGD"): _FIVE,
        # Malaysia: Rounding Mechanism of Bank Negara, 1 April 2008.
        ("MY", "MYR"): _FIVE,
        # Chile: Ley 20.956, 1 November 2017; amounts that end in 1-5 pesos go down, 6-9 up: the half goes
        # down.
        ("CL", "CLP"): CashRule(10, RoundingMode.HALF_DOWN),
        # South Africa: 5 cents no longer minted since 1 April 2012; retailers round down to 10 cents.
        ("ZA", "ZAR"): CashRule(10, RoundingMode.DOWN),
    }
)
"""By ISO 3166-1 country and ISO 4217 currency; a country that is not here takes every minor unit in cash.

Read again in publications of the time, November 2026: Estonia, Lithuania, Chile, Ukraine. The other rows are from
general knowledge of the laws and notices named: confirm the row before the first shop opens in that country,
South Africa's direction (a custom of the trade, not a law) above all.
"""


def rule(country: str, currency: str) -> CashRule:
    """How cash in `currency` (ISO 4217) is rounded in `country` (ISO 3166-1 alpha-2); EXACT where nothing is
    known.

    A foreign currency at a till is not rounded by the country's rule: it is not that country's coins."""
    return RULES.get((country, currency), EXACT)


def increment(country: str, currency: str) -> Minor:
    """The smallest step in which cash is paid, in minor units: 5 for CHF in Switzerland, 1 by default."""
    return rule(country, currency).step


def round_cash(amount: Minor, step: Minor, mode: RoundingMode = HALF_UP) -> Minor:
    """The cash to pay or give back for `amount`: the nearest multiple of `step`, halves away from zero.

    Another `mode` is needed only where `rule` gives one (Chile, South Africa). Mirrored for refunds: what was
    sold at 7.50 and rounded to 8 is refunded at 8. Raises ValueError unless `step` is positive."""
    if step <= 0:
        raise ValueError(f"the cash step must be positive, not {step}")
    return divide(amount, step, mode) * step
