"""Find the council that a report's title names: by its name, a spelling, or likeness."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from db.queries.reports import EndedCouncil
from portal.domain.formatting import day as printed
from portal.importers.inspections import report_kind
from portal.importers.inspections.pdf_text import flat
from portal.importers.inspections.records import AMBER, RED, TICK, Check
from portal.importers.inspections.report_kind import Kind

# How alike two names are at least (difflib's ratio) to be proposed; a person confirms.
_LIKENESS = 0.86
_SERVICES = r"(?:re-? ?)?inspection of services for children"
_TITLES = {
    report_kind.LAC_2013: (
        r"inspection of looked after children(?:'s)? services (?P<name>.+?) inspection dates?",
    ),
    report_kind.SIF: (rf"^(?:\d+ )?(?P<name>.+?) {_SERVICES}",),
    report_kind.REINSPECTION: (rf"^(?:\d+ )?(?P<name>.+?) {_SERVICES}",),
    report_kind.BOARD_ALONE: (r"^(?:\d+ )?(?P<name>.+?) review of the effectiveness",),
    report_kind.ILACS_STANDARD: (
        r"inspection of (?P<name>(?!children's)(?!services).{2,80}?)"
        r"(?: local authority(?:'s)?)? children's (?:social care )?services",
        r"^(?:\d+ )?(?P<name>.{2,80}?) (?:inspection of |local authority )?"
        r"children's (?:social care )?services",
    ),
}


@dataclass(frozen=True, slots=True)
class CouncilMatch:
    """A council's key (empty where none fits), its name as printed, the check of both."""

    key: str
    name_printed: str
    check: Check


class CouncilNames:
    """The councils of the portal by every spelling of their names, and when each existed."""

    def __init__(self, names: Mapping[str, str], ended: Mapping[str, EndedCouncil] = {}) -> None:
        """Take the names of councils by key, and those that have ended."""
        self._names = dict(names)
        self._ends = {key: date.fromisoformat(council.day) for key, council in ended.items()}
        self._begins = {
            successor: self._ends[key] + timedelta(days=1)
            for key, council in ended.items()
            for successor in council.successors
        }
        self._by_name = {_core(name): key for key, name in names.items()}
        for key, spellings in _rules()["spellings"].items():
            if key in names:
                self._by_name.update({_core(spelling): key for spelling in spellings})

    def named(self, key: str) -> str:
        """Return the name of a council."""
        return self._names[key]

    def exact(self, name: str) -> str:
        """Return the key of a name or spelling, empty where there is none."""
        plain = _plain(name)
        return self._by_name.get(_core(name), "") if plain else ""

    def alike(self, name: str) -> str:
        """Return the key of the only name that is much like this one, empty otherwise."""
        close = difflib.get_close_matches(_core(name), self._by_name, n=2, cutoff=_LIKENESS)
        keys = {self._by_name[spelling] for spelling in close}
        return keys.pop() if len(keys) == 1 else ""

    def on(self, key: str, day: date) -> tuple[str, str]:
        """Return the council of a name on a day, and "" or why there was none.

        Where a council took the place of another of its name, that is the other before.
        """
        bare = _bare(self._names[key])
        namesakes = [key, *(k for k, name in self._names.items() if _bare(name) == bare)]
        for namesake in namesakes:
            if self._begins.get(namesake, date.min) <= day <= self._ends.get(namesake, date.max):
                return namesake, ""
        name, end = self._names[key], self._ends.get(key, date.max)
        if day > end:
            return key, f"{name} was a council until {printed(end)}, before this inspection"
        return key, f"{name} is a council since {printed(self._begins[key])}, after this inspection"

    def dated(self, match: CouncilMatch, day: date | None) -> CouncilMatch:
        """Hold the council of a title against the last day of its inspection."""
        if not match.key or day is None:
            return match
        key, problem = self.on(match.key, day)
        if problem and match.check.colour != RED:
            return _match(key, match.name_printed, AMBER, problem)
        return replace(match, key=key)

    def match(self, kind: Kind, first_page: str, folder: str) -> CouncilMatch:
        """Find the council of a report by its title page; the folder's name is the proof."""
        name = _title_name(kind, first_page)
        by_folder = self.exact(re.sub(r"^\d+[\s_-]*", "", folder).replace("_", " "))
        key = self.exact(name)
        if key and by_folder and key != by_folder:
            message = f"the title names {self._names[key]}, the folder {self._names[by_folder]}"
            return _match(key, name, RED, message)
        if key:
            return _match(key, name, TICK, f"council by its name, {name}")
        like = self.alike(name) if name else ""
        if like and by_folder in ("", like):
            message = f"“{name}” is no spelling of a council; it is like {self._names[like]}"
            return _match(like, name, AMBER, message)
        if by_folder and not like:
            message = f"the title's “{name}” is no council; the folder names one"
            return _match(by_folder, name, AMBER, message)
        return _match("", name, RED, f"no council fits the title's “{name}”")


def _match(key: str, name: str, colour: str, message: str) -> CouncilMatch:
    return CouncilMatch(
        key=key, name_printed=name, check=Check(field="council", colour=colour, message=message)
    )


def _title_name(kind: Kind, first_page: str) -> str:
    text = flat(re.sub(r"^\s*\d+\s*\n", "", first_page))
    for title in _TITLES[kind.framework]:
        match = re.search(title, text, re.IGNORECASE)
        if match:
            return match["name"].strip(" ,.-:")
    return ""


@cache
def _rules() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("councils.toml").read_text(encoding="utf-8"))


def _plain(name: str) -> str:
    words = re.sub(r"[^a-z' ]+", " ", flat(name).lower().replace("&", " and ").replace("-", " "))
    return " ".join(words.split()).removeprefix("the ")


def _bare(name: str) -> str:
    """A council's name without when it ended: `Dorset (until 2019)` is Dorset."""
    return re.sub(r"\s*\(until \d{4}\)$", "", name)


@cache
def _core(name: str) -> str:
    """A name without what every council's may have; the whole of it where nothing is left."""
    plain = _plain(name)
    core = plain
    for part in _rules()["parts"]:
        core = re.sub(rf"(?<!\w){re.escape(str(part))}(?!\w)", " ", core)
    core = " ".join(core.split()).removeprefix("the ").removesuffix(" and").removesuffix(" of")
    return core.replace("'s", "").replace("'", "") or plain
