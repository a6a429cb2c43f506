"""`portal import` and what it feeds: the log, the undo, `export benchmarks` and `observations`."""

from __future__ import annotations

import csv
import io
import json
import statistics
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db.session import make_sessions
from portal.importers.statistics.describe import describe
from portal.services import Services
from tests.support.commanding import Portal, portal_on
from tests.support.statistics import (
    csv_text,
    dump,
    lait_row,
    row,
    write_csv,
    write_dictionary,
    write_lait,
    write_mapping,
)

COLUMNS = (
    "indicator council area_code period_label value polarity rank of band q1 q2 q3 england region "
    "neighbours_mean neighbours_median neighbours_used symbol joint"
).split()
SHARES: dict[str, dict[str, object]] = {
    "2024": {"england": 20, "south-west": 18, "torbay": 30, "plymouth": 10, "middlesbrough": 20},
    "2025": {"england": 21, "south-west": "c", "torbay": "12.5p", "plymouth": 12.5,
             "middlesbrough": "z", "newtown": 40, "joint": 15},
}  # fmt: skip
INDICATOR = {"numerator": "some", "denominator": "every"}
UNDOABLE = ("imports", "dataset_versions", "periods", "findings")


def rows() -> list[dict[str, str]]:
    return [
        row(area, year, share=share, some=7, every=90)
        for year, shares in SHARES.items()
        for area, share in shares.items()
    ]


