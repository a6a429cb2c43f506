"""The process that makes one pack: `python -m portal.packs slides|words|sheets`."""

from __future__ import annotations

import json
import os
import pickle
import sys
from typing import Any

from portal.domain.pack_model import Pack
from portal.packs import Step


def _writer(form: str) -> Any:
    if form == "slides":
        from portal.packs.pptx.writer import write_slides

        return write_slides
    if form == "words":
        from portal.packs.docx.writer import write_words

        return write_words
    if form == "sheets":
        from portal.packs.xlsx.writer import write_sheets

        return write_sheets
    raise SystemExit(f"no such form: {form}")


def _progress() -> Step:
    def say(done: int, of: int, now: str) -> None:
        line = json.dumps({"done": done, "of": of, "now": now[:200]})
        sys.stdout.buffer.write(line.encode() + b"\n")
        sys.stdout.buffer.flush()

    return say


def main(form: str) -> None:
    """Reads a pickled pack from the standard input and writes progress, then the file."""
    os.nice(10)
    # Written by our own parent process a moment ago (portal.packs.worker); nobody else's data.
    pack = pickle.load(sys.stdin.buffer)  # noqa: S301
    if not isinstance(pack, Pack):
        raise SystemExit("not a pack")
    data = _writer(form)(pack, _progress())
    sys.stdout.buffer.write(json.dumps({"bytes": len(data)}).encode() + b"\n")
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
