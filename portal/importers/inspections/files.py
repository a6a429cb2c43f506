"""Read many report files at once, in processes beside one another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from portal.importers.apart import Broken, TooMuch, TooSlow, done_apart
from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.page_pictures import page_pictures
from portal.importers.inspections.pdf_text import page_texts
from portal.importers.inspections.people import without_people
from portal.importers.inspections.records import GREEN, REFUSED, Reading, RefusedReport
from portal.importers.inspections.report import read_pages

MAX_MEGABYTES = 100
# Fewer than these are read before other processes have started.
_WORTH_PROCESSES = 6
_STEPS = 10
# Of the processor and of memory, for a file that a browser sent.
_MOST_SECONDS, _MOST_MEGABYTES = 9, 220


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was read: a reading, or the reason why it was refused.

    `pictures` are pages of it (PNG) by number, for whoever looks it through.
    """

    file: str
    sha256: str
    reading: Reading | None
    refused: str = ""
    pictures: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """`green`, `amber`, `red` or `refused`."""
        return self.reading.outcome if self.reading else REFUSED

    @property
    def reason(self) -> str:
        """Why it is not green."""
        return self.reading.reason if self.reading else self.refused


def report_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files given and the PDF files of the folders given, each once.

    Raises:
        FileNotFoundError: with the path that is not there, or the folder without a PDF file.
    """
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() == ".pdf")
            if not inside:
                raise FileNotFoundError(f"{path} holds no PDF file.")
            files |= dict.fromkeys(inside)
        elif path.exists():
            files[path] = None
        else:
            raise FileNotFoundError(f"{path} is not there.")
    return list(files)


def read_files(
    files: Sequence[Path],
    councils: CouncilNames,
    report: Callable[[str], None],
    draw_green: bool,
) -> list[ReadFile]:
    """Read files in the order given, with progress; what is no report is refused, not fatal."""
    read = []
    step = max(1, len(files) // _STEPS)
    for number, item in enumerate(_readings(files, councils, draw_green), start=1):
        read.append(item)
        if number % step == 0 and number < len(files):
            report(f"Read {number} of {len(files)} reports")
    return read


def _readings(
    files: Sequence[Path], councils: CouncilNames, draw_green: bool
) -> Iterator[ReadFile]:
    work = partial(read_file, councils=councils, draw_green=draw_green)
    if len(files) < _WORTH_PROCESSES:
        yield from map(work, files)
        return
    workers = min(len(os.sched_getaffinity(0)), 8)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, files, chunksize=4)


def read_file(path: Path, councils: CouncilNames, draw_green: bool = False) -> ReadFile:
    """Read a file; its folder's name may name the council."""
    label = path.name if path.parent == Path() else f"{path.parent.name}/{path.name}"
    try:
        if path.stat().st_size > MAX_MEGABYTES * 1_000_000:
            return ReadFile(
                file=label,
                sha256="",
                reading=None,
                refused=f"the portal reads at most {MAX_MEGABYTES} MB",
            )
        raw = path.read_bytes()
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror}"
        return ReadFile(file=label, sha256="", reading=None, refused=reason)
    return read_bytes(raw, label, path.name, path.parent.name, councils, draw_green)


def read_bytes(
    raw: bytes,
    label: str,
    file_name: str,
    folder: str,
    councils: CouncilNames,
    draw_green: bool = False,
) -> ReadFile:
    """Read the bytes of a file, and draw what a person will compare.

    Of a report that passes every check, pages are drawn if `draw_green`: for nobody looks at one
    that is published at once.
    """
    digest = sha256(raw).hexdigest()
    try:
        people = without_people(page_texts(raw))
        reading = read_pages(people, file_name, folder, councils)
    except RefusedReport as refused:
        return ReadFile(file=label, sha256=digest, reading=None, refused=str(refused))
    drawn = draw_green or reading.outcome != GREEN
    pictures = page_pictures(raw, reading, people) if drawn else {}
    return ReadFile(file=label, sha256=digest, reading=reading, pictures=pictures)


def read_sent(raw: bytes, file_name: str, councils: CouncilNames) -> ReadFile:
    """Read the bytes of a file that a browser sent, in a process of its own with bounds."""
    try:
        read: ReadFile = done_apart(
            read_bytes,
            *(raw, file_name, file_name, "", councils, True),
            seconds=_MOST_SECONDS,
            megabytes=_MOST_MEGABYTES,
        )
    except TooSlow:
        reason = "it takes too long to read; enter the inspection by hand"
    except TooMuch:
        reason = "it takes too much memory to read; enter the inspection by hand"
    except Broken:
        reason = "it is damaged, or too much to be read; enter the inspection by hand"
    else:
        return read
    return ReadFile(file=file_name, sha256=sha256(raw).hexdigest(), reading=None, refused=reason)
