"""How near two places are, as far as their addresses tell: what a person means who asks for the next one."""

from __future__ import annotations

from typing import NamedTuple


class Spot(NamedTuple):
    """Where a place lies. `store` is the store it belongs to; country is ISO 3166-1 alpha-2, the rest may be empty."""

    code: str
    store: str = ""
    country: str = ""
    region: str = ""
    postcode: str = ""


def nearness(here: Spot, there: Spot) -> tuple[bool, bool, bool, int, bool, str]:
    """Sorts places by how near they are to `here`: itself, its country, its region, then by how much of the postcode is
    the same from its beginning, which is how posts draw their districts; then its store, at last by code.

    A place of the same store without an address of its own lies where the store does."""
    together = bool(here.store) and here.store == there.store
    country, region, postcode = (
        mine if together and not own else own
        for mine, own in ((here.country, there.country), (here.region, there.region), (here.postcode, there.postcode))
    )
    return (
        here.code != there.code,
        country != here.country,
        region != here.region,
        -_shared(here.postcode, postcode),
        not together,
        there.code,
    )


def _shared(one: str, other: str) -> int:
    first, second = ("".join(text.split()).upper() for text in (one, other))
    shared = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        shared += 1
    return shared
