"""Files for containers and systemd name settings that exist and give away no secret."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from db.roles import OWNER, READER, WRITER
from portal.settings import ROOT, SETTINGS, Settings

NAMES = set(SETTINGS)
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
OURS = ("roles", "upgrade", "owner", "public", "partners")
UNITS = ("portal-public", "portal-partners")
FILES = (
    "compose.yaml",
    "Dockerfile",
    "docs/operating.md",
    *(f"deploy/{name}.service" for name in UNITS),
)


def unit(name: str) -> str:
    return (ROOT / "deploy" / f"{name}.service").read_text()


@pytest.mark.parametrize("file", FILES)
def test_each_setting_that_is_named_exists(file: str) -> None:
    named = set(re.findall(r"\bPORTAL_[A-Z_]+[A-Z]\b", (ROOT / file).read_text()))
    assert named
    assert named <= NAMES


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_is_nobody_and_writes_nothing(name: str) -> None:
    service = SERVICES[name]
    assert not service["user"].startswith(("0", "root"))
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert all("no-new-privileges:true" in service["security_opt"] for service in SERVICES.values())
    assert SERVICES["database"]["networks"] == SERVICES["limits"]["networks"] == ["data"]


def test_each_service_has_the_secrets_of_its_role_alone() -> None:
    roles = {"upgrade": OWNER, "owner": OWNER, "public": READER, "partners": WRITER}
    for name, role in roles.items():
        environment = SERVICES[name]["environment"]
        assert environment["PORTAL_DATABASE_URL"].startswith(f"postgresql://{role}@")
    assert SERVICES["public"]["secrets"] == ["reader_password"]
    assert SERVICES["public"]["environment"]["PORTAL_SIGN_IN"] == "off"
    assert SERVICES["partners"]["secrets"] == ["writer_password", "secret_key"]
    assert "password:" not in (ROOT / "compose.yaml").read_text().replace("_password:", "")


def test_the_owner_has_what_commands_need_and_no_more() -> None:
    """`portal check`, which it runs by itself, knows it by that.

    See tests/integration/db/test_operations.py.
    """
    owner = SERVICES["owner"]
    assert owner["command"] == ["check"]
    assert set(owner["environment"]) == {"PORTAL_DATABASE_URL", "PORTAL_DATABASE_PASSWORD_FILE"}


@pytest.mark.parametrize("name", ["public", "partners"])
def test_the_settings_of_the_containers_are_good(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("k" * 40)
    given = {
        key: str(tmp_path / "secret") if key.endswith("_FILE") else value
        for key, value in SERVICES[name]["environment"].items()
    }
    given["PORTAL_BASE_URL"] = re.sub(r"\$\{.*\}", "portal.example", given["PORTAL_BASE_URL"])
    for key, value in given.items():
        monkeypatch.setenv(key, value)
    assert Settings.from_env().signs_in is (name == "partners")


def test_the_public_unit_gets_no_secret_of_the_writer() -> None:
    text = unit("portal-public")
    assert f"postgresql://{READER}@" in text
    assert "PORTAL_SIGN_IN=off" in text
    assert "writer" not in text
    assert "secret_key" not in text


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_hardened_and_its_socket_fits(name: str) -> None:
    text = unit(name)
    for line in ("DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "PrivateTmp=yes",
                 "CapabilityBoundingSet=\n"):  # fmt: skip
        assert line in text
    ports = re.findall(
        r"ListenStream=127.0.0.1:(\d+)", (ROOT / f"deploy/{name}.socket").read_text()
    )
    metrics = re.search(r"PORTAL_METRICS=127.0.0.1:(\d+)", text)
    assert metrics is not None
    assert ports[1] == metrics[1]
    assert f"PORTAL_PORT={ports[0]}\n" in text


@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_no_fault_in_a_unit(name: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / f"deploy/{name}.socket", tmp_path)
    file = tmp_path / f"{name}.service"
    file.write_text(unit(name).replace("/opt/portal/.venv/bin/portal serve", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", str(file)], capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_the_image_runs_as_nobody_and_has_no_tools_to_build() -> None:
    text = (ROOT / "Dockerfile").read_text()
    last = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER 10001$", last, re.MULTILINE)
    assert "pip install" not in last
    assert "npm" not in last
    assert all(":" in line.split()[1] for line in text.splitlines() if line.startswith("FROM "))
    copied = re.findall(r"^COPY (\w+) \1$", last, re.MULTILINE)
    assert copied == ["portal", "callbacks", "layouts", "db", "assets"]
