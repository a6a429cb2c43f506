"""Make catalogue folders of many councils, to measure the portal with a nation's plans.

`python -m tools.bench.catalogue --councils 15 --output FOLDER` writes two documents a council in
the layout that `portal load` reads. The councils are those of the portal's list that have no
plan yet, in its order. Every run writes the same files.
"""

from __future__ import annotations

import argparse
import csv
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from portal.importers.schema import BY_NAME
from portal.settings import CATALOGUE
from tools.bench.words import Writer

# Rows a council, as many as the project's own catalogue has in all, in two documents.
ROWS = {"items": 147, "actions": 401, "milestones": 138, "statements": 497}
YEARS = (2019, 2023)
# How often each area, status and kind of statement comes, after the project's own catalogue.
AREAS = {
    "front-door": 11,
    "assessment-planning": 13,
    "child-protection": 14,
    "looked-after": 8,
    "permanence-adoption": 20,
    "leaving-care": 7,
    "management-oversight": 14,
    "workforce": 12,
    "records-data": 10,
    "leadership-governance": 12,
    "participation-access": 18,
    "resources-commissioning": 8,
}
STATUSES = {"not_stated": 72, "completed": 14, "in_progress": 12, "not_started": 2}
STATEMENTS = {
    "progress": 20,
    "outcome": 18,
    "consideration": 16,
    "measured_by": 14,
    "objective": 9,
    "strength": 8,
    "response": 7,
    "risk": 6,
    "success_criterion": 2,
}
THEMES = {
    "assessment-planning": "assessment",
    "front-door": "assessment",
    "management-oversight": "supervision",
    "workforce": "supervision",
    "permanence-adoption": "adoption",
    "leaving-care": "care-leavers",
}
# Of so many councils one after the other, the first four lack one theme each.
LACKING_EVERY = 8
POSTS = (
    "Head of Service",
    "Director of Children's Services",
    "Service Manager",
    "Principal Social Worker",
    "Performance Manager",
    "Workforce Lead",
)


@dataclass(slots=True)
class Document:
    """One document of a council: its plan's key, and rows by the name of their sheet."""

    council: str
    name: str
    year: int
    rows: dict[str, list[dict[str, Any]]]

    @property
    def key(self) -> str:
        """Key of the document, and name of its folder."""
        return f"{self.council}-{self.year}-improvement-plan"

    @property
    def plan(self) -> str:
        """Key of its plan."""
        return f"{self.council}-{self.year}"


def make(folder: Path, councils: int) -> list[Path]:
    """Write the folders of so many councils; gives their paths.

    Raises:
        ValueError: if the list has fewer councils without a plan.
    """
    chosen = councils_without_plan()[:councils]
    if len(chosen) < councils:
        raise ValueError(f"the list has {len(chosen)} councils without a plan, not {councils}")
    measures = [row["measure"] for row in _taxonomy("measures")]
    made = []
    for number, row in enumerate(chosen):
        for document in _documents(row["council"], row["name"], number, measures):
            made.append(folder / document.key)
            _write(document, made[-1])
    return made


def councils_without_plan() -> list[Mapping[str, str]]:
    """The rows of the councils of today that the project's own catalogue has no document of."""
    taken = {
        tomllib.loads(path.read_text(encoding="utf-8"))["document"]["council"]
        for path in CATALOGUE.glob("*/document.toml")
    }
    return [
        row
        for row in _taxonomy("councils")
        if row["kind"] == "council" and not row["ended"] and row["council"] not in taken
    ]


