"""A region on one machine: two PostgreSQL servers, the public portal, the portal of partners."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import NullPool

from db.engine import open_engine
from db.roles import OWNER, READER, WRITER, make_roles
from db.schema import upgrade
from db.session import make_sessions
from portal.importers.load import load
from portal.settings import CATALOGUE, ROOT, Settings
from tests.support.clusters import Server, primary, standby_of
from tests.support.region import DATABASE, Region
from tests.support.serving import free_port, wait_for
from tests.support.signing_in import make_account, session_cookie
from tools.soak.journeys import record, save

WRITERS = ("soak-1", "soak-2", "soak-3", "soak-4")


@dataclass
class Portal:
    """`portal serve` on a port, its output in a file."""

    env: dict[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env={**os.environ, **self.env},
                stdout=log,
                stderr=log,
            )
        wait_for(self.port)

    def workers(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        return psutil.Process(self.process.pid).children()

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(60)


@dataclass
class Scene:
    """Everything that runs, and where."""

    region: Region
    standby: Server
    folder: Path
    public: Portal
    partners: Portal

    @property
    def first(self) -> Server:
        """The primary."""
        return self.region.server

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """Run a query on the primary and return its rows."""
        return self.first.run(statement, *values, database=DATABASE)

    def command(self, *arguments: str, **env: str) -> subprocess.Popen[str]:
        """A `portal` command as the owner, begun."""
        return subprocess.Popen(
            [sys.executable, "-m", "portal", *arguments],
            cwd=ROOT,
            env={**os.environ, "PORTAL_DATABASE_URL": self.region.url(OWNER), **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def journeys(self) -> Path:
        """Record the requests of browsers to this portal."""
        path = self.folder / "journeys.json"
        save(*record(self.public.address), path)
        return path


def urls(region: Region, standby: Server, role: str, wanted: str) -> str:
    """Both servers in one URL, as libpq writes it."""
    hosts = f"127.0.0.1:{region.server.port},127.0.0.1:{standby.port}"
    secret = region.passwords[role]
    return f"postgresql://{role}:{secret}@{hosts}/{DATABASE}?target_session_attrs={wanted}"


@contextmanager
def scene(folder: Path, disk: Path) -> Iterator[Scene]:
    """A region that runs, with the catalogue and no statistics; `disk` holds the primary."""
    with ExitStack() as stack:
        server = stack.enter_context(primary(disk))
        region = Region(server, disk)
        server.run(f"CREATE DATABASE {DATABASE}")
        engine = open_engine(server.url(database=DATABASE), poolclass=NullPool)
        make_roles(engine, region.passwords)
        owner = open_engine(region.url(OWNER), poolclass=NullPool)
        upgrade(owner)
        sessions = make_sessions(owner)
        load(sessions, [CATALOGUE])
        for name in WRITERS:
            make_account(sessions, name, ["reviewer"])
        place = folder / "second"
        place.mkdir()
        standby = stack.enter_context(standby_of(server, "standby", place))
        public = Portal(
            {
                "PORTAL_DATABASE_URL": urls(region, standby, READER, "prefer-standby"),
                "PORTAL_SIGN_IN": "off",
                "PORTAL_API_RATE": "100000/minute",
            },
            folder / "public.log",
        )
        partners = Portal(
            {
                "PORTAL_DATABASE_URL": urls(region, standby, WRITER, "read-write"),
                "PORTAL_SECRET_KEY": secrets.token_hex(32),
                "PORTAL_WORKERS": "1",
            },
            folder / "partners.log",
        )
        for portal in (public, partners):
            portal.start()
            stack.callback(portal.stop)
        yield Scene(region, standby, folder, public, partners)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The result of a load: each request as (when it ended, kind, milliseconds, error)."""

    requests: tuple[tuple[float, str, float, str], ...]
    written: tuple[str, ...]

    def of(self, *kinds: str) -> list[tuple[float, str, float, str]]:
        """The requests of some kinds."""
        return [request for request in self.requests if request[1] in kinds]

    def failed(self, *kinds: str) -> list[tuple[float, str, float, str]]:
        """Those of them that failed."""
        return [request for request in self.of(*kinds) if request[3]]


READS, WRITES = ("page", "callback", "file"), ("write",)


class Load:
    """Readers, and perhaps writers, for a time; in a process of its own."""

    def __init__(self, scene: Scene, journeys: Path, seconds: float, **given: Any) -> None:
        self._out = scene.folder / f"load-{time.monotonic_ns()}.jsonl"
        think = given.get("think", (0.2, 0.6))
        command = [
            *(sys.executable, "-m", "tools.soak.load", scene.public.address),
            *("--journeys", str(journeys), "--out", str(self._out)),
            *("--users", str(given.get("users", 20)), "--seconds", str(seconds)),
            *("--think", str(think[0]), str(think[1])),
        ]
        if given.get("writing", True):
            settings = Settings(secret_key=scene.partners.env["PORTAL_SECRET_KEY"])
            cookies = [session_cookie(name, settings) for name in WRITERS]
            command += ["--partners", scene.partners.address, "--writers", ",".join(cookies)]
        self._log = self._out.with_suffix(".log")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    def stop(self) -> None:
        """End it before its time."""
        self._process.send_signal(signal.SIGTERM)

    def written(self) -> list[str]:
        """The texts that were acknowledged until now."""
        lines = self._out.read_text(encoding="utf-8").splitlines()
        return [entry["written"] for entry in map(json.loads, lines) if "written" in entry]

    def result(self) -> Loaded:
        """Wait for the end; what came of it."""
        if self._process.wait() != 0:
            text = self._log.read_text(encoding="utf-8")[-2_000:]
            raise RuntimeError(f"the load did not end well: {text}")
        requests, written = [], []
        for line in self._out.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if "written" in entry:
                written.append(entry["written"])
            else:
                ended = entry["at"] + entry["ms"] / 1000
                requests.append((ended, entry["kind"], entry["ms"], entry["error"]))
        return Loaded(tuple(requests), tuple(written))


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own that can be filled: needs the right to mount, as root has.

    Raises:
        PermissionError: if this machine does not allow it.
    """
    place = folder / "first"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        raise PermissionError("this machine does not allow a disk of its own to be mounted")
    try:
        disk = place / "disk"
        disk.mkdir()
        yield disk
    finally:
        with suppress(subprocess.CalledProcessError):
            subprocess.run(["umount", "-l", str(place)], check=True)
