"""Digests of catalogue folders: of equal ones come the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
# What makes rows of files, and the tables that those go to.
_READ_BY = ("db", "portal/domain", "portal/importers")


def digest_of(folder: Path) -> str:
    """Give the digest of a folder's name and files, as this version of the portal reads them."""
    files = [*folder.glob("*.csv"), folder / "document.toml"]
    return _digest(f"{_version()} {folder.name}", sorted(file for file in files if file.is_file()))


@lru_cache(maxsize=1)
def _version() -> str:
    files = (file for part in _READ_BY for file in (_ROOT / part).rglob("*.py"))
    return _digest("", [*sorted(files), Path(__file__).with_name("schema.toml")])


def _digest(about: str, files: Iterable[Path]) -> str:
    digest = sha256(about.encode())
    for file in files:
        content = file.read_bytes()
        digest.update(f"\0{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
