"""Install into .venv the packages of a lock file and the portal itself, a line a step.

It runs on the machine's own Python, so it imports nothing that does not come with that.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
PORTAL = ENVIRONMENT / "bin" / "portal"
# A line for the shell, which Python reads as a text: a path in `#!` may be neither long nor spaced.
# Processes that make packs import the command again, and must run nothing then.
COMMAND = """\
#!/bin/sh
'''exec' "$(dirname "$0")/python" "$0" "$@"
' '''
from portal.cli import run
if __name__ == "__main__":
    run()
"""
# The lock files name every package, so pip has nothing to resolve. Of the packages only what the
# portal imports is compiled (`runtime`); `make setup` compiles the rest. Only errors are shown: pip
# warns of much that is well.
PIP = "-m pip -qq --disable-pip-version-check install --no-deps --no-compile --require-hashes"
NPM = "npm ci --silent --ignore-scripts --no-audit --no-fund"


def step(text: str, *command: str | Path) -> None:
    """Run a command and say how long it took; show what it printed only where it failed."""
    with Started(text, *command) as started:
        if started.failed():
            raise SystemExit(f"This failed: {' '.join(map(str, command))}")


class Started:
    """A command that runs beside others until its result is asked for."""

    def __init__(self, text: str, *command: str | Path) -> None:
        self.text, self.since = text, time.monotonic()
        writing = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self.process = subprocess.Popen(command, cwd=ROOT, env=writing, text=True, **pipes)

    def __enter__(self) -> Started:
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave nothing running where another step failed."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.communicate()

    def failed(self) -> bool:
        """Wait for the command; say what it did, and in how many seconds."""
        sys.stdout.write(f"{self.text} … ")
        sys.stdout.flush()
        printed, _ = self.process.communicate()
        failed = self.process.returncode != 0
        sys.stdout.write("failed\n" if failed else f"{time.monotonic() - self.since:.0f} s\n")
        sys.stdout.flush()
        if failed:
            sys.stderr.write(printed)
        return failed


def install(lock: str, what: str, *npm: str) -> None:
    """Put the packages of a lock file into .venv, and meanwhile the scripts into node_modules."""
    if shutil.which("npm") is None:
        sys.stdout.write("npm is not here: Dash's own plotly.js serves, not the smaller one\n")
        packages(lock, what)
        return
    with Started("Fetching the small plotly.js with npm", *NPM.split(), *npm) as scripts:
        packages(lock, what)
        if scripts.failed():
            sys.stderr.write("Dash's own plotly.js serves, not the smaller one.\n")


def packages(lock: str, what: str) -> None:
    """Make .venv where there is none, and put in the packages and the portal."""
    if not PYTHON.exists():
        step("Making .venv", sys.executable, "-m", "venv", ENVIRONMENT)
    step(f"Installing {what}", PYTHON, *PIP.split(), "-r", lock)
    (folder,) = ENVIRONMENT.glob("lib/python3*/site-packages")
    (folder / "alongside.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    PORTAL.write_text(COMMAND, encoding="utf-8")
    PORTAL.chmod(0o755)


def runtime() -> None:
    """Install what the portal needs to serve."""
    install("requirements.lock", "the portal's packages", "--omit=dev")
    step(
        "Compiling what the portal uses",
        PYTHON,
        "-c",
        "import portal.cli.main, portal.runtime.gunicorn_server, portal.app, "
        "portal.cli.faults, portal.importers.load, alembic.command",
    )


def development() -> None:
    """Install what tests, checks and measurements need besides."""
    install("requirements-dev.lock", "the packages of the tests")


def compiled() -> None:
    """Compile all packages: where .venv cannot be written, each start would do it again."""
    step("Compiling", PYTHON, "-m", "compileall", "-q", "-j", "0", ENVIRONMENT / "lib")


def filled() -> None:
    """Make the database and load the catalogue, or what of it is new."""
    step("Filling the database", PORTAL, "load")


STEPS: dict[str, Callable[[], None]] = {
    "runtime": runtime,
    "development": development,
    "compiled": compiled,
    "filled": filled,
}

if __name__ == "__main__":
    for name in sys.argv[1:]:
        STEPS[name]()
