"""A picture of the till as it really looks, for the manual: an SVG of its screen with a cart in it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from storeops.screens.run import till_app
from storeops.screens.shell.strokes import Stroke, paste
from storeops.screens.shell.terminal import Terminal
from storeops.screens.till.printing import Printing
from storeops.store import Store


def picture(
    shop: Store,
    typed: Sequence[str],
    *,
    size: tuple[int, int] = (80, 24),
    theme: str = "counter",
    title: str = "StoreOps",
) -> str:
    """The SVG of the till of `shop` after `typed` was entered: texts are typed and entered, texts in angle brackets
    are keys ("<f12>"); a text ending in a blank is left in the line.

    Works without a terminal. What is typed is done: give it a shop made for the picture."""
    return asyncio.run(_picture(shop, typed, size, theme, title))


async def _picture(shop: Store, typed: Sequence[str], size: tuple[int, int], theme: str, title: str) -> str:
    printing = Printing(shop)
    app = till_app(shop, Terminal(theme, plain=theme == "mono", console=False), printing)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for text in typed:
            if text.startswith("<") and text.endswith(">"):
                app.strokes.put(Stroke(text[1:-1]))
            else:
                app.strokes.put(paste(text, 0.0))
                if not text.endswith(" "):
                    app.strokes.put(Stroke("enter"))
            await app.strokes.settled()
            await pilot.pause(0.3)
        made = app.export_screenshot(title=title)
    printing.stop()
    return made
