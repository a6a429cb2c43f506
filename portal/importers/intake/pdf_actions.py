"""Tell if a PDF would run something where it is opened or clicked on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral

_RUNS = {"JavaScript", "Launch"}
# Actions follow one another; a chain that comes back to itself ends here.
_LONGEST_CHAIN = 50


def runs_something(document: Any) -> bool:
    """Tell if a document of pdfplumber's holds a script or starts a program.

    Looked at are the actions of the document, of its pages, and of what stands on them.
    """
    catalog = document.doc.catalog
    if "JavaScript" in _entries(catalog.get("Names")):
        return True
    holders = [catalog, *(page.page_obj.attrs for page in document.pages)]
    for page in document.pages:
        annotations = resolve1(page.page_obj.annots)
        holders += map(_entries, annotations if isinstance(annotations, list) else ())
    return any(map(_runs, (action for holder in holders for action in _actions(holder))))


def _actions(holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in ("OpenAction", "A"):
        yield _entries(holder.get(key))
    yield from map(_entries, _entries(holder.get("AA")).values())


def _runs(action: dict[str, Any]) -> bool:
    for _step in range(_LONGEST_CHAIN):
        kind = resolve1(action.get("S"))
        if "JS" in action or (isinstance(kind, PSLiteral) and kind.name in _RUNS):
            return True
        following = resolve1(action.get("Next"))
        action = _entries(following[0] if isinstance(following, list) and following else following)
    return False


def _entries(value: Any) -> dict[str, Any]:
    """Return a dictionary of the file's, an empty one where something else stands."""
    entries = resolve1(value)
    return entries if isinstance(entries, dict) else {}
