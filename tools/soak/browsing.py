"""Two hundred people who browse at once."""

from __future__ import annotations

import statistics
from pathlib import Path

from tools.bench.report import heading, table
from tools.soak.scene import Load, Scene

BAR_MS = 500
# Until all have come and the processes have read what they keep.
WARM_UP = 10


def report(scene: Scene, journeys: Path, users: int, seconds: float) -> None:
    """Let them browse; print how long answers took, and what failed."""
    load = Load(scene, journeys, seconds + WARM_UP, users=users, think=(1, 5), writing=False)
    loaded = load.result()
    start = min(ended for ended, *_ in loaded.requests) + WARM_UP
    heading(
        f"{users} people browsing",
        f"{seconds:g} seconds after {WARM_UP} to arrive; each opens a view with all its callbacks,"
        "\nthinks for 1 to 5 seconds, opens another; milliseconds",
    )
    lines = []
    for kind in ("page", "callback"):
        asked = [request for request in loaded.of(kind) if request[0] >= start]
        times = sorted(request[2] for request in asked)
        failed = sum(1 for request in asked if request[3])
        most = times[int(0.95 * len(times))]
        passed = most < BAR_MS and not failed
        lines.append(
            (
                f"{kind}s",
                f"{len(asked):,}",
                f"{len(asked) / seconds:,.0f}",
                str(failed),
                f"{statistics.median(times):.0f}",
                f"{most:.0f}",
                f"{times[int(0.99 * len(times))]:.0f}",
                f"95% < {BAR_MS} {'PASS' if passed else 'over'}" if kind == "callback" else "",
            )
        )
    table(("", "asked", "a second", "failed", "median", "95%", "99%", "bar"), lines)
