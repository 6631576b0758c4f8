"""What can be done on the screens of sync beside the standard commands."""

from __future__ import annotations

from storeops.screens.shell.commands import FINISH, FIRST, REMOVE, WHY

AGAIN = FIRST.named("Anew", "Read it again", "Reads again what waits.")
RECORDS = WHY.named("Records", "Every record of it", "Lists each record: waiting, at the centre, or for a person.")
REASON = WHY.named("Why", "Why it needs a person, and what to do", "Explains the selected fact.")
RETRY = FINISH.named("Retry", "Give it its effect", "Gives the fact its effect, where nothing speaks against it now.")
DROP = REMOVE.named("Drop", "Leave it without effect for good", "Leaves the fact without effect for good; asks once.")
