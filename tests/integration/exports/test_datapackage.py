"""The whole public dataset is a valid Frictionless data package, and its files say the same."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from frictionless import Package, system
from sqlalchemy import Engine

from db.queries.exports import TABLES
from db.session import make_sessions
from portal.cli.main import main
from portal.exports import datapackage
from portal.services import Services
from tests.support.official import bring_in


def _unpacked(services: Services, folder: Path) -> Path:
    packed = folder / "package.zip"
    with packed.open("wb") as file:
        datapackage.write_zip(file, services, "https://portal.example")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    return folder / "datapackage.json"


def _faults(descriptor: Path) -> list[Any]:
    with system.use_context(trusted=True):
        report = Package(descriptor).validate()
    return report.flatten(["taskName", "rowNumber", "fieldName", "type", "note"])[:20]


def test_the_catalogue_is_a_valid_package(services: Services, tmp_path: Path) -> None:
    descriptor = _unpacked(services, tmp_path)
    assert _faults(descriptor) == []
    package = json.loads(descriptor.read_text())
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        written = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(written)
        assert resource["hash"] == f"sha256:{sha256(written).hexdigest()}"
        head = written.splitlines()[0].decode().split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == head


def test_a_package_with_statistics_is_valid(official_engine: Engine, tmp_path: Path) -> None:
    services = Services.over(make_sessions(official_engine))
    assert _faults(_unpacked(services, tmp_path)) == []


@pytest.fixture
def official_engine(full_engine: Engine, tmp_path: Path) -> Engine:
    """The catalogue and official statistics."""
    folder = tmp_path / "official"
    folder.mkdir()
    bring_in(make_sessions(full_engine), folder)
    return full_engine


def test_a_broken_reference_is_a_fault(services: Services, tmp_path: Path) -> None:
    descriptor = _unpacked(services, tmp_path)
    plans = tmp_path / "plans.csv"
    lines = plans.read_text().splitlines(keepends=True)
    plans.write_text("".join(lines[:-1]))
    assert any("foreign-key" in fault for fault in _faults(descriptor))


def test_the_web_has_the_same_package(client: Any) -> None:
    answer = client.get("/data/datapackage.json")
    packed = io.BytesIO(client.get("/download/dataset.zip").data)
    with zipfile.ZipFile(packed) as archive:
        inside = json.loads(archive.read("datapackage.json"))
        for resource in answer.json["resources"]:
            assert client.get(f"/data/{resource['path']}").data == archive.read(resource["path"])
    for resource in inside["resources"]:
        del resource["bytes"], resource["hash"]
    assert answer.json == inside
    assert answer.json["version"] == "1"
    assert len(answer.json["sources"]) == 5


def test_the_command_writes_it(
    sqlite_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", sqlite_file)
    packed = tmp_path / "alongside.zip"
    made = CliRunner().invoke(main, ["export", "package", "--output", str(packed)])
    assert made.exit_code == 0, made.output
    assert "15 tables" in made.output
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        assert "datapackage.json" in archive.namelist()
    refused = CliRunner().invoke(main, ["export", "package"])
    assert refused.exit_code == 2
    assert "--output" in refused.output
