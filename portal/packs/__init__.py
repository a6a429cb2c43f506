"""Packs as files: PowerPoint, Word, Excel and a print view of one and the same `Pack`."""

from __future__ import annotations

from collections.abc import Callable

Step = Callable[[int, int, str], None]
"""Called with how much is done, of how much, and what comes now."""


class PackError(Exception):
    """A pack could not be made; the message is fit to be shown to the person who asked."""
