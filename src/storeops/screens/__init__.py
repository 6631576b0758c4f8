"""The door of the till and its sister screens in the terminal (Textual).

Textual reads its switches from the environment once, when it is first imported; so they are set here,
before any module of this room imports it. What the person at the machine has set already stays.
"""

from __future__ import annotations

import os

# A function key split by a slow line must not arrive as Escape and rubbish.
os.environ.setdefault("ESCDELAY", "500")
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
