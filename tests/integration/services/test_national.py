"""The reports of every council: what pages about inspections weigh, and that they still hold."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from db.engine import open_engine
from db.session import make_sessions
from portal.app import create_app
from portal.importers.inspection_list import load_inspections
from portal.services import Services
from portal.settings import INSPECTIONS, Settings
from tests.support.asking import ask

# What an answer may weigh, and who are asked for: what was read of the three, for all.
MOST_BYTES = 300_000
FOUR = "torbay,leeds,birmingham,kent"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The national list, in which every inspection has the recommendations of one that was read."""
    made = tmp_path_factory.mktemp("national") / "inspections"
    shutil.copytree(INSPECTIONS, made)
    file = made / "recommendations.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    of: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        of[row["inspection"]].append(row)
    with (made / "inspections.csv").open(encoding="utf-8", newline="") as opened:
        others = [row["inspection"] for row in csv.DictReader(opened)]
    donors = cycle(list(of.values()))
    for inspection in others:
        if inspection not in of and inspection != "plymouth-2014":
            rows += [{**row, "inspection": inspection} for row in next(donors)]
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return made


@pytest.fixture(scope="module")
def national(new_database: Callable[..., str], folder: Path) -> Iterator[tuple[Any, Services]]:
    """A portal over them."""
    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    load_inspections(make_sessions(engine), folder)
    server = create_app(Settings(database_url=url, sign_in="off"), engine).server
    yield server.test_client(), Services.over(make_sessions(engine))
    engine.dispose()


@pytest.mark.parametrize(
    ("output", "values"),
    [
        ("overview-results", {"overview-url.search": f"?councils={FOUR}"}),
        ("overview-results", {"overview-url.search": f"?councils={FOUR}&theme=supervision"}),
        ("returns-results", {"returns-url.search": f"?councils={FOUR}"}),
        ("returns-results", {"returns-url.search": "?councils=london,south-east"}),
        ("inspections-results", {"inspections-url.search": ""}),
        ("inspections-results", {"inspections-url.search": "?theme=adoption"}),
    ],
)
def test_no_answer_about_all_inspections_is_large(
    national: tuple[Any, Services], output: str, values: dict[str, str]
) -> None:
    client, _services = national
    answer = ask(client, output, values)
    assert answer.status_code == 200
    assert 10_000 < len(answer.data) <= MOST_BYTES


def test_all_councils_are_counted(national: tuple[Any, Services]) -> None:
    _client, services = national
    vocabulary = services.data.vocabulary()
    inspected = [c for c in vocabulary.every_council if services.returns.of_council(c.key).read]
    assert len(inspected) == 153
