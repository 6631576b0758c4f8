"""Which of a carrier's rates is meant by a service."""

from __future__ import annotations

from collections.abc import Iterable

from storeops.connectors.carriers.port import CarrierRefused, LabelRequest, Rate
from storeops.rules.money import currency, decimal_string
from storeops.rules.tariffs import EXPRESS, NORMAL, OVERNIGHT, MixedCurrencies
from storeops.rules.wording import quote

MOST_DAYS: dict[str, int | None] = {NORMAL: None, EXPRESS: 2, OVERNIGHT: 1}
"""The shop's services by how many days in transit they allow at the most, for carriers that have services of their own
names only."""


def by_cost(rates: Iterable[Rate]) -> tuple[Rate, ...]:
    """Cheapest first, then fastest (who does not say comes last), then by name. Currencies are kept apart."""
    return tuple(
        sorted(rates, key=lambda one: (one.currency, one.cost, one.days is None, one.days, one.carrier, one.service))
    )


def choose(code: str, rates: Iterable[Rate], request: LabelRequest) -> Rate:
    """The cheapest rate that a request means: of the carrier it names, if any; of the carrier's service it names, else
    fast enough for the shop's service (`MOST_DAYS`).

    Rates in the shipment's currency go before all others. Raises MixedCurrencies when several are left to compare;
    CarrierRefused when none is left, or the cheapest costs more than the request allows."""
    offered = tuple(rates)
    among = [one for one in offered if request.carrier in ("", one.carrier)]
    fit = [one for one in among if one.service == request.service]
    fit = fit or [one for one in among if fast_enough(one.days, request.service)]
    fit = [one for one in fit if one.currency == request.shipment.currency] or fit
    if not fit:
        told = ", ".join(f"{one.carrier} {one.service}" for one in by_cost(offered)) or "none"
        by = f" by {quote(request.carrier)}" if request.carrier else ""
        raise CarrierRefused(code, f"it has no service {quote(request.service)}{by} for this parcel; offered: {told}")
    currencies = sorted({one.currency for one in fit})
    if len(currencies) > 1:
        raise MixedCurrencies(tuple(currencies))
    best = by_cost(fit)[0]
    if request.most is not None and best.cost > request.most:
        exponent = currency(best.currency).exponent
        asked, most = decimal_string(best.cost, exponent), decimal_string(request.most, exponent)
        raise CarrierRefused(code, f"{best.service} costs {asked} {best.currency}, more than the {most} allowed")
    return best


def fast_enough(days: int | None, service: str) -> bool:
    """Whether so many days in transit, None where nobody says, are what a service of the shop allows."""
    if service not in MOST_DAYS:
        return False
    most = MOST_DAYS[service]
    return most is None or (days is not None and days <= most)
