"""The department's own files, where they are at hand: nothing lost, nothing invented.

The tests read each file a second time with the standard library and count for themselves.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db.engine import open_engine
from db.models import Benchmark, Council, Document, Indicator, Measure, Period, Statistic
from db.session import make_sessions
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.commit import bring
from portal.importers.statistics.commit_neighbours import bring_neighbours
from portal.importers.statistics.describe import describe
from portal.importers.statistics.lait import read_lait
from portal.importers.statistics.mapping import Mapping
from portal.importers.statistics.mapping_file import read_mapping
from portal.importers.statistics.neighbours import read_neighbours
from portal.importers.statistics.open_data import read_open_data
from portal.importers.statistics.stored_keys import StoredKeys, stored_keys
from portal.settings import STATISTICS
from tests.support.statistics import SHARED

FILES = sorted(path for path in SHARED.glob("*.csv") if not path.name.startswith("sn_model"))
MODELS = sorted(SHARED.glob("sn_model*.csv"))
LAIT = [SHARED / "lait" / "bds_long.parquet"] if (SHARED / "lait").is_dir() else []
DICTIONARY = SHARED / "lait" / "lait_data_dictionary.csv"
SYMBOLS = {"-": "missing", "": "missing"} | {
    symbol: symbol for symbol in ("z", "x", "c", "low", "k", "u")
}


def cells(path: Path) -> dict[str, list[str]]:
    """The columns of a CSV file, read in the plainest way."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        names, *rows = csv.reader(file)
    columns = zip(*rows, strict=True)
    return {
        name: [text.strip() for text in texts] for name, texts in zip(names, columns, strict=True)
    }


def counted(texts: list[str]) -> Counter[str]:
    """Count the numbers among texts, and each symbol."""
    return Counter(SYMBOLS.get(text.lower(), "number") for text in texts)


def symbols_of(figures: pd.DataFrame) -> Counter[str]:
    """The same of the figures of a bundle."""
    assert (figures["value"].isna() == (figures["symbol"] != "")).all()
    return Counter(symbol or "number" for symbol in figures["symbol"])


def as_printed(bundle: ParsedDataset) -> pd.DataFrame:
    """The figures of a bundle as its file prints them: one of a joint service stands once."""
    figures = bundle.figures
    again = figures.duplicated(["indicator", "period", "joint"])
    return figures[(figures["joint"] == "") | ~again]


def total(texts: list[str]) -> float:
    return sum(float(text.replace(",", "")) for text in texts if text.lower() not in SYMBOLS)


@pytest.fixture(scope="module")
def mappings(vocabulary: StoredKeys) -> list[Mapping]:
    """The project's own mappings."""
    paths = sorted(path for path in STATISTICS.glob("*.toml") if path.name != "lait.toml")
    return [read_mapping(path, vocabulary) for path in paths]


if FILES:

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_a_file_loads_by_the_projects_own_mapping_with_every_value_and_symbol(
        vocabulary: StoredKeys, mappings: list[Mapping], path: Path
    ) -> None:
        (bundle,) = read_open_data([path], mappings, vocabulary)
        columns = cells(path)
        (mapping,) = [
            mapping for mapping in mappings if mapping.dataset.document == bundle.document["key"]
        ]
        values = sorted({definition.value for definition in mapping.definitions})
        expected: Counter[str] = Counter()
        for name in values:
            expected += counted(columns[name])
        assert symbols_of(as_printed(bundle)) == expected
        assert as_printed(bundle)["value"].sum() == pytest.approx(
            sum(total(columns[name]) for name in values), rel=1e-12
        )
        assert bundle.rows == len(columns["time_period"])
        assert bundle.notes == []

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_a_file_loads_by_its_untouched_draft_with_nothing_lost(
        vocabulary: StoredKeys, tmp_path: Path, path: Path
    ) -> None:
        draft = tmp_path / "draft.toml"
        draft.write_text(describe(path).text, "utf-8")
        mapping = read_mapping(draft, vocabulary)
        (bundle,) = read_open_data([path], [mapping], vocabulary)
        columns = cells(path)
        numeric = [
            name
            for name in list(columns)[10:]
            if counted(columns[name])["number"] and _numbers(columns[name])
        ]
        expected: Counter[str] = Counter()
        for name in numeric:
            expected += counted(columns[name])
        assert {definition.value for definition in mapping.definitions} == set(numeric)
        assert symbols_of(as_printed(bundle)) == expected
        assert as_printed(bundle)["value"].sum() == pytest.approx(
            sum(total(columns[name]) for name in numeric), rel=1e-12
        )
        assert bundle.notes == []

    def test_all_files_go_through_the_database_and_back(
        new_database: Any, vocabulary: StoredKeys, mappings: list[Mapping]
    ) -> None:
        bundles = read_open_data(FILES, mappings, vocabulary)
        assert len(bundles) == len(FILES)
        for kind in ("sqlite", "postgresql"):
            engine = open_engine(new_database(kind, "catalogue"))
            sessions = make_sessions(engine)
            outcomes = bring(sessions, bundles, kind="statistics", by="Ada")
            assert [o.difference.added for o in outcomes] == [len(b.figures) for b in bundles]
            with sessions() as session:
                for bundle in bundles:
                    stored = _in_database(session, bundle.document["key"])
                    assert stored == symbols_of(bundle.figures)
            again = bring(sessions, bundles, kind="statistics", by="Ada")
            assert not any(outcome.number for outcome in again)
            engine.dispose()


