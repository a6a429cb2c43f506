"""Files as people have them: read rightly, with a note of what was assumed, or refused in words."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from portal.importers.read import BadCatalogue
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.describe import describe
from portal.importers.statistics.stored_keys import StoredKeys
from tests.support.statistics import csv_text, figures, read, row, write_csv, write_mapping

SHARES = {"england": "20", "torbay": "12.5", "plymouth": "c"}
ROWS = [row(area, share=share, kind="Café £") for area, share in SHARES.items()]
TEXT = csv_text(ROWS)
EXPECTED = [("england", 20.0, ""), ("torbay", 12.5, ""), ("plymouth", None, "c")]


def zipped(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def workbook(percent: bool = False, sheets: int = 1) -> bytes:
    book = Workbook()
    book.active.title = "Cover"
    book.active.append(["A cover"])
    for number in range(sheets):
        sheet = book.create_sheet(f"Table {number}")
        sheet.append(["Table 1: shares"])
        sheet.append([])
        for cells in (line.split(",") for line in TEXT.splitlines()):
            sheet.append([float(c) if c.replace(".", "").isdigit() else c for c in cells])
        if percent:
            cell = sheet.cell(row=4, column=11)
            cell.value, cell.number_format = 0.2, "0.0%"
        sheet.append(["Source: nobody"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


READABLE: list[tuple[str, bytes, str]] = [
    ("Windows-1252", TEXT.encode("cp1252"), "data.csv is not UTF-8; it is read as Windows-1252."),
    ("UTF-16", TEXT.encode("utf-16"), "data.csv is not UTF-8; it is read as UTF-16."),
    ("UTF-16 without its mark", TEXT.encode("utf-16-le"), "it is read as UTF-16."),
    ("semicolons", TEXT.replace(",", ";").encode(), "columns are separated by semicolons."),
    ("tabs", TEXT.replace(",", "\t").encode(), "columns are separated by tabs."),
    ("gzip", gzip.compress(TEXT.encode()), ""),
    ("the department's ZIP",
     zipped({"data/table.csv": TEXT, "meta/table.meta.csv": "col_name\n", "note.txt": "x"}), ""),
    ("a workbook", workbook(), "1 line above the table is not read"),
    ("a workbook with per cent", workbook(percent=True), "1 line under"),
    ("notes above", f"Table 4\n\"Notes, two\"\n\n{TEXT}".encode(), "2 lines above the table"),
    ("notes above with commas", f"Table 4{',' * 11}\n{',' * 11}\n{TEXT}".encode(), "1 line above"),
    ("notes under", f"{TEXT}\nSource: x\nNote: x, y and z\n".encode(), "2 lines under the table"),
    ("notes under with commas", f"{TEXT}Source: nobody{',' * 11}\n".encode(), "1 line under"),
    ("lines of commas", f"{TEXT}{',' * 11}\n{',' * 11}\n".encode(), ""),
    ("columns of commas", TEXT.replace("\n", ",,\n").encode(), ""),
    ("lines of spaces", TEXT.replace("\n2025", "\n   \n2025", 1).encode(), ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "note"), [case[1:] for case in READABLE], ids=[case[0] for case in READABLE]
)
def test_an_untidy_file_is_read_and_says_what_was_assumed(
    vocabulary: StoredKeys, tmp_path: Path, raw: bytes, note: str
) -> None:
    mapping = write_mapping(tmp_path / "m.toml", ignore=["kind"])
    (tmp_path / "data.csv").write_bytes(raw)
    (bundle,) = read(vocabulary, mapping, tmp_path / "data.csv")
    assert [(f["area"], f["value"], f["symbol"]) for f in figures(bundle)] == EXPECTED
    if note:
        assert any(note in line for line in bundle.notes), bundle.notes
    else:
        assert not [line for line in bundle.notes if "above" in line]


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        (workbook(sheets=2), "More than one sheet holds a table"),
        (zipped({"data/a.csv": "size,colour\n1,red\n", "data/b.csv": "colour,size\nred,1\n"}),
         "b.csv, row 1"),
        (zipped({"data/a.csv": TEXT, "data/b.csv": TEXT.replace("12.5", "many")}),
         "b.csv, row 3, column share: 'many'"),
        (TEXT.replace("12.5", "12,5").replace(",", ";").replace("12;5", "12,5").encode(),
         "column share: '12,5'"),
        (f"{TEXT}Torbay Bay is a place\n".encode(), "The row has 1 cells"),
    ],
    ids=["two sheets", "a ZIP of strange tables", "a ZIP with a faulty table", "decimal commas",
         "a line of text"],
)  # fmt: skip
def test_what_is_ambiguous_is_refused(
    vocabulary: StoredKeys, tmp_path: Path, raw: bytes, remedy: str
) -> None:
    mapping = write_mapping(tmp_path / "m.toml", ignore=["kind"])
    (tmp_path / "data.csv").write_bytes(raw)
    with pytest.raises(BadCatalogue) as raised:
        read(vocabulary, mapping, tmp_path / "data.csv")
    assert remedy in str(raised.value)


def test_rows_keep_their_numbers_around_what_is_left_out(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    lines = TEXT.replace("12.5", "many").splitlines()
    text = "\n".join(["Title", "", lines[0], lines[1], "," * 11, "", "2025,cut", *lines[2:]])
    (tmp_path / "data.csv").write_text(text + "\nNote: x\n", "utf-8")
    with pytest.raises(BadCatalogue) as raised:
        read(vocabulary, write_mapping(tmp_path / "m.toml"), tmp_path / "data.csv")
    assert [(p.row, p.value) for p in raised.value.problems] == [(7, "2025,cut"), (8, "many")]


@pytest.fixture
def single(vocabulary: StoredKeys, tmp_path: Path) -> Callable[..., tuple[list[object], list[str]]]:
    """Read rows by one indicator: values or symbols, and the notes."""

    def values(*rows: dict[str, str], **entries: object) -> tuple[list[object], list[str]]:
        dataset = {k: entries.pop(k) for k in ("symbols", "aliases") if k in entries}
        mapping = write_mapping(tmp_path / "m.toml", entries, **dataset)
        (bundle,) = read(vocabulary, mapping, write_csv(tmp_path / "data.csv", rows))
        stated = [f["symbol"] if f["value"] is None else f["value"] for f in figures(bundle)]
        return stated, bundle.notes

    return values


def test_signs_are_read_and_said(single: Callable[..., tuple[list[object], list[str]]]) -> None:
    rows = [row("torbay", share="33.3%"), row("plymouth", share="<5"), row("england", share="~")]
    stated, notes = single(*rows)
    assert stated == [33.3, "c", "low"]
    assert notes == [
        "data.csv, column share: “<5” is read as c (confidential), 1 cell.",
        "data.csv, column share: “~” is read as low (rounds to zero but is not), 1 cell.",
    ]
    assert single(*rows, symbols={"~": "u"})[0] == [33.3, "c", "u"]
    money = [row("torbay", share="£1,080"), row("plymouth", share="-£5")]
    assert single(money[0], unit="gbp")[0] == [1080]
    with pytest.raises(BadCatalogue, match="Neither a number"):
        single(*money, unit="gbp")
    with pytest.raises(BadCatalogue, match="The cell is in percent and its indicator is not"):
        single(*rows, unit="count")


def test_a_column_of_statuses_becomes_the_status(vocabulary: StoredKeys, tmp_path: Path) -> None:
    words = {"england": "Final", "torbay": "Provisional", "plymouth": "Revised"}
    rows = [row(area, share=1, version=word) for area, word in words.items()]
    data = write_csv(tmp_path / "data.csv", rows)
    (bundle,) = read(vocabulary, write_mapping(tmp_path / "m.toml"), data)
    assert [f["status"] for f in figures(bundle)] == ["final", "provisional", "revised"]
    assert bundle.notes == []
    other = write_csv(tmp_path / "data.csv", [*rows, row("south-west", share=1, version="2.0")])
    (bundle,) = read(vocabulary, write_mapping(tmp_path / "m.toml"), other)
    assert {f["status"] for f in figures(bundle)} == {""}
    assert bundle.notes == ["data.csv: the mapping does not take version."]


def test_a_new_filter_is_named(vocabulary: StoredKeys, tmp_path: Path) -> None:
    modes = ("All", "In person", "Virtual")
    rows = [
        row(area, share=n, visit_mode=mode, same="x")
        for area in SHARES
        for n, mode in enumerate(modes)
    ]
    data = write_csv(tmp_path / "data.csv", rows)
    with pytest.raises(BadCatalogue) as raised:
        read(vocabulary, write_mapping(tmp_path / "m.toml"), data)
    (problem,) = raised.value.problems
    assert (problem.row, problem.column) == (2, "visit_mode")
    assert problem.value == "All, In person, Virtual"
    assert problem.remedy.startswith("`visit_mode` tells these rows apart")


def test_a_renamed_column_is_offered_and_an_alias_reads_it(
    single: Callable[..., tuple[list[object], list[str]]],
) -> None:
    rows = [row("torbay", referral_share_percent="5", other="1")]
    renamed = {"value": "referral_share_pct"}
    with pytest.raises(BadCatalogue) as raised:
        single(*rows, **renamed, denominator="other")
    (problem,) = raised.value.problems
    assert problem.column == "referral_share_pct"
    assert 'aliases = { referral_share_pct = ["referral_share_percent"] }' in problem.remedy
    aliases = {"referral_share_pct": ["referral_share_perc", "referral_share_percent"]}
    stated, notes = single(*rows, **renamed, aliases=aliases)
    assert stated == [5]
    assert notes[0] == (
        "data.csv: columns are read by their aliases: referral_share_percent as referral_share_pct."
    )


def test_shares_of_one_are_no_percentages(vocabulary: StoredKeys, tmp_path: Path) -> None:
    """A release that prints 0.226 where the last printed 22.6 is refused, not read as 0.2%."""
    mapping = write_mapping(tmp_path / "m.toml", {"numerator": "part", "denominator": "whole"})
    areas = ("england", "south-west", "torbay", "plymouth", "middlesbrough")

    def table(factor: float) -> Path:
        rows = [row(area, share=f"{factor * (9 + n) / 40:.4f}", part=9 + n, whole=40)
                for n, area in enumerate(areas)]  # fmt: skip
        return write_csv(tmp_path / "data.csv", rows)

    (bundle,) = read(vocabulary, mapping, table(100))
    assert len(bundle.figures) == len(areas)
    with pytest.raises(BadCatalogue) as raised:
        read(vocabulary, mapping, table(1))
    (problem,) = raised.value.problems
    assert problem.column == "share"
    assert "give these figures as shares of one, and the mapping says percent" in problem.remedy


def test_of_two_releases_the_later_wins_and_each_difference_is_listed(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    old = write_csv(tmp_path / "a2024.csv", [row("torbay", "2023", share=1),
                                             row("torbay", "2024", share=2)])  # fmt: skip
    new = write_csv(tmp_path / "b2025.csv", [row("torbay", "2023", share=1),
                                             row("torbay", "2024", share=3),
                                             row("torbay", "2025", share=4)])  # fmt: skip
    mapping = write_mapping(tmp_path / "m.toml")
    for order in ((old, new), (new, old)):
        (bundle,) = read(vocabulary, mapping, *order)
        values = {f["period"]: f["value"] for f in figures(bundle)}
        assert values == {"2023": 1, "2024": 3, "2025": 4}
        assert len(bundle.figures) == 3
        assert bundle.notes == [
            "Of a2024.csv, b2025.csv the later release wins: 2 figures stand in several files, 1 "
            "of them differ.",
            "test-share, Torbay, 2024: 2 → 3",
        ]
    same_year = write_csv(tmp_path / "c.csv", [row("torbay", "2025", share=9)])
    with pytest.raises(BadCatalogue, match="stand in another row"):
        read(vocabulary, mapping, new, same_year)


AREAS_OF_THREE = ("england", "torbay", "plymouth")
DOUBTFUL: dict[str, tuple[str, tuple[str, str, str], dict[int, str]]] = {
    "points for thousands": (
        "visits", ("1.080", "45", "70"), {2: "Is this 1,080, or 1.080 with decimals?"}),
    "decimal commas": (
        "visits_percent", ("21,5", "12,5", "18,4"),
        {2: "If this is 21.5, write a point", 3: "this is 12.5", 4: "this is 18.4"}),
    "spaces for thousands": ("visits", ("1 080", "45", "70"), {2: "without spaces: 1080."}),
    "footnotes": ("visits", ("1080 [1]", "45 (a)", "70*"), dict.fromkeys((2, 3, 4), "Neither")),
    "faults of a spreadsheet": (
        "visits", ("#N/A", "#DIV/0!", "NULL"),
        {2: "could not work this cell out", 3: "could not work this cell out", 4: "Neither"}),
    "some with per cent": (
        "visits_percent", ("21.5%", "0.125", "18.4%"), {3: "is it 12.5% or 0.125%?"}),
    "thousands of a percentage": (
        "visits_percent", ("21,500", "12,500", "18,400"),
        {2: "if this is 21.500, write a point", 3: "this is 12.500", 4: "this is 18.400"}),
    "shortened by a spreadsheet": ("visits", ("1.2E+05", "45", "70"), {2: "has shortened"}),
    "a count below zero": ("visits", ("1080", "-1", "70"), {3: "below zero"}),
    "a number for no figure": ("visits_percent", ("21.5", "12.5", "-99"), {4: "below zero"}),
}  # fmt: skip


@pytest.mark.parametrize(("column", "cells", "remedies"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_draft_takes_no_figure_for_another_and_leaves_none_out(
    vocabulary: StoredKeys,
    tmp_path: Path,
    column: str,
    cells: tuple[str, str, str],
    remedies: dict[int, str],
) -> None:
    texts = zip(AREAS_OF_THREE, cells, strict=True)
    rows = [row(area, other=n, **{column: text}) for n, (area, text) in enumerate(texts, 5)]
    data = write_csv(tmp_path / "data.csv", rows)
    (tmp_path / "m.toml").write_text(describe(data).text, "utf-8")
    with pytest.raises(BadCatalogue) as raised:
        read(vocabulary, tmp_path / "m.toml", data)
    problems = raised.value.problems
    assert {p.column for p in problems} == {column}
    assert [(p.row, p.value) for p in problems] == [(n, cells[n - 2]) for n in remedies]
    for problem, remedy in zip(problems, remedies.values(), strict=True):
        assert remedy in problem.remedy


def test_what_may_lie_below_zero_or_have_three_decimals_is_read(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    columns = {"change_in_visits": ("-3", "4", "0"), "share_percent": ("33.333", "50", "-0.5"),
               "net_spend_gbp": ("-99", "45", "70")}  # fmt: skip
    rows = [row(area, **{name: cells[n] for name, cells in columns.items()})
            for n, area in enumerate(AREAS_OF_THREE)]  # fmt: skip
    data = write_csv(tmp_path / "data.csv", rows)
    (tmp_path / "m.toml").write_text(describe(data).text, "utf-8")
    (bundle,) = read(vocabulary, tmp_path / "m.toml", data)
    read_as = [f["value"] for f in figures(bundle)]
    assert read_as == [float(text) for cells in columns.values() for text in cells]


def drafted(vocabulary: StoredKeys, path: Path, content: str | bytes) -> ParsedDataset:
    """Read a file by its draft alone."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    mapping = path.with_suffix(".toml")
    mapping.write_text(describe(path).text, "utf-8")
    (bundle,) = read(vocabulary, mapping, path)
    return bundle


