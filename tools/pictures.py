"""`make pictures`: the pictures of README, made from the running portal."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.reading import settle
from tests.support.serving import CHROMIUM, CHROMIUM_ARGUMENTS, portal_server
from tools.visit_pictures import take_visit

ROOT = Path(__file__).resolve().parent.parent
FOLDER, ASSETS = ROOT / "docs", ROOT / "assets"
PICTURES = (
    ("overview", "/?theme=supervision", 1440, 1000),
    ("compare", "/plans?theme=assessment", 1440, 1000),
    ("compare-phone", "/plans?theme=assessment", 390, 844),
    ("indicators", "/indicators?measure=initial-assessments-on-time", 1440, 1000),
    ("findings", "/findings", 1440, 1000),
    ("search", "/search?q=supervising", 1440, 900),
    ("council", "/councils/middlesbrough", 1440, 900),
    ("item", "/items/plymouth-2015/afi-15", 1440, 900),
    ("benchmarks", "/benchmarks?area=looked-after", 1440, 1000),
    ("scorecard", "/benchmarks?view=scorecard&theme=care-leavers", 1440, 1000),
    ("summary", "/summary?theme=care-leavers", 1440, 1000),
    ("inspections", "/inspections?councils=south-west", 1440, 1000),
    ("returns", "/returns?councils=torbay", 1440, 1000),
    ("official", "/indicators?measure=repeat-referrals&against=england,region", 1440, 1000),
)


# What previews of links show: the portal's mark and name, in the size that they ask for.
CARD = """<body style="margin:0;height:630px;display:flex;flex-direction:column;gap:44px;
justify-content:center;padding:0 110px;box-sizing:border-box;background:#f5f7f9;color:#16202b;
font-family:system-ui,sans-serif"><div style="display:flex;align-items:center;gap:36px">
<span style="width:120px">{mark}</span><b style="font-size:104px;letter-spacing:-2px">Alongside</b>
</div><p style="margin:0;font-size:46px;line-height:1.35">Children’s services of England’s councils
side by side: what inspectors asked, what was planned, what the figures say.</p></body>"""
PREVIEW_WIDTH, PREVIEW_HEIGHT = 1200, 630


def make_preview(browser: Browser) -> None:
    """Make the picture of previews of links."""
    page = browser.new_page(viewport={"width": PREVIEW_WIDTH, "height": PREVIEW_HEIGHT})
    page.set_content(CARD.format(mark=(ASSETS / "favicon.svg").read_text(encoding="utf-8")))
    page.screenshot(path=ASSETS / "preview.png")
    page.close()
    print("assets/preview.png")


def main() -> None:
    """Serve the data, open each page, save what a reader sees first."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        database = f"sqlite:///{folder}/portal.db"
        with portal_server(database) as address:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
            for name, path, width, height in PICTURES:
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"{address}{path}", wait_until="networkidle")
                settle(page)
                page.wait_for_timeout(800)  # charts draw after their data are there
                page.screenshot(path=FOLDER / f"{name}.png")
                page.close()
                print(f"docs/{name}.png")
            make_preview(browser)
            take_visit(browser, database, FOLDER)
            browser.close()


if __name__ == "__main__":
    main()
