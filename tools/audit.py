"""Ask whether a dependency has a known vulnerability, and say plainly of how many that was asked.

`python -m tools.audit` fails where one is known. Where the advisory service cannot be reached, or
does not know a package, it says so and claims nothing; `--complete` makes that a failure too.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"


@dataclass(frozen=True)
class Audit:
    """Result for one set of packages: how many were looked up, of how many, and the advisories."""

    of: str
    audited: int
    packages: int
    advisories: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """True if every package was looked up."""
        return self.audited == self.packages > 0

    def summary(self) -> str:
        """The result in words."""
        line = f"{self.of}: audited {self.audited} of {self.packages} packages"
        if self.advisories:
            return f"{line}; KNOWN VULNERABILITIES:\n" + "\n".join(
                f"  {advisory}" for advisory in self.advisories
            )
        if self.complete:
            return f"{line}; no vulnerability is known."
        rest = self.packages - self.audited
        return f"{line}. NOT AUDITED: {rest}. Nothing is known about them; try again elsewhere."


def of_python(report: dict[str, Any]) -> Audit:
    """Read pip-audit's JSON, which calls packages that it skipped a success."""
    packages = report["dependencies"]
    audited = [package for package in packages if "vulns" in package]
    advisories = tuple(
        f"{package['name']} {package['version']}: {advisory['id']}, "
        f"mended in {advisory['fix_versions'] or '–'}"
        for package in audited
        for advisory in package["vulns"]
    )
    return Audit(LOCK.name, len(audited), len(packages), advisories)


def of_npm(report: dict[str, Any], packages: int) -> Audit:
    """Read the JSON of `npm audit`; without advisories it answers with an error."""
    asked = "vulnerabilities" in report and "error" not in report
    advisories = tuple(
        f"{name}: {advisory['severity']}"
        for name, advisory in report.get("vulnerabilities", {}).items()
    )
    return Audit("package-lock.json", packages if asked else 0, packages, advisories)


def _python() -> Audit:
    command = ["pip-audit", "--requirement", LOCK, "--disable-pip", "--require-hashes"]
    report = _json([Path(sys.executable).parent / command[0], *command[1:], "--format", "json"])
    if report is None:
        return Audit(LOCK.name, 0, sum("==" in line for line in LOCK.read_text().splitlines()))
    return of_python(report)


def _npm() -> Audit:
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    packages = sum(1 for name, package in locked.items() if name and not package.get("dev"))
    report = _json(["npm", "audit", "--omit=dev", "--json"]) if shutil.which("npm") else None
    return of_npm(report or {}, packages)


def _json(command: list[Any]) -> dict[str, Any] | None:
    """Run a command, which fails where it reports advisories; None where it prints no JSON."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        print(done.stderr.strip()[-500:], file=sys.stderr)
        return None
    return report if isinstance(report, dict) else None


def main() -> int:
    """Ask about Python's packages and npm's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--complete", action="store_true", help="fail where not all was audited")
    needed = parser.parse_args().complete
    audits = (_python(), _npm())
    for audit in audits:
        print(audit.summary())
    if not all(audit.complete for audit in audits):
        print("*** THE AUDIT IS NOT COMPLETE: what is not audited may be vulnerable. ***")
    bad = any(audit.advisories or (needed and not audit.complete) for audit in audits)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
