"""`make pictures`: the pictures of README, made from the running portal.

The pictures of official statistics need the department's files, which the project does not carry:
`make pictures STATISTICS=folder` names the folder that they were downloaded to.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.reading import UNSETTLED
from tests.support.serving import CHROMIUM, CHROMIUM_ARGUMENTS, portal_server
from tools.visit_pictures import take_visit

FOLDER = Path(__file__).resolve().parent.parent / "docs"
PICTURES = (
    ("compare", "/?theme=assessment", 1440, 1000),
    ("compare-phone", "/?theme=assessment", 390, 844),
    ("indicators", "/indicators?measure=initial-assessments-on-time", 1440, 1000),
    ("findings", "/findings", 1440, 1000),
    ("search", "/search?q=supervising", 1440, 900),
    ("council", "/councils/middlesbrough", 1440, 900),
    ("item", "/items/plymouth-2015/afi-15", 1440, 900),
)
OFFICIAL = (
    ("benchmarks", "/benchmarks?area=looked-after", 1440, 1000),
    ("official", "/indicators?measure=repeat-referrals&against=england,region", 1440, 1000),
)


def bring(statistics: Path, database: str) -> None:
    """Import the department's files into a database, by the portal's own commands."""
    environment = {**os.environ, "PORTAL_DATABASE_URL": database}
    lait = statistics / "lait"
    files = sorted(str(path) for path in statistics.glob("*.csv") if "sn_model" not in path.name)
    model = next(statistics.glob("sn_model*.csv"))
    table, dictionary = next(lait.glob("*.parquet")), next(lait.glob("*.csv"))
    for arguments in (
        ["load"],
        ["import", "statistics", *files],
        ["import", "lait", str(table), "--dictionary", str(dictionary)],
        ["import", "neighbours", str(model)],
    ):
        subprocess.run([sys.executable, "-m", "portal", *arguments], check=True, env=environment)


def main() -> None:
    """Serve the data, open each page, save what a reader sees first."""
    FOLDER.mkdir(exist_ok=True)
    statistics = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    take(PICTURES, None)
    if statistics is not None:
        take(OFFICIAL, statistics)


def take(pictures: tuple[tuple[str, str, int, int], ...], statistics: Path | None) -> None:
    """Take some pictures, of the project's catalogue alone or with official statistics."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        database = f"sqlite:///{folder}/portal.db"
        if statistics is not None:
            bring(statistics, database)
        with portal_server(database) as address:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
            for name, path, width, height in pictures:
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"{address}{path}", wait_until="networkidle")
                page.locator(UNSETTLED).first.wait_for(state="detached")
                page.wait_for_timeout(800)  # charts draw after their data are there
                page.screenshot(path=FOLDER / f"{name}.png")
                page.close()
                print(f"docs/{name}.png")
            if statistics is None:
                take_visit(browser, database, FOLDER)
            browser.close()


if __name__ == "__main__":
    main()
