"""What can be done at goods in beside the standard commands."""

from __future__ import annotations

from storeops.screens.shell.commands import CUSTOMER, FINISH, FIRST, REMOVE, WHY

OPEN_DELIVERY = CUSTOMER.named(
    "No order", "Goods that nobody ordered here", "Takes in a delivery without an order; asks for the supplier."
)
AGAIN = FIRST.named("Anew", "Read the list again", "Reads again what is due.")
RECEIVE = FINISH.named(
    "Receive", "Take in what was counted", "Shows once what is short or over, then takes in what was counted."
)
TAKE_OUT = REMOVE.named("", "Nothing of the selected line", "Forgets what was counted of the selected line.")
PARTS = WHY.named("Why", "What this number is made of", "Tells what was counted of the line: lots, pieces, bins.")
LIST = FIRST.named("List", "Back to what is due", "Goes back to the list; asks when something is counted.")