def book(*rows: tuple[object, ...]) -> bytes:
    whole = Workbook()
    for cells in rows:
        whole.active.append(cells)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def test_labels_of_periods_say_the_status_and_the_year_is_told(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    lines = ["LA number,Authority,2023/24 [r],2024/25 (p)", "880,Torbay,12.1,12.3",
             "879,Plymouth,9.1,[c]"]  # fmt: skip
    bundle = drafted(vocabulary, tmp_path / "wide.csv", "\n".join(lines))
    assert {(f["period"], f["status"]) for f in figures(bundle)} == {
        ("2023/24", "revised"), ("2024/25", "provisional")}  # fmt: skip
    assert bundle.notes == ["wide.csv: 2024/25 is read as 1 April 2024 to 31 March 2025 "
                            "(`year` of the mapping: financial)."]  # fmt: skip
    lower = "Area code,Area,Year,Number\ne06000027,Torbay,2025,8\ne06000026,,2025,9\n"
    bundle = drafted(vocabulary, tmp_path / "lower.csv", lower)
    assert [f["area"] for f in figures(bundle)] == ["torbay", "plymouth"]


HEAD = ("Area code", "Area", "Year", "Share")
TABLES: dict[str, tuple[list[tuple[object, ...]], tuple[int, str, str], str]] = {
    "a code of nobody beside a known name": (
        [HEAD, ("E06009999", "Torbay", 2025, 8), ("E06000026", "Plymouth", 2025, 9)],
        (2, "Area code", "E06009999"), "the row names Torbay"),
    "another council's code": (
        [HEAD, ("E06000026", "Torbay", 2025, 8), ("E06000027", "Torbay", 2024, 9)],
        (2, "Area", "Torbay, E06000026"), "E06000026 is the code of Plymouth"),
    "merged cells": (
        [HEAD, ("E06000027", "Torbay", 2024, 8), (None, None, 2025, 9)],
        (3, "Area code", ""), "also where cells are merged"),
    "a formula without its result": (
        [HEAD, ("E06000027", "Torbay", 2024, "=8+1"), ("E06000026", "Plymouth", 2024, 9)],
        (2, "", "D2"), "save it anew"),
    "names alone": (
        [("Council", "Year", "Share"), ("Plimouth", 2025, 8), ("Torbay", 2025, 9)],
        (2, "Council", "Plimouth"), "Is it Plymouth?"),
    "a column of a year": (
        [("Area code", "Area", 2024, 2025), ("E06000027", "Torbay", 8, "many"),
         ("E06000026", "Plymouth", 5, 6)],
        (2, "2025", "many"), "Neither a number nor one of the symbols"),
    "no periods": (
        [("Area code", "Area", "Month", "Share"), ("E06000027", "Torbay", "a month", 8)],
        (1, "", "Area code, Area, Month, Share"), "The columns are taken from this row"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "place", "remedy"), TABLES.values(), ids=TABLES)
def test_a_fault_of_a_table_names_its_own_column(
    vocabulary: StoredKeys,
    tmp_path: Path,
    rows: list[tuple[object, ...]],
    place: tuple[int, str, str],
    remedy: str,
) -> None:
    with pytest.raises(BadCatalogue) as raised:
        drafted(vocabulary, tmp_path / "table.xlsx", book(*rows))
    (problem,) = raised.value.problems
    assert (problem.row, problem.column, problem.value) == place
    assert remedy in problem.remedy


def test_dashes_and_bounds_in_words_leave_a_column_its_figures(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    cells = ("1000", "\u2013", "\u2014", "less than 5")
    areas = (*AREAS_OF_THREE, "middlesbrough")
    rows = [row(area, visits=text, share_percent=0.2 + n / 10)
            for n, (area, text) in enumerate(zip(areas, cells, strict=True))]  # fmt: skip
    bundle = drafted(vocabulary, tmp_path / "data.csv", csv_text(rows))
    visits = [f for f in figures(bundle) if f["indicator"] == "data-visits"]
    assert [(f["value"], f["symbol"]) for f in visits] == [
        (1000, ""), (None, "missing"), (None, "missing"), (None, "c")]  # fmt: skip
    assert bundle.notes[1:] == [
        "data.csv, column share_percent: no figure is above 1; they are read as percentages, "
        "0.5%, not as shares of one."
    ]
    assert "“less than 5” is read as c (confidential), 1 cell." in bundle.notes[0]


@pytest.mark.parametrize("sign", [" / ", " & ", ",", "+"])
def test_councils_that_report_together_are_one_value(
    vocabulary: StoredKeys, tmp_path: Path, sign: str
) -> None:
    joint = row("shared", share=5)
    joint["new_la_code"] = joint["new_la_code"].replace(" / ", sign)
    data = write_csv(tmp_path / "data.csv", [row("england", share=20), joint])
    (bundle,) = read(vocabulary, write_mapping(tmp_path / "m.toml"), data)
    assert [f["area"] for f in figures(bundle)] == ["england", "torbay", "plymouth"]


def test_an_archive_of_a_whole_publication_is_read_for_the_tables_that_are_known(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    others = {f"data/other_{n:02}.csv": csv_text([row(area="torbay", colour=n)]) for n in range(12)}
    tables = {"data/a.csv": TEXT, **others, "data/lookup.csv": "colour,size\nred,1\n"}
    (tmp_path / "release.zip").write_bytes(zipped(tables))
    mapping = write_mapping(tmp_path / "m.toml", ignore=["kind"])
    (bundle,) = read(vocabulary, mapping, tmp_path / "release.zip")
    assert [(f["area"], f["value"], f["symbol"]) for f in figures(bundle)] == EXPECTED
    names = ", ".join(f"other_{n:02}.csv" for n in range(10))
    assert bundle.notes == [
        f"release.zip: 13 tables that no mapping knows are left out: {names} and 3 more."
    ]
