"""Broken files: each one clear report with the place and the remedy, and nothing is loaded."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from db.session import make_sessions
from portal.settings import ROOT
from tests.support.commanding import Portal, portal_on
from tests.support.patience import SECONDS
from tests.support.statistics import (
    bring_files,
    csv_text,
    dump,
    entry,
    lait_row,
    row,
    write_csv,
    write_dictionary,
    write_lait,
    write_mapping,
)

# A broken file is refused before anything is written, in words that no database knows of: tables
# of many are shown on one kind, the other tests show that both are left alone.
ONE_KIND = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
YEARS = ("2023", "2024", "2025")
AREAS = ("england", "torbay", "plymouth", "middlesbrough")
ROWS = [
    row(area, year, share=n + m, children=100)
    for n, year in enumerate(YEARS)
    for m, area in enumerate(AREAS)
]
GOOD = csv_text(ROWS)
INDICATOR = {"denominator": "children"}
Change = Callable[[str], bytes]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, new_database: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A database into which a good file has been imported; broken ones must leave it alone."""
    folder = tmp_path_factory.mktemp("good")
    engine = open_engine(new_database(request.param, "catalogue"))
    sessions = make_sessions(engine)
    good = write_csv(folder / "good.csv", ROWS)
    bring_files(sessions, write_mapping(folder / "m.toml", INDICATOR), good)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def before(engine: Engine) -> dict[str, Any]:
    """The database as it was before any broken file."""
    return dump(engine)


@pytest.fixture
def portal(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Portal:
    """The command over that database."""
    return portal_on(engine.url.render_as_string(hide_password=False), monkeypatch, capsys)


@pytest.fixture
def refused(portal: Portal, engine: Engine, before: dict[str, Any]) -> Callable[..., list[str]]:
    """Runs a command that must fail in the right manner, and gives its faults."""

    def ask(*args: object) -> list[str]:
        done = portal("import", *args)
        assert (done.code, done.out) == (1, "")
        assert "Traceback" not in done.err
        *faults, last = done.lines
        assert last == f"{len(faults)} fault{'s' * (len(faults) != 1)}; nothing was loaded."
        assert dump(engine) == before
        return faults

    return ask


def statistics(tmp_path: Path, raw: bytes, name: str = "data.csv") -> list[object]:
    """The arguments that import a file of these bytes."""
    (tmp_path / name).write_bytes(raw)
    mapping = write_mapping(tmp_path / "m.toml", INDICATOR)
    return ["statistics", tmp_path / name, "--mapping", mapping]


def zipped(name: str) -> Change:
    def change(text: str) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, text)
        return out.getvalue()

    return change


def replaced(old: str, new: str, times: int = 1) -> Change:
    def change(text: str) -> bytes:
        assert old in text
        return text.replace(old, new, times).encode()

    return change


def renamed(old: str, new: str) -> Change:
    return replaced(f",{old}", f",{new}")


