"""What can be done at the pickup counter beside the standard commands."""

from __future__ import annotations

from storeops.screens.shell.commands import CUSTOMER, FINISH, FIRST, RETURN, WHY, Command

AGAIN = FIRST.named("Anew", "Read the list again", "Reads again what is collected here.")
HERE = CUSTOMER.named("Here", "The customer is here", "Notes that the customer has come; hands nothing over.")
GIVE = FINISH.named("Hand over", "Hand it over", "Hands the goods over against the code, or an identity card.")
REFUSE = RETURN.named("Refused", "The customer does not want it", "Cancels what was not handed over; asks why.")
GOODS = WHY.named("Goods", "What the order is", "Lists the goods of the selected order.")
IDENTITY = Command(
    "pickup_identity", "ctrl+n", "No code", "Look at an identity card", "Hands over against a card that was looked at."
)
EXPIRE = Command(
    "pickup_expire", "ctrl+x", "Expire", "End those whose last day is over", "Ends what nobody collected; asks once."
)
ORDER = Command("pickup_order", "ctrl+o", "Order", "Open the order", "Shows the order; takes what is still to be paid.")
