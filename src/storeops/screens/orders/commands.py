"""What can be done with orders, declared once for the board, the order and the order entry."""

from __future__ import annotations

from storeops.screens.shell.commands import Command

WORKLIST = Command(
    "order_worklist", "ctrl+e", "Decide", "What a person has to decide", "Lists the exceptions with their ways out."
)
ANY_STATE = Command(
    "order_any_state", "", "", "Orders of any state, the newest first", "Lists sent and cancelled orders, too."
)
SOURCE = Command("order_source", "ctrl+s", "Source", "Where it comes from", "Promises stock for what is missing.")
UNSOURCE = Command(
    "order_unsource", "", "", "Give its stock back", "Takes back the stock that stands ready; others may have it."
)
WINDOW = Command(
    "order_window", "ctrl+w", "Window", "When it can come", "Asks from when to when; the shop's own vans keep to it."
)
PAY = Command("order_pay", "ctrl+y", "Pay", "Take money for it", "Takes a deposit or the rest, in cash or by card.")
CANCEL = Command(
    "order_cancel", "ctrl+x", "Cancel", "Cancel the order", "Cancels all that is not sent; asks once, for the reason."
)
RESOLVE = Command(
    "order_resolve", "", "", "Settle what contradicts itself", "The customer keeps and pays what was sent all the same."
)
