"""What can be done at the packing bench beside the standard commands."""

from __future__ import annotations

from storeops.screens.shell.commands import CHANGE, FINISH, FIRST, REMOVE, WHY, Command

AGAIN = FIRST.named("Anew", "Read the list again", "Reads again what waits to be packed.")
CLOSE = FINISH.named(
    "Close", "Close this parcel", "Closes the parcel with what was scanned into it; then its label is bought."
)
LIST = FIRST.named("List", "Back to what waits", "Goes back to the list; asks when something was scanned.")
QUANTITY = CHANGE.named("Qty", "How many of the selected line are in this parcel")
TAKE_OUT = REMOVE.named("", "Nothing of the selected line", "Takes the selected line out of this parcel.")
PLAN = WHY.named("Plan", "Which carton, and how to fill it", "Draws the carton that is proposed, layer by layer.")
CARTON = Command(
    "pack_carton", "ctrl+t", "Carton", "Choose the carton", "Lists the cartons; scanning a carton's code does it, too."
)
WEIGHT = Command(
    "pack_weight", "ctrl+w", "Weigh", "What the scale says", "Asks for grams; typing 1250 g or 1.25 kg does it, too."
)
BUY = FINISH.named("Buy", "Buy and print this label", "Buys the selected label, once, and prints it.")
RATES = FIRST.named("Anew", "Ask the carriers again", "Asks every carrier again what it wants for the parcel.")
