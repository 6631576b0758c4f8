"""`storeops stock`: goods in, put right and put away; what is on hand; what is promised of it."""

from __future__ import annotations

from storeops.cli.nouns import noun
from storeops.cli.stock import moves, promises, showing

app = noun("Receive goods, adjust and show what is on hand.")

app.command()(moves.receive)
app.command()(moves.adjust)
app.command()(moves.shift)
app.command()(showing.show)
app.command("list")(showing.listing)
app.command()(showing.where)
app.command()(promises.safety)
app.command()(showing.atp)
app.command()(promises.reserve)
app.command()(promises.release)
app.command()(promises.reservations)
