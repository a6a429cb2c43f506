"""Measure the most callbacks a second, beside the barest Dash application."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
from pathlib import Path

from tools.bench import web
from tools.bench.report import heading, table

BAR = 0.5
ROUNDS, SECONDS, CONNECTIONS = 3, 10, 64
_SCRIPT = Path(__file__).with_name("bodies.lua")


def rate(address: str, bodies: Path) -> tuple[float, int]:
    """Answers a second with all connections busy, by wrk; and how many failed.

    Raises:
        RuntimeError: if wrk does not end well.
    """
    done = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(_SCRIPT), address],
        env={**os.environ, "SOAK_BODIES": str(bodies)},
        capture_output=True,
        text=True,
        check=False,
    )
    results = [line.split() for line in done.stdout.splitlines() if line.startswith("result ")]
    if done.returncode or not results:
        raise RuntimeError(f"wrk did not end well: {done.stderr}")
    _result, requests, microseconds, failed = results[0]
    return int(requests) / int(microseconds) * 1e6, int(failed)


def report(address: str, journeys: Path, folder: Path) -> None:
    """Ask both in turn, several times; print the medians and their quotient."""
    mixed = folder / "bodies.txt"
    views = json.loads(journeys.read_text(encoding="utf-8"))["journeys"]
    bodies = [body for view in views for body in view["bodies"]]
    mixed.write_text("\n".join(bodies) + "\n", encoding="utf-8")
    with web.constant_server(folder) as bare:
        body = folder / "constant.txt"
        body.write_bytes(web.Client(bare).request("out", "?") + b"\n")
        pairs = [(rate(bare, body), rate(address, mixed)) for _round in range(ROUNDS)]
    constant = statistics.median(first[0] for first, _second in pairs)
    portal = statistics.median(second[0] for _first, second in pairs)
    failed = sum(second[1] for _first, second in pairs)
    ratio = portal / constant
    heading(
        "At saturation",
        f"callbacks a second, {CONNECTIONS} busy connections, median of {ROUNDS} rounds in turn;\n"
        f"the portal answers the {len(bodies)} callbacks of {len(views)} views, one after another",
    )
    table(
        ("", "callbacks/s", "failed", "share of the bare one", "bar"),
        [
            ("bare Dash, a constant", f"{constant:,.0f}", "", "1.00", ""),
            (
                "portal, all its views",
                f"{portal:,.0f}",
                str(failed),
                f"{ratio:.2f}",
                f"≥ {BAR:g} {'PASS' if ratio >= BAR and not failed else 'under'}",
            ),
        ],
    )
