"""A file from outside as a whole: how large it may be, and how a fault of it is told."""

from __future__ import annotations

from pathlib import Path

from portal.importers.read import BadCatalogue, Problem

# Far above any file of this kind (LAIT's is 2 MB); more is a mistake or an attack on memory.
MAX_MEGABYTES = 100


def fail(path: Path, remedy: str, value: str = "", row: int | None = None) -> BadCatalogue:
    """The exception for one fault of a whole file."""
    return BadCatalogue([Problem(path.name, row, "", value, remedy)])