HEADER = GOOD.partition("\n")[0]
ONE_FAULT: list[tuple[str, Change, str]] = [
    ("UTF-8 with a byte that is not", lambda t: t.replace("Torbay", "Törbay", 1).encode()
     .replace(b"Plymouth", b"Plymo\xfcth", 1),
     "data.csv, row 4: 'byte fc'. This byte is not UTF-8; save the file as UTF-8."),
    ("a byte of no encoding", lambda t: t.encode().replace(b"Plymouth", b"Plymo\x81th", 1),
     "data.csv, row 4: 'byte 81'. This byte is not UTF-8; save the file as UTF-8."),
    ("UTF-16 cut off", lambda t: t.encode("utf-16")[:-1],
     "data.csv: This is UTF-16 text that is cut off; save it as UTF-8."),
    ("a column missing that all files have", renamed("geographic_level", "level"),
     "data.csv, row 1, column geographic_level: Every open-data file has this column"),
    ("a column missing that the mapping reads", renamed("share", "shape"),
     "data.csv, row 1, column share: “Test data” needs this column"),
    ("a column twice", renamed("children", "share"),
     "data.csv, row 1, column share: The column stands there twice."),
    ("columns without a name", lambda t: (t.splitlines()[0] + ",,\n").encode() + "".join(
        f"{r},5,6\n" for r in t.splitlines()[1:]).encode(),
     "data.csv, row 1: Several columns have no name; name them, or take them out."),
    ("a row without an end", replaced("Torbay", "x" * 3_000_000),
     "data.csv: A row is longer than a million characters; is a quotation mark missing?"),
    ("a key twice", lambda t: (t + t.splitlines()[2] + "\n").encode(),
     "data.csv, row 14, column test-share: 'Torbay, 2023'. The same indicator, area and period "
     "stand in another row; keep one of them."),
    ("a zip without a table", zipped("data.txt"), "data.csv: This archive holds no CSV file"),
    ("a zip that is cut", lambda t: zipped("data.csv")(t)[:-9], "is it cut off?"),
    ("a broken spreadsheet", zipped("xl/workbook.xml"),
     "data.csv: The workbook cannot be read"),
    ("an empty zip", lambda _: b"PK\x05\x06" + bytes(18), "data.csv: This archive holds no CSV"),
    ("gzip that is cut", lambda t: gzip.compress(t.encode())[:-20],
     "data.csv: The file cannot be unpacked"),
    ("gzip that unpacks to too much", lambda _: gzip.compress(bytes(101_000_000), 1),
     "data.csv: It unpacks to more than 100 MB; take what you need out of it."),
    ("a zip that unpacks to too much", lambda _: zipped("data.csv")("0" * 101_000_000),
     "data.csv: It unpacks to more than 100 MB; take what you need out of it."),
    ("an old spreadsheet", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
     "data.csv: This is an old Excel workbook; save it as .xlsx or the sheet as CSV."),
    ("a PDF", lambda _: b"%PDF-1.7\n%\xe2\xe3", "data.csv: This is a PDF"),
    ("a web page", lambda _: b"<!DOCTYPE html>\n<html><body>Not found</body></html>",
     "data.csv: This is a web page, not its data; download the CSV file itself."),
    ("nothing", lambda _: b"", "data.csv: The file is empty; download it again."),
    ("a byte-order mark only", lambda _: b"\xef\xbb\xbf", "data.csv: The file is empty"),
    ("blank lines only", lambda _: b"\n\r\n\n", "data.csv: The file is empty"),
    ("a header only", lambda t: (t.splitlines()[0] + "\n").encode(),
     "data.csv: The file has a header and no rows; download it again."),
    ("a header without its end", lambda t: t.splitlines()[0].encode(),
     "data.csv: The file has a header and no rows; download it again."),
    ("a row cut in the middle", lambda t: t[:-20].encode(), "data.csv, row 13: '2025,Reporting"),
    ("a row with a cell too many", replaced("Torbay,1,100", "Torbay,1,100,5"),
     "data.csv, row 3: '2023,Reporting year,Local authority,E92000001,England,E12…'. The row has "
     "13 cells, the header 12. Is the line cut?"),
    ("a quotation mark not closed", replaced("Torbay", '"Torbay'),
     "data.csv: A quotation mark is opened and not closed; the file may be cut off."),
    ("NUL", replaced("Torbay", "Tor\0bay"), "data.csv, row 3: A NUL character stands here"),
    ("an unknown level", replaced("Local authority", "Local autority"),
     "data.csv, row 3, column geographic_level: 'Local autority'. The portal reads National, "
     "Regional and Local authority; correct the row."),
    ("an unknown identifier", replaced("Reporting year", "Moon", 1),
     "data.csv, row 2, column time_identifier: '2023 Moon'. A time_identifier is Reporting"),
    ("an unknown period", lambda t: t.replace("\n2025,", "\n2x25,").encode(),
     "data.csv, row 10, column time_period: '2x25 Reporting year'. A time_period has four digits"),
    ("a council without a code", replaced("880,E06000027", ","),
     "data.csv, row 3, column new_la_code: A council needs its nine-character code"),
    ("two numerals in a cell", replaced("Torbay,1,", "Torbay,1 2,"),
     "data.csv, row 3, column share: '1 2'. Neither a number nor one of the symbols z, x, c, low, "
     "k, u, -; correct the cell, or ask the publisher."),
    ("pounds in a column of percentages", replaced("Torbay,1,100", "Torbay,£1,100"),
     "data.csv, row 3, column share: '£1'. The cell is in pounds and its indicator is not; "
     "correct the cell, or the unit in the mapping."),
    ("a fault in a denominator", replaced("Torbay,1,100", "Torbay,1,some"),
     "data.csv, row 3, column children: 'some'. Neither a number"),
]  # fmt: skip


@ONE_KIND
@pytest.mark.parametrize(
    ("change", "remedy"), [case[1:] for case in ONE_FAULT], ids=[case[0] for case in ONE_FAULT]
)
def test_a_broken_file_is_told_in_one_line(
    refused: Any, tmp_path: Path, change: Change, remedy: str
) -> None:
    (fault,) = refused(*statistics(tmp_path, change(GOOD)))
    assert fault.startswith("data.csv")
    assert remedy in fault


