"""What every page says about the shop, taken from its profile."""

from __future__ import annotations

from storeops.database.queries.profile import Profile
from storeops.reports.shop import ShopView


def letterhead(profile: Profile) -> ShopView:
    """The shop as documents and screens name it, and how it writes numbers."""
    return ShopView(
        store=profile.store,
        name=profile.name,
        country=profile.country,
        currency=profile.currency.code,
        exponent=profile.currency.exponent,
        currency_symbol=profile.symbol,
        decimal_separator=profile.decimal,
        group_separator=profile.group,
        address=profile.address,
        tax_number=profile.tax_number,
        receipt_footer=profile.receipt_footer,
        prices_include_tax=profile.prices_include_tax,
        tax_name=profile.tax_name,
        timezone=profile.zone.key,
    )
