"""Run in a process of its own: unpack and check hostile archives of folders, and say what it takes.

`python -m tests.integration.fuzz.folders NAME…` prints a line of JSON for each: its answer, the
processor's seconds and the megabytes that it took more at most.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from portal.importers.folder_archive import unpack_folders
from portal.importers.read import BadCatalogue, read_catalogue

HEADER = "plan,item_ref,ref,summary,target_text,status\n"
ROW = "torbay-2025,1,{},Do it,TBC,in_progress\n"


def packed(members: Iterator[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def alone(name: str, content: bytes) -> bytes:
    return packed(iter([(name, content)]))


def said_to_be_small() -> bytes:
    """A bomb whose list says that it unpacks to ten bytes."""
    raw = alone("plan/actions.csv", b"x" * 200_000_000)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = archive.infolist()[0].file_size
    return raw.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


def rows(count: int) -> bytes:
    return (HEADER + "".join(ROW.format(n) for n in range(count))).encode()


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "bomb": lambda: alone("plan/actions.csv", b"\0" * 400_000_000),
    "bomb said to be small": said_to_be_small,
    "ten thousand members": lambda: packed((f"p{n}/items.csv", b"x") for n in range(10_000)),
    "one row of 14 MB": lambda: alone("plan/actions.csv", HEADER.encode() + b"a," * 7_000_000),
    "quotes that never end": lambda: alone(
        "plan/actions.csv", HEADER.encode() + b'"' + b"a\n" * 2_900
    ),
    "the most rows": lambda: alone("plan/actions.csv", rows(2_900)),
    "too many rows": lambda: alone("plan/actions.csv", rows(40_000)),
    "an archive in itself": lambda: alone(
        "plan/actions.csv", alone("plan/items.csv", b"x" * 10_000)
    ),
    "deep toml": lambda: alone("plan/document.toml", b"a = " + b"[" * 200_000),
    "a place outside": lambda: alone("../../etc/items.csv", b"x"),
    "cut off": lambda: alone("plan/actions.csv", rows(100))[:-40],
}


def answer_of(raw: bytes) -> str:
    """The fault that is told first, or how many rows of actions were read."""
    with tempfile.TemporaryDirectory() as folder:
        archive, target = Path(folder) / "a.zip", Path(folder) / "unpacked"
        archive.write_bytes(raw)
        target.mkdir()
        try:
            catalogue = read_catalogue(unpack_folders(archive, "a.zip", target))
        except BadCatalogue as bad:
            return str(bad.problems[0].remedy)
    return f"{len(catalogue.rows['actions'])} actions, {len(catalogue.problems)} faults"


def main(names: list[str]) -> None:
    for name in names:
        raw = ARCHIVES[name]()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        answer = answer_of(raw)
        line = {
            "name": name,
            "answer": answer,
            "seconds": time.process_time() - started,
            "megabytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1_000,
        }
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
