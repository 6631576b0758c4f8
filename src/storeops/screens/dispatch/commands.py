"""What can be done with parcels at dispatch beside the standard commands."""

from __future__ import annotations

from storeops.screens.shell.commands import FINISH, FIRST, RETURN, WHY, Command

AGAIN = FIRST.named("Anew", "Read everything again", "Reads again what waits and what is late.")
MANIFEST = FINISH.named(
    "Collected", "A carrier has collected its parcels", "Lets a carrier's parcels leave under one manifest; asks once."
)
DETAIL = WHY.named("Parcel", "Why it is late, what is in it, where it is", "Shows all there is of the parcel.")
SEND = FINISH.named("Leaves", "This parcel leaves on its own", "Lets the one parcel leave; asks once.")
UNPACK = RETURN.named("Unpack", "Unpack it again", "Opens the parcel: its goods wait to be packed again.")
UNDER_WAY = Command(
    "dispatch_under_way", "ctrl+e", "Under way", "Parcels that have left", "Lists what has left and has not arrived."
)
LABEL = Command(
    "parcel_label", "ctrl+l", "Label", "Buy its label, or print it again", "Buys the label; prints one it has again."
)
VOID_LABEL = Command(
    "parcel_void_label",
    "ctrl+x",
    "",
    "Give its label back",
    "Gives the label back to its carrier; asks for the reason.",
)
DELIVERED = Command(
    "parcel_delivered", "ctrl+y", "Delivered", "It was handed over", "Marks it delivered; asks who took it."
)
TRACK = Command(
    "parcel_track", "ctrl+t", "Track", "Ask its carrier where it is", "Asks the carrier, and writes it down."
)