def _numbers(texts: list[str]) -> bool:
    try:
        total(texts)
    except ValueError:
        return False
    return True


def _in_database(session: Session, document: str) -> Counter[str]:
    query = (
        select(Statistic.symbol, func.count(), func.count(Statistic.value))
        .join(Indicator, Indicator.id == Statistic.indicator_id)
        .join(Document)
        .where(Document.key == document)
        .group_by(Statistic.symbol)
    )
    cells: Counter[str] = Counter()
    for symbol, count, values in session.execute(query):
        assert values == (0 if symbol else count)
        cells[symbol or "number"] = count
    return cells


if MODELS:

    @pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
    def test_the_neighbour_model_has_every_council_and_cell(
        vocabulary: StoredKeys, path: Path
    ) -> None:
        model = read_neighbours(path, vocabulary)
        columns = cells(path)
        assert model.model in path.name
        assert len(model.rows) == 10 * len(columns["old_la_code"])
        by_number = vocabulary.areas_by_number
        near_by_place = {
            (council, place): (other, near) for council, place, other, near in model.rows
        }
        for row, number in enumerate(columns["old_la_code"]):
            for place in range(1, 11):
                other = by_number[columns[f"SN_{place}"][row]]
                near = columns[f"SN_{place}P"][row].lower()
                assert near_by_place[by_number[number], place] == (other, near)

    def test_the_chosen_council_is_a_neighbour_of_neither_other(vocabulary: StoredKeys) -> None:
        rows = read_neighbours(MODELS[-1], vocabulary).rows
        near = {council: {o for c, _n, o, _near in rows if c == council} for council, *_ in rows}
        assert not near["middlesbrough"] & {"torbay", "plymouth"}
        assert "middlesbrough" not in near["torbay"] | near["plymouth"]


