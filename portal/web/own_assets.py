"""The portal's own scripts and styles: one file of each kind, so that a first visit asks for few.

What the folder `assets` holds stays as it is; the files are put one after the other as Dash would
list them, under an address that changes with them.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from flask import Response, request

from portal.web.vendor_assets import for_a_year

_TAG = re.compile(r'<(?:script src|link rel="stylesheet" href)="/assets/([^"?]+)[^"]*">.*')
# Of Dash's own, what no page of the portal uses: what browsers lacked ten years ago, its table.
_UNUSED = re.compile(r'<script src="[^"]*/(?:deps/polyfill@|dash_table/)[^"]*"></script>')
# Lines of remarks, and the spaces that lines begin with: a quarter of the bytes.
_REMARKS = re.compile(r"^[ \t]*(?:/\*.*?\*/[ \t]*\n|//[^\n]*\n|)", re.MULTILINE | re.DOTALL)


class OwnAssets:
    """The files, made of what the folder holds when a document is first written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: dict[str, str] = {}
        self._files: dict[str, tuple[bytes, str]] = {}

    def tags(self, tags: str) -> str:
        """Write a document's tags of scripts or styles, one a line, with few in place of many."""
        if tags not in self._written:
            self._written[tags] = self._rewritten(tags)
        return self._written[tags]

    def answer(self) -> Response | None:
        """Answer a request for one of the files."""
        file = self._files.get(request.path)
        return for_a_year(*file) if file else None

    def _rewritten(self, tags: str) -> str:
        lines = [line for line in tags.split("\n") if not _UNUSED.fullmatch(line)]
        ours = {line: match[1] for line in lines if (match := _TAG.fullmatch(line))}
        if not ours:
            return "\n".join(lines)
        first, name = next(iter(ours.items()))
        texts = ((self._folder / path).read_text(encoding="utf-8") for path in ours.values())
        content = _REMARKS.sub("", "\n".join(texts)).encode()
        kind, ending = Path(name).parent, Path(name).suffix
        address = f"/assets/{kind}/all-{sha256(content).hexdigest()[:12]}{ending}"
        mimetype = "text/css" if ending == ".css" else "text/javascript"
        self._files[address] = (content, mimetype)
        whole = re.sub(r'"/assets/[^"]*"', f'"{address}"', first)
        return "\n".join(
            whole if line == first else line for line in lines if line == first or line not in ours
        )
