"""What can be done with the shop's own vans beside the standard commands."""

from __future__ import annotations

from storeops.screens.shell.commands import FINISH, FIRST, Command

PLAN = Command("tour_plan", "ctrl+n", "Plan", "Plan the tours", "Asks how many vans go, and shares out what waits.")
LEAVE = FINISH.named("Send", "This van leaves", "Lets the selected van leave with its parcels; asks once.")
SHEET = Command("tour_sheet", "ctrl+l", "Print", "Print its run sheet", "Prints the stops of the selected van.")
ROAD = Command("tour_road", "ctrl+e", "Road", "Vans that have left", "Lists the vans on the road, and back.")
DELIVERED = Command("tour_delivered", "ctrl+y", "Delivered", "It was handed over", "Asks who took it at this stop.")
AGAIN = FIRST.named("List", "What waits for a van", "Reads again what waits; a plan is kept.")
TOURS = FIRST.named("Tours", "Back to the tours", "Goes back to the tours.")