@ONE_KIND
@pytest.mark.parametrize(
    "text",
    ["inf", "-inf", "nan", "NaN", "1e999", "-1e999", "0x10", "1_000", "12,34", "£5 %", "£1.2m",
     "(5)", "twelve", "=1+1", "=cmd|' /C calc'!A1", "<script>alert(1)</script>",
     "1; DROP TABLE councils", "٣", "１２", "x" * 10_000, "1\n2", 'He said "no"', "--", "?", "**"],
    ids=lambda text: repr(text[:12]),
)  # fmt: skip
def test_a_text_in_place_of_a_number_is_told_with_its_place(
    refused: Any, tmp_path: Path, text: str
) -> None:
    rows = [dict(line) for line in ROWS]
    rows[5]["share"] = text
    (fault,) = refused(*statistics(tmp_path, csv_text(rows).encode()))
    assert fault.startswith("data.csv, row 7, column share: ")
    assert fault.endswith("correct the cell, or ask the publisher.")
    assert len(fault) < 600


def test_every_bad_line_is_told_at_once_with_its_row_in_a_spreadsheet(
    refused: Any, tmp_path: Path
) -> None:
    rows = [dict(line) for line in ROWS]
    rows[0]["la_name"] = "Two\nlines"  # one row in a spreadsheet
    rows[2]["share"], rows[4]["share"], rows[7]["children"] = "many", "many", "few"
    rows[8]["geographic_level"], rows[9]["time_period"] = "", "20"
    raw = csv_text(rows).replace("\n2024,", "\n\n2024,", 1).encode()  # a blank row counts
    faults = refused(*statistics(tmp_path, raw))
    assert sorted(fault.partition(":")[0] for fault in faults) == [
        "data.csv, row 10, column children",
        "data.csv, row 11, column geographic_level",
        "data.csv, row 12, column time_period",
        "data.csv, row 4, column share",
        "data.csv, row 7, column share",
    ]


def test_the_faults_of_every_file_of_a_call_are_told(refused: Any, tmp_path: Path) -> None:
    args = statistics(tmp_path, replaced("Torbay,1,", "Torbay,one,")(GOOD))
    (tmp_path / "other.csv").write_bytes(b"")
    (tmp_path / "third.csv").write_bytes(GOOD.encode())
    faults = refused(*args, tmp_path / "other.csv", tmp_path / "third.csv", tmp_path / "no.csv")
    assert sorted(fault.split(":")[0].split(",")[0] for fault in faults) == [
        "data.csv", "no.csv", "other.csv",
    ]  # fmt: skip


def test_more_faults_than_anyone_reads_are_counted(portal: Portal, tmp_path: Path) -> None:
    rows = [row("torbay", "2025", share="bad", children=1)] * 1_500
    done = portal("import", *statistics(tmp_path, csv_text(rows).encode()))
    assert done.code == 1
    assert len(done.lines) == 1_002
    assert done.lines[-2:] == ["… and 500 more of this kind.", "1500 faults; nothing was loaded."]


def test_a_file_that_is_too_large_is_not_read(refused: Any, tmp_path: Path) -> None:
    args = statistics(tmp_path, GOOD.encode())
    os.truncate(tmp_path / "data.csv", 200_000_000)
    (fault,) = refused(*args)
    assert fault == (
        "data.csv: The file has 200 MB; the portal reads at most 100. Split it by year or measure."
    )


@ONE_KIND
@pytest.mark.parametrize("command", ["statistics", "lait", "neighbours", "describe"])
@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        (".", "This is not a file."),
        ("nowhere.csv", "The file cannot be read: No such file or directory."),
        ("empty.csv", "The file is empty; download it again."),
        ("good.csv/inside.csv", "The file cannot be read: Not a directory."),
        ("x" * 300 + ".csv", "The file cannot be read: File name too long."),
    ],
)
def test_what_is_no_file_is_told(
    refused: Any, tmp_path: Path, command: str, name: str, remedy: str
) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "good.csv").write_bytes(GOOD.encode())
    more: list[object] = []
    if command == "lait":
        more = ["--dictionary", write_dictionary(tmp_path / "dictionary.csv")]
    (fault,) = refused(command, tmp_path / name, *more)
    assert fault.endswith(remedy)


def test_a_file_that_may_not_be_read_is_told(refused: Any, tmp_path: Path) -> None:
    (fault,) = refused("statistics", "/proc/self/mem")
    assert fault.startswith("mem: ")


def test_a_mapping_that_is_not_there_or_cannot_be_read_is_told(
    refused: Any, tmp_path: Path
) -> None:
    data, _option, mapping = statistics(tmp_path, GOOD.encode())[1:]
    assert isinstance(mapping, Path)
    (fault,) = refused("statistics", data, "--mapping", tmp_path / "nowhere.toml")
    assert fault == "nowhere.toml: The file cannot be read: No such file or directory."
    (fault,) = refused("statistics", data, "--mapping", tmp_path)
    assert fault.endswith("The file cannot be read: Is a directory.") or "not a file" in fault
    mapping.write_bytes(b"[dataset\n")
    (fault,) = refused("statistics", data, "--mapping", mapping)
    assert fault.startswith("m.toml: The mapping cannot be read as TOML: ")


