"""Colours and sizes of packs: the portal's own, so that a slide looks like the page it is from."""

from __future__ import annotations

FONT = "Arial"
INK = "16202B"
QUIET = "4D5B69"
PAPER = "FFFFFF"
WASH = "F5F7F9"
LINE = "DFE4E9"
STRONG_LINE = "8A96A3"
RULED = "B8C1CA"
LINK = "12436D"
LOOK = "A8470F"
LOOK_LINE = "C2571A"
LOOK_WASH = "FDF1E8"
# Of rows that are told to be worst or best: the ground of the first cell, and its text.
TONES = {"worst": (LOOK_WASH, LOOK), "best": ("E6F3F1", "17635D")}
BRAND = ("12436D", "28A197", "801650")
ACCENTS = ("12436D", "28A197", "801650", "F46A25", "3D3D3D", "A285D1")

# Points between two lines for writing by hand.
RULE = 26.0

MARKERS = {
    "circle": "CIRCLE",
    "diamond": "DIAMOND",
    "triangle-up": "TRIANGLE",
    "triangle-down": "TRIANGLE",
    "square": "SQUARE",
    "x": "X",
    "cross": "PLUS",
    "star": "STAR",
}


def pale(colour: str) -> str:
    """A colour thinned with white: the inside of an outlined mark, seen even without outline."""
    digits = bare(colour)
    parts = (int(digits[place : place + 2], 16) for place in (0, 2, 4))
    return "".join(f"{round(part * 0.3 + 255 * 0.7):02X}" for part in parts)


def dark(colour: str) -> str:
    """A text colour of enough contrast for a line's colour, as six digits."""
    return {"28A197": "1D7D75", "F46A25": "A8470F", "A285D1": "6B4FA0"}.get(colour, colour)


def bare(colour: str, default: str = QUIET) -> str:
    """A colour as six hexadecimal digits without the sign, whatever was given."""
    digits = colour.strip().lstrip("#").upper()
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    fits = len(digits) == 6 and all(digit in "0123456789ABCDEF" for digit in digits)
    return digits if fits else default
