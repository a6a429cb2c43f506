"""Signs of fonts that hold no letters, and bullets that a PDF draws instead of writing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# Signs by their code; what is not here stands for no text.
_SYMBOLS = {
    0xFC: "✓", 0xFE: "✓", 0xFB: "✗", 0xFD: "✗", 0x50: "✓", 0x52: "✓", 0x4F: "✗", 0xA8: "☐",
    0x6F: "☐", 0x6C: "●", 0xA7: "•", 0xB7: "•", 0xD8: "•", 0x76: "•", 0x6E: "•", 0x75: "•",
}  # fmt: skip
# Where Unicode leaves room for such fonts: their codes stand at its last 256 places.
_PRIVATE = range(0xE000, 0xF900)
BULLETS = frozenset("•·▪◦‣●")
# A drawn bullet is so large beside the letters of its line, and so far before them at most.
_SMALLEST, _LARGEST, _FARTHEST = 0.15, 0.6, 2.5
# In points; what is thinner is of a border.
_THINNEST, _WIDEST = 1.2, 12.0


def symbol(code: int) -> str:
    """The sign of a code, as text; a blank stays one."""
    return _SYMBOLS.get(code & 0xFF, " " if code & 0xFF == 0x20 else "")


def with_signs(chars: Iterable[Any], shapes: Sequence[Any]) -> list[Any]:
    """Write the letters of a PDF's page with its signs and drawn bullets as text.

    Browsers draw the bullet of a list as a small disc in the colour of the letters behind it.

    Args:
        chars: letters as pdfplumber gives them.
        shapes: curves and rectangles as pdfplumber gives them.
    """
    written = [_written(char) for char in chars]
    return [*_bullets(written, shapes), *written]


def _written(char: Any) -> Any:
    text = char["text"]
    if len(text) != 1 or ord(text) not in _PRIVATE:
        return char
    return {**char, "text": symbol(ord(text)) or "•"}


def _bullets(chars: Sequence[Any], shapes: Sequence[Any]) -> Iterator[Any]:
    discs = [shape for shape in shapes if _is_disc(shape)]
    at_height: dict[int, list[Any]] = {}
    for char in chars if discs else ():
        for height in range(int(char["top"]), int(char["bottom"]) + 1):
            at_height.setdefault(height, []).append(char)
    for disc in discs:
        middle = (disc["top"] + disc["bottom"]) / 2
        behind = [
            char
            for char in at_height.get(int(middle), ())
            if disc["x1"] <= char["x0"] < disc["x1"] + _FARTHEST * char["size"]
            and char["top"] < middle < char["bottom"]
            and not char["text"].isspace()
        ]
        if not behind:
            continue
        first = min(behind, key=lambda char: float(char["x0"]))
        drawn = "non_stroking_color" if disc.get("fill") else "stroking_color"
        fits = _SMALLEST < (disc["x1"] - disc["x0"]) / first["size"] < _LARGEST
        if fits and _ink(disc.get(drawn)) == _ink(first["non_stroking_color"]):
            yield {**first, "text": "•", "x0": disc["x0"], "x1": disc["x1"]}


def _is_disc(shape: Any) -> bool:
    """Tell if a shape is about as wide as it is high, and as small as a sign."""
    wide, high = shape["x1"] - shape["x0"], shape["bottom"] - shape["top"]
    return bool(_THINNEST < wide < _WIDEST and abs(wide - high) < 0.3 * wide)


def _ink(colour: Any) -> tuple[Any, ...]:
    """A colour as its parts; one of a single part is given bare or not."""
    return tuple(colour) if isinstance(colour, tuple | list) else (colour,)
