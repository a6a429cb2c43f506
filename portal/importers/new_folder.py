"""Making a catalogue folder out of texts, never over what is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write_files(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Make the folder with its files.

    Args:
        files: their texts by name.

    Returns:
        The files made.

    Raises:
        FileExistsError: if the folder already holds something; nothing is written then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(folder)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]
