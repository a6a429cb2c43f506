"""The audit of dependencies claims no more than was asked, and fails on what is known."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from portal.settings import ROOT
from tools import audit
from tools.audit import Audit, of_npm, of_python

GOOD = {"name": "flask", "version": "3.1.3", "vulns": []}
SKIPPED = {"name": "dash", "skip_reason": "Dependency not found on PyPI and could not be audited"}
BAD = {"name": "old", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}


def test_what_was_skipped_is_no_success() -> None:
    audited = of_python({"dependencies": [SKIPPED, SKIPPED]})
    assert (audited.audited, audited.packages, audited.complete) == (0, 2, False)
    assert "audited 0 of 2" in audited.summary()
    assert "NOT AUDITED: 2" in audited.summary()
    assert "no vulnerability" not in audited.summary()


def test_all_audited_and_nothing_known_is_said() -> None:
    audited = of_python({"dependencies": [GOOD, GOOD]})
    assert audited.complete
    assert (
        audited.summary()
        == "requirements.lock: audited 2 of 2 packages; no vulnerability is known."
    )
    assert not Audit("nothing", 0, 0).complete


def test_what_is_known_is_named() -> None:
    message = of_python({"dependencies": [GOOD, BAD, SKIPPED]}).summary()
    assert "audited 2 of 3" in message
    assert "old 1: CVE-1" in message


def test_npm_without_advisories_is_not_audited() -> None:
    assert of_npm({"error": {"summary": ""}, "message": "405"}, 3).audited == 0
    assert of_npm({}, 3).audited == 0
    assert of_npm({"vulnerabilities": {}}, 3).complete
    assert of_npm({"vulnerabilities": {"x": {"severity": "high"}}}, 3).advisories == ("x: high",)


@pytest.mark.parametrize(
    ("packages", "words", "status"),
    [
        ((GOOD,), (), 0),
        ((GOOD,), ("--complete",), 0),
        ((SKIPPED,), (), 0),
        ((SKIPPED,), ("--complete",), 1),
        ((BAD, SKIPPED), (), 1),
    ],
)
def test_the_command_fails_on_what_is_known(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    packages: Any,
    words: tuple[str, ...],
    status: int,
) -> None:
    monkeypatch.setattr(audit, "_python", lambda: of_python({"dependencies": list(packages)}))
    monkeypatch.setattr(audit, "_npm", lambda: of_npm({"vulnerabilities": {}}, 1))
    monkeypatch.setattr(sys, "argv", ["audit", *words])
    assert audit.main() == status
    loud = "THE AUDIT IS NOT COMPLETE" in capsys.readouterr().out
    assert loud is (SKIPPED in packages)


def test_the_checks_of_security_are_on_for_all_that_is_shipped() -> None:
    """Ruff's S rules (bandit): no file of the portal's own is left out of them as a whole."""
    import tomllib

    lint = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not [rule for rule in lint["ignore"] if rule.startswith("S") and rule[1].isdigit()]
    for files, rules in lint["per-file-ignores"].items():
        if not files.startswith(("tests/", "tools/")):
            assert not [rule for rule in rules if rule.startswith("S")], files
    ruff = Path(sys.executable).parent / "ruff"
    shipped = ["portal", "db", "layouts", "callbacks"]
    subprocess.run([ruff, "check", "--select", "S", *shipped], cwd=ROOT, check=True)