if LAIT:

    @pytest.fixture(scope="module")
    def table() -> pd.DataFrame:
        """The long table as pandas reads it, with areas and measures by their own names."""
        frame = pd.read_parquet(LAIT[0])
        frame["text"] = frame["Values"].fillna("").str.strip()
        frame["number"] = pd.to_numeric(frame["text"].replace({"-": ""}), errors="coerce")
        return frame

    @pytest.fixture(scope="module")
    def imported(new_database: Any, vocabulary: StoredKeys) -> Iterator[Engine]:
        """A database that holds the long table and the neighbour model."""
        engine = open_engine(new_database("sqlite", "catalogue"))
        sessions = make_sessions(engine)
        bundle = read_lait(LAIT[0], DICTIONARY, STATISTICS / "lait.toml", vocabulary)
        bring(sessions, [bundle], kind="lait", by="Ada")
        with sessions() as session:
            vocabulary = stored_keys(session)
        if MODELS:
            bring_neighbours(sessions, read_neighbours(MODELS[-1], vocabulary), by="Ada")
        yield engine
        engine.dispose()

    @pytest.fixture(scope="module")
    def polarities(imported: Engine) -> dict[str, str]:
        """Each measure's polarity as the dictionary prints it, where all its lines agree, unless
        the portal's own review has another.
        """
        columns = cells(DICTIONARY)
        review = cells(STATISTICS / "measures.csv")
        reviewed = {
            key: {"high": "High", "low": "Low"}.get(polarity, "none")
            for key, polarity in zip(review["measure"], review["polarity"], strict=True)
            if polarity
        }
        keys = select(Indicator.ref, Measure.key).join(Measure, Measure.id == Indicator.measure_id)
        with imported.connect() as connection:
            ours = {ref: reviewed[key] for ref, key in connection.execute(keys) if key in reviewed}
        assert {"High", "Low", "none"} == set(ours.values())
        lines: dict[str, set[str]] = {}
        for code, polarity in zip(columns["Measure_short"], columns["Polarity"], strict=True):
            lines.setdefault(code, set()).add(polarity)
        single = {code: min(names) for code, names in lines.items() if len(names) == 1}
        return {**single, **ours}

    @pytest.fixture(scope="module")
    def stored(imported: Engine) -> pd.DataFrame:
        """Read the figures of the database, a row each, by the names of the file."""
        query = (
            select(
                Indicator.ref.label("measure"),
                Council.la_number.label("area"),
                Council.kind,
                Period.label.label("years"),
                Statistic.value,
                Statistic.symbol,
                Statistic.status,
                Statistic.joint,
                Statistic.rank,
                Statistic.band,
                Indicator.polarity,
                Benchmark.of,
                Benchmark.q1,
                Benchmark.q2,
                Benchmark.q3,
            )
            .join(Indicator, Indicator.id == Statistic.indicator_id)
            .join(Council, Council.id == Statistic.council_id)
            .join(Period, Period.id == Statistic.period_id)
            .outerjoin(
                Benchmark,
                (Benchmark.indicator_id == Statistic.indicator_id)
                & (Benchmark.period_id == Statistic.period_id),
            )
        )
        with imported.connect() as connection:
            rows = connection.execute(query).all()
        return pd.DataFrame(rows, columns=[column["name"] for column in query.column_descriptions])

    def test_the_long_table_has_every_value_and_every_dash(
        table: pd.DataFrame, stored: pd.DataFrame
    ) -> None:
        assert len(stored) == len(table)
        assert stored["value"].notna().sum() == table["number"].notna().sum()
        assert Counter(stored["symbol"]) == Counter(
            {"": int(table["number"].notna().sum()), "missing": int(table["number"].isna().sum())}
        )
        assert set(table.loc[table["number"].isna(), "text"]) <= {"-", ""}
        assert stored["measure"].nunique() == table["Short Desc"].nunique()
        of_file = table.groupby("Short Desc")["number"].agg(["count", "sum"])
        in_database = stored.groupby("measure")["value"].agg(["count", "sum"])
        assert (of_file["count"] == in_database["count"].loc[of_file.index]).all()
        assert (
            (of_file["sum"] - in_database["sum"].loc[of_file.index]).abs()
            <= 1e-9 * of_file["sum"].abs()
        ).all()

    def test_labels_give_their_status_away(table: pd.DataFrame, stored: pd.DataFrame) -> None:
        words = {"prov": "provisional", "rev": "revised", "final": "final", "ot": "outturn"}
        marked = table["Years"].str.extract(r"\((\w+)\)")[0].str.lower().map(words).fillna("")
        assert Counter(stored["status"]) == Counter(marked)
        assert not stored["years"].str.contains("(", regex=False).any()

    def test_ranks_and_bands_are_those_of_lait(
        stored: pd.DataFrame, polarities: dict[str, str]
    ) -> None:
        councils = stored[(stored["kind"] == "council") & stored["value"].notna()]
        columns = cells(DICTIONARY)
        unbanded: dict[str, set[str]] = {}
        for code, mark in zip(columns["Measure_short"], columns["No_Quartile"], strict=True):
            unbanded.setdefault(code, set()).add(mark)
        rated = 0
        for (measure, _years), group in councils.groupby(["measure", "years"]):
            polarity = polarities.get(str(measure), "")
            if polarity not in ("High", "Low"):
                continue
            rated += 1
            # Councils of a joint service count once.
            once = group.loc[(group["joint"] == "") | ~group.duplicated("joint"), "value"]
            sign = 1 if polarity == "Low" else -1
            ranks = [1 + int((sign * once < sign * value).sum()) for value in group["value"]]
            assert group["rank"].tolist() == ranks, measure
            edges = once.quantile([0.25, 0.5, 0.75]).tolist()
            assert group[["q1", "q2", "q3"]].iloc[0].tolist() == pytest.approx(edges, rel=1e-12)
            names = "DCBA" if polarity == "High" else "ABCD"
            bands = [names[sum(value > edge for edge in edges)] for value in group["value"]]
            if "N" in unbanded.get(str(measure), set()) and group["band"].isna().all():
                continue  # a line of the dictionary says that LAIT shows no quartiles
            assert group["band"].tolist() == bands, measure
            assert (group["of"] == len(once)).all()
        assert rated > 1_000

    def test_nothing_else_is_ranked(stored: pd.DataFrame, polarities: dict[str, str]) -> None:
        others = stored[(stored["kind"] != "council") | stored["value"].isna()]
        assert others["rank"].isna().all()
        assert others["band"].isna().all()
        neither = {code for code, polarity in polarities.items() if polarity not in ("High", "Low")}
        plain = stored[stored["measure"].isin(neither)]
        assert plain["rank"].isna().all()
        assert plain["band"].isna().all()