def _taxonomy(name: str) -> list[dict[str, str]]:
    with (CATALOGUE / "taxonomy" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _documents(council: str, name: str, number: int, measures: Sequence[str]) -> Iterator[Document]:
    random = Random(council)  # noqa: S311 - the same texts every time are the point
    lacking = dict(enumerate(dict.fromkeys(THEMES.values()))).get(number % LACKING_EVERY, "")
    for place, year in enumerate(YEARS):
        # The second document takes what the first one leaves of an odd number.
        counts = {sheet: (rows + place) // len(YEARS) for sheet, rows in ROWS.items()}
        document = Document(council, name, year, {})
        maker = _Maker(random, document, counts, lacking, measures)
        document.rows = {
            "items": maker.items(),
            "actions": maker.actions(),
            "milestones": maker.milestones(),
            "statements": maker.statements(),
        }
        yield document


class _Maker:
    """Makes the rows of one document."""

    def __init__(
        self,
        random: Random,
        document: Document,
        counts: Mapping[str, int],
        lacking: str,
        measures: Sequence[str],
    ) -> None:
        self._random, self._plan, self._year = random, document.plan, document.year
        self._counts, self._lacking, self._measures = counts, lacking, measures
        self._write = Writer(random)
        self._area_of: dict[str, str] = {}
        self._actions_of: Counter[str] = Counter()

    def items(self) -> list[dict[str, Any]]:
        """Items of every area, a fifth of them part of another one."""
        count = self._counts["items"]
        areas = [*AREAS, *self._weighted(AREAS, count - len(AREAS))]
        areas.sort(key=list(AREAS).index)
        rows = []
        parent = ""
        for number, area in enumerate(areas, start=1):
            ref = f"R{number}"
            part = number % 5 == 0 and self._area_of[parent] == area
            if not part:
                parent = ref
            self._area_of[ref] = area
            rows.append(
                {
                    "plan": self._plan,
                    "ref": ref,
                    "parent_ref": parent if part else "",
                    "kind": self._random.choice(("recommendation", "area_for_improvement")),
                    "section": f"Section {list(AREAS).index(area) + 1}",
                    "area": area,
                    "themes": ";".join(self._themes(area)),
                    "title": self._write.title(area),
                    "summary": self._write.summary(area),
                    "place": f"Section {list(AREAS).index(area) + 1}, table, row {number}",
                    "note": self._sometimes(0.66, self._write.note),
                    **self._status(0.18),
                }
            )
        return rows

    def actions(self) -> list[dict[str, Any]]:
        """Actions of items at random; some items have none."""
        rows = []
        for item in self._spread("actions"):
            self._actions_of[item] += 1
            ref = str(self._actions_of[item])
            area = self._area_of[item]
            role = self._sometimes(0.27, lambda: self._random.choice(POSTS))
            cost = self._random.randrange(1, 80) * 500 if self._random.random() < 0.03 else ""
            rows.append(
                {
                    **self._below(item, ref),
                    "summary": self._write.sentence(area),
                    "lead": "AB" if role else self._sometimes(0.25, lambda: "CD"),
                    "lead_role": role,
                    **self._target(0.52),
                    "cost_gbp": cost,
                    "cost_text": f"£{cost:,}" if cost else "",
                    "place": f"Action plan, table of {item}, row {ref}, column actions",
                    "note": self._sometimes(0.7, self._write.note),
                    **self._status(0.3),
                }
            )
        return rows

    def milestones(self) -> list[dict[str, Any]]:
        """Milestones of items at random, of an action where the item has one."""
        rows = []
        numbers: Counter[str] = Counter()
        for item in self._spread("milestones"):
            numbers[item] += 1
            ref = str(numbers[item])
            actions = self._actions_of[item]
            status = self._status(0)
            outcome = self._write.short if status["status"] == "completed" else str
            rows.append(
                {
                    **self._below(item, ref),
                    "action_ref": str(self._random.randint(1, actions)) if actions else "",
                    "summary": self._write.short(),
                    **self._target(0.5),
                    "outcome": outcome(),
                    "status": status["status"],
                    "place": f"Action plan, table of {item}, column milestones, line {ref}",
                    "note": self._sometimes(0.57, self._write.note),
                }
            )
        return rows

    def statements(self) -> list[dict[str, Any]]:
        """Statements of the whole plan and of its items, half and half."""
        count = self._counts["statements"]
        items = [*[""] * (count // 2), *self._chosen(count - count // 2)]
        numbers: Counter[str] = Counter()
        rows = []
        for item, kind in zip(items, self._weighted(STATEMENTS, count), strict=True):
            numbers[item] += 1
            area = self._area_of.get(item) or self._weighted(AREAS, 1)[0]
            rows.append(
                {
                    **self._below(item, str(numbers[item])),
                    "kind": kind,
                    "summary": self._write.sentence(area),
                    "measure": self._random.choice(self._measures) if kind == "measured_by" else "",
                    "place": f"Chapter {kind.replace('_', ' ')}, paragraph {numbers[item]}",
                    "note": self._sometimes(0.26, self._write.note),
                }
            )
        return rows

    def _below(self, item: str, ref: str) -> dict[str, Any]:
        return {"plan": self._plan, "item_ref": item, "ref": ref}

    def _weighted(self, weights: Mapping[str, int], count: int) -> list[str]:
        return self._random.choices(list(weights), list(weights.values()), k=count)

    def _chosen(self, count: int) -> list[str]:
        """References of items at random, in the items' order."""
        order = list(self._area_of)
        return sorted(self._random.choices(order, k=count), key=order.index)

    def _spread(self, sheet: str) -> list[str]:
        return self._chosen(self._counts[sheet])

    def _sometimes(self, share: float, text: Any) -> str:
        return str(text()) if self._random.random() < share else ""

    def _themes(self, area: str) -> list[str]:
        themes = [THEMES[area]] if area in THEMES else []
        if self._random.random() < 0.1:
            themes.append(self._random.choice(list(THEMES.values())))
        return [theme for theme in dict.fromkeys(themes) if theme != self._lacking]

    def _status(self, share: float) -> dict[str, str]:
        status = self._weighted(STATUSES, 1)[0]
        evidence = share and status != "not_stated"
        return {"status": status, "status_evidence": self._write.short() if evidence else ""}

    def _target(self, share: float) -> dict[str, str]:
        if self._random.random() > share:
            return {"target_text": self._sometimes(0.3, lambda: "Ongoing")}
        day = date(self._year, 1, 31) + timedelta(days=self._random.randrange(700))
        return {"target_text": f"{day:%-d %B %Y}", "target_date": day.isoformat()}


def _write(document: Document, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    toml = folder / "document.toml"
    toml.write_text(_toml(document), encoding="utf-8", newline="\n")
    for sheet, rows in document.rows.items():
        names = [field.name for field in BY_NAME[sheet].fields]
        with (folder / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _toml(document: Document) -> str:
    inspection = f"{document.council}-ofsted-{document.year - 1}"
    title = f"Improvement plan {document.year} (made for measuring)"
    tables = {
        "[document]": {
            "document": document.key,
            "council": document.council,
            "title": title,
            "publisher": document.name,
            "published": str(document.year),
            "status": "final",
            "description": "A plan made up to measure the portal; nothing in it is true.",
            "licence": "Made up; no rights in it",
        },
        "[[inspections]]": {
            "inspection": inspection,
            "council": document.council,
            "inspectorate": "Ofsted",
            "title": "inspection made up for measuring",
            "inspected": str(document.year - 1),
            "place": "Introduction, paragraph 1",
        },
        "[[plans]]": {
            "plan": document.plan,
            "title": title,
            "answers": inspection,
            "published": str(document.year),
            "status": "final",
        },
    }
    return "\n".join(
        "\n".join((head, *(f"{name} = {json.dumps(text)}" for name, text in entries.items()), ""))
        for head, entries in tables.items()
    )


def main() -> None:
    """Write the folders named on the command line."""
    parser = argparse.ArgumentParser("python -m tools.bench.catalogue", description=__doc__)
    parser.add_argument("--councils", type=int, default=15, help="how many councils (15)")
    parser.add_argument("--output", type=Path, required=True, help="a folder for the folders")
    given = parser.parse_args()
    folders = make(given.output, given.councils)
    print(f"{len(folders)} folders of {given.councils} councils in {given.output}")


if __name__ == "__main__":
    main()