@pytest.fixture
def portal(
    full_engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Portal:
    """The command over a database that holds the catalogue, once on each kind."""
    url = full_engine.url.render_as_string(hide_password=False)
    return portal_on(url, monkeypatch, capsys)


@pytest.fixture
def call(tmp_path: Path) -> list[object]:
    """The arguments that import a good file."""
    data = write_csv(tmp_path / "data.csv", rows())
    mapping = write_mapping(tmp_path / "m.toml", INDICATOR)
    return ["import", "statistics", data, "--mapping", mapping, "--by", "Ada"]


def neighbour_table(path: Path, near: dict[str, list[str]]) -> Path:
    head = [name for n in range(1, 11) for name in (f"SN_{n}", f"SN_{n}P")]
    lines = [",".join(["old_la_code", "la_name", *head])]
    for council, others in near.items():
        lines.append(",".join([council, "", *(c for other in others for c in (other, "Close "))]))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def exported(portal: Portal, *args: str) -> list[dict[str, str]]:
    done = portal("export", *args)
    assert (done.code, done.lines) == (0, [])
    return list(csv.DictReader(io.StringIO(done.out, newline="")))


def test_an_import_says_what_it_did_once(portal: Portal, call: list[object]) -> None:
    first = portal(*call)
    assert (first.code, first.lines) == (0, [])
    assert first.out.splitlines() == [
        "test-data: 12 rows read, 12 figures added, 0 changed, 0 removed. Import 1.",
        "  Areas that the portal did not know: newtown, newtown-oldtown.",
    ]
    assert "Reading data.csv …" in first.err
    again = portal(*call)
    assert again.code == 0
    assert again.out.splitlines() == [
        "test-data: nothing changed; these figures are there already.",
        "  The file is the one that import 1 brought.",
    ]
    assert portal("import", "log").out.count("\n") == 1


def test_figures_that_are_published_are_replaced_with_a_reason_only(
    portal: Portal, call: list[object], full_engine: Engine, tmp_path: Path
) -> None:
    portal(*call)
    before = dump(full_engine)
    changed = rows()
    changed[2]["share"] = "31"
    del changed[3]
    changed.append(row("plymouth", "2023", share=5, some=1, every=20))
    write_csv(tmp_path / "data.csv", changed)
    tried = portal(*call, "--dry-run")
    assert tried.code == 0
    changes = [
        "  Adds 2023; renews 2024 to 2025.",
        "  test-share, Plymouth, 2024: 10 (7 of 90) → removed",
        "  test-share, Torbay, 2024: 30 (7 of 90) → 31 (7 of 90)",
    ]
    assert tried.out.splitlines() == [
        "test-data: 12 rows read, 1 figure to add, 1 to change, 1 to remove.",
        *changes,
        "Checked only. Nothing was changed.",
    ]
    listed = tmp_path / "changes.csv"
    refused = portal(*call, "--changes", listed)
    assert (refused.code, refused.out) == (1, "")
    with listed.open(encoding="utf-8-sig", newline="") as file:
        rows_listed = list(csv.DictReader(file))
    assert [(r["area"], r["change"], r["old_value"], r["new_value"]) for r in rows_listed] == [
        ("Plymouth", "removed", "10", ""), ("Torbay", "changed", "30", "31"),
    ]  # fmt: skip
    assert refused.lines == [
        f"Changes written to {listed}.",
        *changes,
        "Error: test-data: 1 published figure would change and 1 would go. Say why with "
        "--reason. Nothing was imported.",
    ]
    assert dump(full_engine) == before
    done = portal(*call, "--reason", "The council corrected\nits return")
    summary = "test-data: 12 rows read, 1 figure added, 1 changed, 1 removed. Import "
    assert done.out.startswith(summary)
    number = done.out.splitlines()[0].split()[-1].strip(".")  # PostgreSQL gives no number twice
    newest, oldest = portal("import", "log").out.splitlines()
    assert newest.split()[0] == number
    assert "Ada  statistics test-data: 12 rows of data.csv (sha256 " in newest
    assert newest.endswith("1 added, 1 changed, 1 removed. The council corrected its return")
    assert oldest.split()[0] == "1"
    undone = portal("import", "undo", number, "--by", "Bob", "--reason", "It was right")
    line = str(int(number) + 1)
    assert undone.out == (
        f"Import {number} of test-data is undone: 1 figure went, 2 returned. The undo is line "
        f"{line} of the log.\n"
    )
    after = dump(full_engine, UNDOABLE)
    assert after == {name: value for name, value in before.items() if name not in UNDOABLE}
    assert f"; undone by {line}. The council" in portal("import", "log").out


def test_a_file_renews_its_own_periods_and_no_others(
    portal: Portal, call: list[object], tmp_path: Path
) -> None:
    """A yearly file adds its year; the whole set is replaced where that is asked for."""
    portal(*call)
    before = exported(portal, "benchmarks")
    shares = {"torbay": 11, "plymouth": 12, "england": 13}
    newest = [row(area, "2026", share=n, some=1, every=9) for area, n in shares.items()]
    write_csv(tmp_path / "data.csv", newest)
    done = portal(*call)
    assert done.out.splitlines()[0].endswith(
        "3 rows read, 3 figures added, 0 changed, 0 removed. Import 2."
    )
    assert done.out.splitlines()[1] == "  Adds 2026; leaves 2024 to 2025."
    after = exported(portal, "benchmarks")
    assert [r for r in after if r["period_label"] != "2026"] == before
    torbay = next(r for r in after if (r["council"], r["period_label"]) == ("torbay", "2026"))
    assert (torbay["value"], torbay["rank"], torbay["of"], torbay["england"]) == (
        "11",
        "1",
        "2",
        "13",
    )
    write_csv(tmp_path / "data.csv", [row("torbay", "2024", share=1, some=7, every=90)])
    older = portal(*call, "--dry-run").out
    assert "This is an older release: its newest period is 2024, the portal holds 2026." in older
    assert "  Renews 2024; leaves 2025 to 2026." in older
    replaced = portal(*call, "--replace", "--reason", "The set begins anew")
    assert "  Renews 2024; removes 2025 to 2026." in replaced.out
    left = exported(portal, "benchmarks")
    assert [(r["council"], r["period_label"]) for r in left] == [("torbay", "2024")]


def test_what_no_text_encodes_and_line_breaks_stay_out_of_the_log(
    portal: Portal, call: list[object], full_engine: Engine, tmp_path: Path
) -> None:
    odd = tmp_path / "a\nb\udcff.csv"  # a name of bytes that are no UTF-8
    odd.write_bytes((tmp_path / "data.csv").read_bytes())
    call[2] = odd
    call[-1] = "A\udcff\x1b[31mda\nByron"
    assert portal(*call, "--reason", "be\ncause\udcff").code == 0
    assert portal("import", "undo", "1", "--reason", "\udcff").code == 0
    done = portal("import", "log")
    assert len(done.out.splitlines()) == 2
    assert "A [31mda Byron  statistics test-data: 12 rows of a b .csv (sha256" in done.out
    assert done.out.endswith("be cause\n")
    benchmarks = Services.over(make_sessions(full_engine)).benchmark_export
    assert benchmarks.unknown(["\udcff"], ["\udcff"]) == ["\udcff", "\udcff"]


def test_the_log_of_nothing(portal: Portal) -> None:
    done = portal("import", "log")
    assert (done.code, done.out) == (0, "Nothing has been imported yet.\n")


def test_an_undo_that_cannot_be_is_refused(
    portal: Portal, call: list[object], full_engine: Engine, tmp_path: Path
) -> None:
    portal(*call)
    changed = rows()
    changed[2]["share"] = "31"
    write_csv(tmp_path / "data.csv", changed)
    portal(*call, "--reason", "corrected")
    before = dump(full_engine)
    for number, code, message in (
        ("9", 1, "Error: There is no import 9; `portal import log` lists them."),
        ("1", 1, "Error: Import 2 came later to the same data; undo that first."),
        ("3", 1, "Error: There is no import 3; `portal import log` lists them."),
        ("0", 2, "Error: Invalid value for 'NUMBER': 0 is not in the range 1<=x<=2147483647."),
        ("99999999999", 2, "Error: Invalid value for 'NUMBER': 99999999999 is not in the"),
        ("one", 2, "Error: Invalid value for 'NUMBER': 'one' is not a valid integer range."),
    ):
        done = portal("import", "undo", number, "--reason", "x")
        assert (done.code, done.out) == (code, ""), number
        assert done.lines[-1].startswith(message), number
    assert dump(full_engine) == before


def test_an_undo_is_not_undone_and_no_import_twice(portal: Portal, call: list[object]) -> None:
    portal(*call)
    assert portal("import", "undo", "1", "--reason", "x").code == 0
    again = portal("import", "undo", "1", "--reason", "x")
    assert (again.code, again.lines) == (1, ["Error: Import 1 is undone already, by 2."])
    undo = portal("import", "undo", "2", "--reason", "x")
    assert undo.code == 1
    assert undo.lines == ["Error: There is no import 2; `portal import log` lists them."]


def test_benchmarks_have_the_columns_of_the_contract_and_every_rule(
    portal: Portal, call: list[object], tmp_path: Path
) -> None:
    portal(*call)
    near = ["879", "806", *("301", "302", "303", "304", "305", "306", "307", "308")]
    table = neighbour_table(tmp_path / "model_2025.csv", {"880": near})
    assert portal("import", "neighbours", table).code == 0
    rows = exported(portal, "benchmarks")
    assert list(rows[0]) == COLUMNS
    torbay = {row["period_label"]: row for row in rows if row["council"] == "torbay"}
    old = torbay["2024"]
    assert {name: old[name] for name in COLUMNS} == {
        "indicator": "test-share", "council": "torbay", "area_code": "E06000027",
        "period_label": "2024", "value": "30", "polarity": "low", "rank": "3", "of": "3",
        "band": "D", "q1": "15", "q2": "20", "q3": "25", "england": "20",
        "region": "18", "neighbours_mean": "15", "neighbours_median": "15",
        "neighbours_used": "2", "symbol": "", "joint": "",
    }  # fmt: skip
    new = torbay["2025"]
    assert [new[name] for name in ("rank", "of", "band", "england", "region")] == [
        "1", "3", "A", "21", "",
    ]  # fmt: skip
    assert (new["neighbours_mean"], new["neighbours_used"]) == ("12.5", "1")
    plymouth = next(o for o in rows if (o["council"], o["period_label"]) == ("plymouth", "2025"))
    assert (plymouth["rank"], plymouth["band"]) == ("1", "A")  # a tie takes the minimum
    assert (plymouth["neighbours_mean"], plymouth["neighbours_used"]) == ("", "0")
    councils = {row["council"] for row in rows}
    assert not councils & {"england", "south-west", "newtown-oldtown"}
    assert ("middlesbrough", "2025") not in {(o["council"], o["period_label"]) for o in rows}


def test_ranks_and_bands_are_those_of_the_polarity(portal: Portal, tmp_path: Path) -> None:
    # Quartiles of 10, 20 and 30 are 15, 20 and 25; the upper edge belongs to a band.
    expected = {
        "low": ("312", "DAB"),
        "high": ("132", "ADC"),
        "none": (["", "", ""], ["", "", ""]),
    }
    each = [{**line, **{f"{name}_share": line["share"] for name in expected}} for line in rows()]
    data = write_csv(tmp_path / "data.csv", each)
    measures = [
        {"indicator": f"test-{name}", "value": f"{name}_share", "polarity": name}
        for name in expected
    ]
    mapping = write_mapping(tmp_path / "m.toml", *measures)
    assert portal("import", "statistics", data, "--mapping", mapping).code == 0
    exports = exported(portal, "benchmarks")
    for polarity, (ranks, bands) in expected.items():
        standings = {
            row["council"]: (row["rank"], row["band"], row["of"], row["q1"], row["q3"])
            for row in exports
            if (row["indicator"], row["period_label"]) == (f"test-{polarity}", "2024")
        }
        areas = zip(("torbay", "plymouth", "middlesbrough"), ranks, bands, strict=True)
        assert standings == {area: (r, b, "3", "15", "25") for area, r, b in areas}, polarity


NARROWED: tuple[tuple[list[str], set[str], set[str]], ...] = (
    ([], {"torbay", "plymouth", "middlesbrough", "newtown"}, {"test-share", "test-other"}),
    (["--council", "torbay"], {"torbay"}, {"test-share", "test-other"}),
    (["--council", "torbay", "--council", "plymouth", "--measure", "test-other"],
     {"torbay", "plymouth"}, {"test-other"}),
    (["--measure", "test-share", "--measure", "test-other", "--council", "newtown"],
     {"newtown"}, {"test-share", "test-other"}),
)  # fmt: skip


def test_benchmarks_are_narrowed(portal: Portal, tmp_path: Path) -> None:
    data = write_csv(tmp_path / "data.csv", rows())
    other = {"indicator": "test-other", "value": "some"}
    mapping = write_mapping(tmp_path / "m.toml", {}, other)
    portal("import", "statistics", data, "--mapping", mapping)
    for filters, councils, indicators in NARROWED:
        exported_rows = exported(portal, "benchmarks", *filters)
        assert {row["council"] for row in exported_rows} == councils
        assert {row["indicator"] for row in exported_rows} == indicators
        records = json.loads(portal("export", "benchmarks", "--format", "json", *filters).out)
        assert [list(record) for record in records] == [COLUMNS] * len(exported_rows)
        for record, text in zip(records, exported_rows, strict=True):
            for name, value in record.items():
                if isinstance(value, (int, float)):
                    assert float(text[name]) == value
                else:
                    assert text[name] == (value or "")


def test_an_unknown_filter_is_a_wrong_call(portal: Portal, call: list[object]) -> None:
    portal(*call)
    for name, value in (
        ("--measure", "nothing"),
        ("--council", "atlantis"),
        ("--council", "england"),
    ):
        done = portal("export", "benchmarks", name, value)
        assert (done.code, done.out) == (2, "")
        assert f"No official statistics of {value}; " in done.err


def test_observations_include_official_statistics(portal: Portal, call: list[object]) -> None:
    before = exported(portal, "observations")
    portal(*call)
    rows = exported(portal, "observations")
    official = [row for row in rows if row["document"] == "test-data"]
    assert [row for row in rows if row["document"] != "test-data"] == before
    assert len(official) == 12
    by = {(row["council"], row["period_end"][:4]): row for row in official}
    torbay = by["torbay", "2025"]
    wanted = {
        "indicator": "test-share", "area_code": "E06000027", "period_start": "2024-04-01",
        "period_end": "2025-03-31", "basis": "year", "value": "12.5", "unit": "percent",
        "numerator": "7", "denominator": "90", "symbol": "",
    }  # fmt: skip
    assert {name: torbay[name] for name in wanted} == wanted
    assert (by["south-west", "2025"]["value"], by["south-west", "2025"]["symbol"]) == ("", "c")
    assert (by["middlesbrough", "2025"]["symbol"], by["middlesbrough", "2025"]["value"]) == (
        "z",
        "",
    )
    assert by["england", "2025"]["value"] == "21"
    assert by["newtown-oldtown", "2025"]["value"] == "15"


def test_two_files_of_one_call_share_an_area_that_is_new(portal: Portal, tmp_path: Path) -> None:
    files: list[object] = []
    mappings: list[object] = []
    for name in ("one", "two"):
        files.append(write_csv(tmp_path / f"{name}.csv", [{**row("newtown"), name: "5"}]))
        indicator = {"indicator": f"test-{name}", "value": name}
        path = write_mapping(tmp_path / f"{name}.toml", indicator, document=f"test-{name}")
        mappings += ["--mapping", path]
    done = portal("import", "statistics", *files, *mappings)
    assert done.out.splitlines() == [
        "test-one: 1 row read, 1 figure added, 0 changed, 0 removed. Import 1.",
        "  Areas that the portal did not know: newtown.",
        "test-two: 1 row read, 1 figure added, 0 changed, 0 removed. Import 2.",
    ]
    assert {row["council"] for row in exported(portal, "benchmarks")} == {"newtown"}


def test_a_described_file_loads_as_it_is(portal: Portal, tmp_path: Path) -> None:
    data = write_csv(tmp_path / "new_table.csv", rows())
    drafted = portal("import", "describe", data)
    assert (drafted.code, drafted.out) == (0, describe(data).text)
    draft = tmp_path / "draft.toml"
    written = portal("import", "describe", data, "--output", draft)
    assert (written.code, written.out) == (0, "")
    assert draft.read_text("utf-8") == drafted.out
    again = portal("import", "describe", data, "--output", draft)
    assert again.lines == [f"Error: {draft} is there already; name a new file."]
    done = portal("import", "statistics", data, "--mapping", draft)
    assert "12 rows read, 36 figures added" in done.out
    values = [float(o["value"]) for o in exported(portal, "benchmarks") if o["value"]]
    assert statistics.fmean(values) > 0


def test_lait_and_neighbours_are_imported_and_undone(
    portal: Portal, full_engine: Engine, tmp_path: Path
) -> None:
    before = dump(full_engine, UNDOABLE)
    values = {"970": "1", "880": "-", "879": "3"}
    rows = [lait_row(number=number, value=value) for number, value in values.items()]
    table = write_lait(tmp_path / "long.parquet", rows)
    dictionary = write_dictionary(tmp_path / "dictionary.csv")
    lait: list[object] = ["import", "lait", table, "--dictionary", dictionary]
    assert "3 rows read, 3 figures added" in portal(*lait).out
    assert "nothing changed" in portal(*lait).out
    near = [str(number) for number in range(301, 311)]
    model = neighbour_table(tmp_path / "model_2025.csv", {"880": near})
    assert "10 rows read, 10 figures added" in portal("import", "neighbours", model).out
    assert "nothing changed" in portal("import", "neighbours", model).out
    neighbour_table(model, {"880": near[::-1]})
    refused = portal("import", "neighbours", model)
    assert refused.code == 1
    assert "neighbours: 10 published figures would change" in refused.lines[0]
    assert portal("import", "neighbours", model, "--reason", "A newer model").code == 0
    for line in portal("import", "log").out.splitlines():
        number = line.split()[0]
        silent = portal("import", "undo", number)
        assert (silent.code, silent.lines[1]) == (
            1, "Error: Say why with --reason. Nothing was undone.",
        )  # fmt: skip
        assert silent.lines[0].startswith(f"Import {number} of ")
        assert portal("import", "undo", number, "--reason", "A test").code == 0
    assert dump(full_engine, UNDOABLE) == before


def test_an_import_into_a_database_without_data_says_which_command_readies_it(
    empty_engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    call: list[Any],
) -> None:  # fmt: skip
    if empty_engine.dialect.name == "sqlite":
        return  # an SQLite file is filled at first start
    url = empty_engine.url.render_as_string(hide_password=False)
    done = portal_on(url, monkeypatch, capsys)(*call)
    assert (done.code, done.out) == (1, "")
    assert done.lines == ["The database holds no data; run `portal load` first."]


def test_a_good_file_in_any_order_with_any_line_ends_gives_the_same_export(
    portal: Portal, call: list[object], tmp_path: Path
) -> None:
    portal(*call)
    before = exported(portal, "benchmarks")
    text = csv_text(rows(), newline="\r\n")
    lines = [",".join(reversed(line.split(","))) for line in text.splitlines()]
    (tmp_path / "data.csv").write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
    done = portal(*call)
    assert "nothing changed" in done.out, done
    assert exported(portal, "benchmarks") == before
