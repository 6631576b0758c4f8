"""What can be done on a tour beside the standard commands: each on the key whose meaning is nearest."""

from __future__ import annotations

from storeops.screens.shell.commands import CHANGE, DRAWER, FIRST, PARK, RETURN, WHY

AGAIN = FIRST.named("Anew", "Read the list again", "Reads the released waves again.")
WAVES = FIRST.named("Waves", "Back to the waves", "Goes back to the released waves; the tour stays yours.")
SHORT = CHANGE.named(
    "Short", "There are fewer here", "Asks how many there were; the bin is counted, the order sourced from elsewhere."
)
SKIP = PARK.named("Skip", "This one later", "Leaves this one for the end of the tour.")
TOTE = DRAWER.named(
    "Tote", "The tote is full: a new one", "Asks for the tote that takes its place for the rest of this tour."
)
BACK = RETURN.named("Back", "Put back what nobody wants", "Shows what was picked and cancelled, to be put back.")
REASON = WHY.named("Why", "Why this bin", "Tells for whom it is, what lies here and elsewhere, why in this wave.")
