"""`python -m tools.soak`: load and faults on this machine, on loopback only; ten minutes."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tools.bench import table
from tools.soak import browsing, saturation, strangers
from tools.soak.faults import Faults, report
from tools.soak.scene import scene, small_disk

PARTS = ("faults", "load", "saturation", "strangers")
MEGABYTES = 1_500


def main() -> None:
    """Make the region, let things go wrong, then let many people come."""
    parser = argparse.ArgumentParser("python -m tools.soak", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts: {','.join(PARTS)}")
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60, help="of browsing")
    parser.add_argument("--lait", type=Path, help="LAIT's long table (default: one made alike)")
    parser.add_argument("--dictionary", type=Path, help="the CSV file of LAIT's measures")
    asked = parser.parse_args()
    parts = asked.only.split(",")
    if not set(parts) <= set(PARTS):
        parser.error(f"--only takes some of {','.join(PARTS)}")
    if bool(asked.lait) != bool(asked.dictionary):
        parser.error("--lait and --dictionary go together")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="soak-")))
        folder.chmod(0o755)  # the servers' own user goes through it
        try:
            disk = stack.enter_context(small_disk(folder, MEGABYTES))
        except PermissionError as error:
            sys.exit(f"{error}; run it as root.")
        files = (asked.lait, asked.dictionary) if asked.lait else table.make(folder)
        where = stack.enter_context(scene(folder, disk))
        journeys = where.journeys()
        faults = Faults(where, journeys, files)
        well = True
        if "faults" in parts:
            well = report(faults)
        else:
            faults.two_imports()
        if "load" in parts:
            browsing.report(where, journeys, asked.users, asked.seconds)
        if "saturation" in parts:
            saturation.report(where.public.address, journeys, folder)
        if "strangers" in parts:
            strangers.report(where.public.address, journeys, folder)
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
