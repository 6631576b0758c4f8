"""What can be done with waves beside the standard commands."""

from __future__ import annotations

from storeops.screens.shell.commands import FINISH, FIRST, Command

PLAN = Command("wave_plan", "ctrl+n", "Plan", "Plan a wave", "Makes a wave of what waits, as it is wished for.")
CLOSE = Command("wave_close", "ctrl+x", "Close", "End the wave", "Ends a wave; what is open can be planned again.")
RELEASE = FINISH.named("Release", "Let pickers begin", "Releases the wave: pickers can take its tours.")
PICK = Command("wave_pick", "ctrl+k", "Pick", "Walk a tour of it", "Opens the picking screen on a tour of this wave.")
AGAIN = FIRST.named("Anew", "Read the board again", "Reads the waves again.")
BOARD = FIRST.named("Board", "Back to the board", "Goes back to the waves.")
