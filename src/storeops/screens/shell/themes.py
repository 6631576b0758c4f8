"""The colours, named by what they mean. counter: dark; daylight: for bright shops; mono: sixteen colours.

Contrast of everything that must be read is at least 7:1 (WCAG 2.2, success criterion 1.4.6).
"""

from __future__ import annotations

from textual.theme import Theme

MEANINGS = ("money", "good", "look", "wrong", "quiet", "chosen", "chosen-text")
"""The variables a stylesheet may use besides $foreground and $background."""

COUNTER = Theme(
    name="counter",
    primary="#8ecbff",
    accent="#8ecbff",
    warning="#ffd479",
    error="#ffa79e",
    success="#86e3a5",
    foreground="#ece9e2",
    background="#12161b",
    surface="#12161b",
    panel="#12161b",
    dark=True,
    variables={
        "money": "#ffc65c",
        "good": "#86e3a5",
        "look": "#ffd479",
        "wrong": "#ffa79e",
        "quiet": "#a8b0ba",
        "chosen": "#263442",
        "chosen-text": "#ffffff",
    },
)

DAYLIGHT = Theme(
    name="daylight",
    primary="#0b4a7d",
    accent="#0b4a7d",
    warning="#664400",
    error="#8f1414",
    success="#0a5228",
    foreground="#16191d",
    background="#fbfaf6",
    surface="#fbfaf6",
    panel="#fbfaf6",
    dark=False,
    variables={
        "money": "#6b3a00",
        "good": "#0a5228",
        "look": "#664400",
        "wrong": "#8f1414",
        "quiet": "#474d55",
        "chosen": "#dfe9f2",
        "chosen-text": "#000000",
    },
)

MONO = Theme(
    name="mono",
    ansi=True,
    primary="ansi_white",
    accent="ansi_bright_cyan",
    warning="ansi_bright_yellow",
    error="ansi_bright_white",
    success="ansi_bright_green",
    foreground="ansi_white",
    background="ansi_black",
    surface="ansi_black",
    panel="ansi_black",
    boost="ansi_black",
    dark=True,
    variables={
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "money": "ansi_bright_yellow",
        "good": "ansi_bright_green",
        "look": "ansi_bright_yellow",
        "wrong": "ansi_bright_white",
        "quiet": "ansi_white",
        "chosen": "ansi_white",
        "chosen-text": "ansi_black",
    },
)

THEMES: tuple[Theme, ...] = (COUNTER, DAYLIGHT, MONO)