def test_the_process_ends_with_1_and_no_trace(engine: Engine, tmp_path: Path) -> None:
    args = statistics(tmp_path, replaced("Torbay,1,", "Torbay,one,")(GOOD))
    url = engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", "portal", "import", *map(str, args)],
        cwd=ROOT,
        env={**os.environ, "PORTAL_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == "1 fault; nothing was loaded."
    assert "Traceback" not in done.stderr


# Parquet -----------------------------------------------------------------------------------------

LAIT = [lait_row(years=year, number=n) for year in ("2024", "2025") for n in ("970", "880")]


def lait(tmp_path: Path, *rows: dict[str, Any]) -> list[object]:
    table = write_lait(tmp_path / "long.parquet", rows or LAIT)
    return ["lait", table, "--dictionary", write_dictionary(tmp_path / "dictionary.csv")]


@ONE_KIND
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.95, 0.999])
def test_a_cut_parquet_file_is_told(refused: Any, tmp_path: Path, share: float) -> None:
    args = lait(tmp_path)
    table = tmp_path / "long.parquet"
    os.truncate(table, max(5, int(table.stat().st_size * share)))
    (fault,) = refused(*args)
    assert fault.startswith("long.parquet: The file cannot be read as parquet (")
    assert fault.endswith("); is it cut off?.") or fault.endswith("; is it cut off?")


@ONE_KIND
def test_damaged_parquet_is_told_or_read(
    portal: Portal, engine: Engine, before: dict[str, Any], tmp_path: Path
) -> None:
    args = lait(tmp_path)
    table = tmp_path / "long.parquet"
    good = table.read_bytes()
    for place in range(4, len(good) - 4, 97):
        table.write_bytes(good[:place] + bytes(8) + good[place + 8 :])
        done = portal("import", *args, "--dry-run")
        # Some bytes of a parquet file say nothing that is read; then there is no fault.
        assert done.code == 0 or done.lines[-1].endswith("; nothing was loaded.")
    assert dump(engine) == before


def test_a_parquet_file_that_lacks_columns_is_told(refused: Any, tmp_path: Path) -> None:
    args = lait(tmp_path)
    write_lait(tmp_path / "long.parquet", LAIT, ["Short Desc", "Years", "LA and Regions", "Region"])
    faults = refused(*args)
    assert faults == [
        f"long.parquet, column {name}: LAIT's long table has this column; is it another file?"
        for name in ("Values", "LA Number")
    ]


def test_a_parquet_file_without_rows_is_told(refused: Any, tmp_path: Path) -> None:
    args = lait(tmp_path)
    write_lait(tmp_path / "long.parquet", [])
    (fault,) = refused(*args)
    assert fault == "long.parquet: The file has no rows; download it again."


def test_a_csv_in_place_of_the_parquet_file_is_told_and_the_other_way_round(
    refused: Any, tmp_path: Path
) -> None:
    _lait, table, option, dictionary = lait(tmp_path)
    (fault,) = refused("lait", dictionary, option, dictionary)
    assert fault.startswith("dictionary.csv: This is not a parquet file;")
    (fault,) = refused("lait", table, option, table)
    assert fault.startswith("long.parquet: This is a parquet file; only")
    (fault,) = refused("statistics", table)
    assert fault.startswith("long.parquet: This is a parquet file; only LAIT’s table")


def test_a_wrong_dictionary_is_told(refused: Any, tmp_path: Path) -> None:
    args = lait(tmp_path)
    (tmp_path / "dictionary.csv").write_bytes(GOOD.encode())
    faults = refused(*args)
    assert "dictionary.csv, row 1, column Measure_short: LAIT's dictionary has this" in faults[2]
    write_dictionary(tmp_path / "dictionary.csv", entry("Another"))
    faults = refused(*args)
    assert len(faults) == len(LAIT)
    assert faults[0] == (
        "long.parquet, row 1, column Short Desc: 'Test'. dictionary.csv does not describe this "
        "measure; take its newest issue."
    )


@ONE_KIND
@pytest.mark.parametrize("text", ["inf", "nan", "1e999", "0x10", "many"])
def test_a_text_in_place_of_a_number_of_lait_is_told(
    refused: Any, tmp_path: Path, text: str
) -> None:
    (fault,) = refused(*lait(tmp_path, *LAIT, lait_row(years="2023", value=text)))
    assert fault.startswith(f"long.parquet, row 5, column Values: '{text}'. Neither a number")


def test_a_wrong_neighbour_table_is_told(refused: Any, tmp_path: Path) -> None:
    (tmp_path / "model_2025.csv").write_bytes(GOOD.encode())
    faults = refused("neighbours", tmp_path / "model_2025.csv")
    assert len(faults) == 20
    assert faults[0].startswith("model_2025.csv, row 1, column SN_1: The wide neighbour table has")
