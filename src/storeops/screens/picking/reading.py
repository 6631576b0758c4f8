"""What a scan at the bin means: the product, its lot, one of its pieces, or how many were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storeops.operations.lookup import UnknownProduct
from storeops.rules import quantity as quantities
from storeops.rules.entry import Item, Words, parse
from storeops.rules.goods import LOT, SERIAL
from storeops.screens.picking.state import At, NotTheGoods, Picking, ScanFirst, TheBinItself
from storeops.screens.scanned_goods import HOW_MANY, answer, look
from storeops.screens.shell.line import Typed

if TYPE_CHECKING:
    from storeops.screens.picking.walking import WalkingScreen


async def scanned(screen: WalkingScreen, state: Picking, typed: Typed) -> Picking:
    """The state after a scan or a number at the steps for the product, its lot and its pieces.

    Raises NotTheGoods, ScanFirst, NotUnderstood, and what the `Picking` it becomes raises."""
    text = typed.text.strip()
    today = screen.shop.business_date().isoformat()
    if state.step is At.LOT and (lot := answer(text, LOT)):
        return state.with_lot(lot, today)
    if state.stand.tracking == SERIAL:
        serial = answer(text, SERIAL)
        if serial and (state.step is At.PIECE or serial in state.stand.pieces):
            return state.with_piece(serial)
    if HOW_MANY.fullmatch(text) and not typed.scanned:
        return state.with_number(quantities.parse(text, decimal=screen.words.decimal))
    entry = parse(text, screen.words.grammar)
    if not isinstance(entry, Item | Words):
        raise NotTheGoods(text, state.current.name)
    code, times = (entry.code, entry.quantity) if isinstance(entry, Item) else (entry.text, None)
    try:
        found = await screen.shell.run_read(look, screen.shop, state.walk.location, code)
    except UnknownProduct as unknown:
        if unknown.misread:
            raise
        raise NotTheGoods(code, state.current.name) from unknown
    if isinstance(found, str):
        if found == state.at:
            raise TheBinItself(found)
        raise NotTheGoods(f"bin {found}", state.current.name)
    made = state.with_goods(found, times, today)
    if made.step is At.LOT and state.step is At.LOT:
        raise ScanFirst("the lot")
    return made
