"""`python -m tools.bench`: measure everything, or some parts of it on one kind of database."""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from portal.settings import STATISTICS
from tools.bench import browser, importing, loading, packs, pages, plans, table
from tools.bench import databases as made

PARTS = ("import", "load", "pages", "plans", "packs", "browser")
KINDS = ("sqlite", "postgresql")


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser("python -m tools.bench", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts: {','.join(PARTS)}")
    parser.add_argument("--databases", default=",".join(KINDS), help="sqlite,postgresql")
    parser.add_argument("--lait", type=Path, help="LAIT's long table (default: one made alike)")
    parser.add_argument("--dictionary", type=Path, help="the CSV file of LAIT's measures")
    parser.add_argument("--additions", type=Path, default=STATISTICS / "lait.toml")
    parser.add_argument("--pages", default="", help="pages of the browser part that hold this")
    parser.add_argument(
        "--visits", type=int, default=browser.VISITS, help="least visits of each page"
    )
    parser.add_argument("--keep", type=Path, help="a folder whose databases are used again")
    asked = parser.parse_args()
    asked.only, asked.databases = asked.only.split(","), asked.databases.split(",")
    for given, names in ((asked.only, PARTS), (asked.databases, KINDS)):
        for name in given:
            if name not in names:
                parser.error(f"{name!r} is none of {', '.join(names)}")
    if bool(asked.lait) != bool(asked.dictionary):
        parser.error("--lait and --dictionary go together")
    return asked


def main() -> None:
    """Measure and print."""
    asked, start = arguments(), time.monotonic()
    with ExitStack() as stack:
        folder = asked.keep
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        folder = folder.absolute()
        folder.mkdir(parents=True, exist_ok=True)
        if set(asked.only) - {"load", "browser"}:
            files = (asked.lait, asked.dictionary) if asked.lait else table.make(folder)
            print(f"LAIT: {files[0]}" if asked.lait else "LAIT: a table made alike (see --lait)")
            source = made.Source(files[0], files[1], asked.additions)
        kinds = (
            asked.databases if {"import", "load", "pages", "plans"}.intersection(asked.only) else []
        )
        for kind in kinds:
            databases = stack.enter_context(made.databases(kind, folder))
            if "import" in asked.only:
                importing.report(databases, source)
            if "load" in asked.only:
                loading.report(databases)
            if "pages" in asked.only:
                pages.report(databases, source, folder)
            if "plans" in asked.only:
                plans.report(databases, source)
        if "packs" in asked.only:
            with made.databases("sqlite", folder) as databases:
                packs.report(databases, source, folder)
        if "browser" in asked.only:
            with made.databases("sqlite", folder) as databases:
                browser.report(databases, folder, asked.pages, asked.visits)
    print(f"\nmeasured in {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
