"""Making the bundle from a folder of files, as the department's are."""

from __future__ import annotations

from pathlib import Path

import pytest

import tools.bundle
from db.engine import open_engine
from db.session import make_sessions
from portal.importers.statistics.bundled import open_bundle, read_datasets, read_neighbours
from portal.importers.statistics.stored_keys import StoredKeys, stored_keys
from tests.support.statistics import (
    csv_text,
    entry,
    lait_row,
    row,
    write_csv,
    write_dictionary,
    write_lait,
)


@pytest.fixture
def keys(sqlite_file: str, monkeypatch: pytest.MonkeyPatch) -> StoredKeys:
    """The keys of the catalogue, read from a database that is there already."""
    engine = open_engine(sqlite_file)
    with make_sessions(engine)() as session:
        read = stored_keys(session)
    engine.dispose()
    monkeypatch.setattr(tools.bundle, "_project_keys", lambda: read)
    return read


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """A folder with one open-data file, LAIT's two files and a neighbour model."""
    folder = tmp_path / "downloads"
    (folder / "lait").mkdir(parents=True)
    plans = {"category": "Child protection plans", "CPP_start": 20, "CPP_subsequent": 5}
    rows = [row(area, **plans, CPP_subsequent_percent=25) for area in ("torbay", "england")]
    write_csv(folder / "d3_cpps.csv", rows)
    rows_of_lait = [lait_row("CPP_Num"), lait_row("Outside")]
    write_lait(folder / "lait" / "bds_long.parquet", rows_of_lait)
    described = [entry("CPP_Num"), entry("Outside", Topic="Early Years")]
    write_dictionary(folder / "lait" / "lait_data_dictionary.csv", *described)
    councils = ["880", "879", "806", "301", "302", "303", "304", "305", "306", "307", "308"]
    near = {f"SN_{n}": number for n, number in enumerate(councils[1:], start=1)}
    close = {f"SN_{n}P": "Close" for n in range(1, 11)}
    wide = {"old_la_code": "880", "la_name": "Torbay", **near, **close}
    (folder / "sn_model_2025.csv").write_text(csv_text([wide], list(wide)))
    return folder


def test_a_folder_of_downloads_becomes_a_bundle_the_same_each_time(
    keys: StoredKeys, downloads: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "bundle"
    make = [str(downloads), "--output", str(output)]
    with pytest.raises(SystemExit):
        tools.bundle.main(make)
    assert "say with --made when the files were taken" in capsys.readouterr().err
    tools.bundle.main([*make, "--made", "2026-11-29", "--edition", "3"])
    assert "edition 3, 3 sources" in capsys.readouterr().out
    first = {path.name: path.read_bytes() for path in output.iterdir()}
    tools.bundle.main(make)
    assert {path.name: path.read_bytes() for path in output.iterdir()} == first
    bundle = open_bundle(output)
    assert bundle is not None
    assert (bundle.edition, bundle.made, bundle.damaged()) == (3, "2026-11-29", [])
    plans, lait = read_datasets(bundle)
    assert [each["key"] for each in lait.indicators] == ["lait-cpp-num"]
    assert len(plans.figures) == 6
    model = read_neighbours(bundle)
    assert model is not None
    assert len(model.rows) == 10


def test_a_file_that_no_mapping_knows_is_told(
    keys: StoredKeys, downloads: Path, tmp_path: Path
) -> None:
    write_csv(downloads / "other.csv", [row("torbay", anything=1)])
    with pytest.raises(SystemExit, match="The portal does not know this table"):
        tools.bundle.main(
            [str(downloads), "--output", str(tmp_path / "bundle"), "--made", "2026-11-29"]
        )
    assert not (tmp_path / "bundle").exists()
