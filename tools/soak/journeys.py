"""The requests of browsers: recorded from Chromium once, sent again by many."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Request, sync_playwright

from tests.support.serving import CHROMIUM, CHROMIUM_ARGUMENTS

CALLBACK = "/_dash-update-component"
# Pages and filters as the three kinds of readers open them.
VIEWS = (
    "/plans",
    "/plans?councils=torbay,plymouth",
    "/plans?theme=supervision",
    "/plans?theme=care-leavers&councils=plymouth,middlesbrough",
    "/plans?theme=adoption",
    "/plans?q=visit",
    "/indicators",
    "/indicators?theme=assessment",
    "/benchmarks",
    "/benchmarks?theme=care-leavers",
    "/councils",
    "/councils/torbay",
    "/councils/plymouth",
    "/findings",
    "/search?q=supervision",
    "/sources",
)


@dataclass(frozen=True, slots=True)
class Journey:
    """One view: the page's address and the bodies of the callbacks that it asks."""

    path: str
    bodies: tuple[str, ...]


def record(address: str, views: Sequence[str] = VIEWS) -> tuple[list[Journey], list[str]]:
    """Open each view in a fresh browser; gives what it asked, and a first visit's files."""
    journeys, files = [], list[str]()
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for view in views:
            page = chromium.new_page(base_url=address)
            asked: list[Request] = []
            page.on("request", lambda request, asked=asked: asked.append(request))
            page.goto(view)
            page.wait_for_load_state("networkidle")
            if not files:
                paths = [
                    request.url.removeprefix(address)
                    for request in asked
                    if request.method == "GET"
                ]
                files = [path for path in paths if path != view and not path.startswith("data:")]
            bodies = [
                request.post_data or ""
                for request in asked
                if CALLBACK in request.url and request.method == "POST"
            ]
            journeys.append(Journey(view, tuple(bodies)))
            page.close()
        chromium.close()
    return journeys, files


def save(journeys: Sequence[Journey], files: Sequence[str], path: Path) -> None:
    """Write them for the process that makes the load."""
    recorded = {"journeys": [asdict(journey) for journey in journeys], "files": list(files)}
    path.write_text(json.dumps(recorded), encoding="utf-8")
