"""What can be done with counts beside the standard commands."""

from __future__ import annotations

from storeops.screens.shell.commands import FINISH, FIRST, REMOVE, Command

PLAN = Command(
    "count_plan", "ctrl+n", "Plan", "Plan a count", "Lists what is to be counted: what is due, by class, or by bins."
)
AGAIN = FIRST.named("Anew", "Read the list again", "Reads the counts again.")
LIST = FIRST.named("List", "Back to the counts", "Goes back to the counts; asks when something is not entered.")
ENTER_BIN = FINISH.named("Enter", "Enter what was counted here", "Writes down what was counted in this bin.")
CLOSE = FINISH.named("Close", "Close the count", "Names what has to be counted again; else books the differences.")
NOTHING = REMOVE.named("", "Nothing of it is here", "Says that nothing of the selected product lies in this bin.")
