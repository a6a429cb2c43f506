"""The pictures of README that need a visit: its workspace on a tablet and a desk, and its pack."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from db.engine import open_engine
from db.session import make_sessions
from portal.domain.pack_model import CONTENTS
from portal.packs.worker import Done, make_pack
from portal.services import Services
from tests.support.serving import portal_server
from tests.support.signing_in import make_account, sign_in_page

WORKSPACE = (("visit", 1440, 1000), ("visit-tablet", 768, 1024))
_WHO = "reviewer"
# Slides shown: the cover, one with a chart, what comes back, one line of enquiry.
_ACROSS, _WIDTH, _GAP = 2, 640, 12


def take_visit(browser: Browser, database: str, folder: Path) -> None:
    """Make a visit in a filled database, and take its pictures."""
    sessions = make_sessions(open_engine(database))
    person = make_account(sessions, _WHO, ["reviewer"], display="A reviewer")
    services = Services.over(sessions)
    visit = services.visits.create(person, "torbay", "", "2026-12-01", "2026-12-03")
    _write(services, person, visit)
    with portal_server(database) as address:
        for name, width, height in WORKSPACE:
            page = browser.new_context(
                base_url=address, viewport={"width": width, "height": height}
            ).new_page()
            sign_in_page(page, _WHO)
            page.goto(f"/visits/{visit}", wait_until="networkidle")
            page.get_by_text("Take this line").first.wait_for()
            page.screenshot(path=folder / f"{name}.png")
            page.context.close()
            print(f"docs/{name}.png")
    pack = services.packs.visit_pack(services.visits.visit(person, visit), CONTENTS)
    slides = next(step.data for step in make_pack(pack, "slides") if isinstance(step, Done))
    _sheet(slides, folder / "pack.png")
    print("docs/pack.png")


def _write(services: Services, person: object, visit: str) -> None:
    """Write the notes that a team might have by its second day of reading."""
    open_, _aside = services.lines.suggested(person, visit)  # type: ignore[arg-type]
    for suggestion in open_[:4]:
        line = services.lines.accept(person, visit, suggestion.key)  # type: ignore[arg-type]
        question = services.lines.add_question(person, visit, line)  # type: ignore[arg-type]
        for field, text in (
            ("question", "What changed between these two dates, and who knew?"),
            ("who", "Head of safeguarding; a team manager"),
        ):
            services.entries.write(person, visit, question, field, text, 0)  # type: ignore[arg-type]
    services.gathering.gather(person, visit, "item", "plymouth-2015/afi-9")  # type: ignore[arg-type]


def _sheet(slides: bytes, target: Path) -> None:
    """Four slides of a pack beside and below each other, as LibreOffice draws them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pack.pptx").write_bytes(slides)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name]
        subprocess.run([*convert, f"{name}/pack.pptx"], check=True, stdout=subprocess.DEVNULL)
        scaled = ["-scale-to-x", str(_WIDTH), "-scale-to-y", "-1", "-png"]
        subprocess.run(["pdftoppm", *scaled, f"{name}/pack.pdf", f"{name}/slide"], check=True)
        texts = subprocess.run(
            ["pdftotext", f"{name}/pack.pdf", "-"], check=True, capture_output=True, text=True
        ).stdout.split("\f")
        pages = sorted(folder.glob("slide-*.png"))
        chosen = [0, *(_first(texts, words) for words in ("finished on time", "Inspections and"))]
        chosen.append(_first(texts, "Room for"))
        pictures = [Image.open(pages[number]) for number in chosen]
        height = pictures[0].height
        rows = -(-len(pictures) // _ACROSS)
        size = (_ACROSS * (_WIDTH + _GAP) + _GAP, rows * (height + _GAP) + _GAP)
        sheet = Image.new("RGB", size, "#dfe4e9")
        for number, picture in enumerate(pictures):
            across, down = number % _ACROSS, number // _ACROSS
            sheet.paste(picture, (_GAP + across * (_WIDTH + _GAP), _GAP + down * (height + _GAP)))
        sheet.save(target, optimize=True)


def _first(texts: list[str], words: str) -> int:
    """The first slide after the contents on which words stand; the last where none has them."""
    numbers = (number for number, text in enumerate(texts) if number > 1 and words in text)
    return next(numbers, len(texts) - 2)
