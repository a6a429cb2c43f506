"""The page on which administrators see how the portal is, and take a backup of its database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Protocol

from flask import Blueprint, Flask, Response
from sqlalchemy import Engine

from db.backup import CannotCopy, backup
from portal.auth import sessions
from portal.auth.audit import AuditLog
from portal.domain.access import ADMINISTRATOR, require
from portal.urls import CHECK
from portal.web.file_store import FileStore
from portal.web.handlers import bound
from portal.web.server_pages import no_store, show

_AT_ONCE = 256 * 1024
# What is left where a process was killed while it made one.
_PREFIX = "backup-"


class Checked(Protocol):
    """One thing that the self-check looked at."""

    @property
    def name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def remedy(self) -> str: ...


Check = Callable[[], Iterable[Checked]]


def register(
    server: Flask, engine: Engine, audit: AuditLog, store: FileStore, check: Check
) -> None:
    """Add the page and the download; of each, one is made at a time in all processes."""
    pages = Blueprint("upkeep", "portal")
    looking = store.turns_of("check").limited(bound(_page, engine, check), _may)
    pages.add_url_rule(CHECK, "check", looking)
    made = store.turns_of("backup").limited(bound(_backup, engine, audit, store, check), _may)
    pages.add_url_rule(f"{CHECK}/backup", "backup", made, methods=["POST"])
    pages.after_request(no_store)
    server.register_blueprint(pages)


def _may() -> bool:
    """Refuse others before they take a turn."""
    require(sessions.current_actor(), ADMINISTRATOR)
    return True


def _page(engine: Engine, check: Check, code: int = 200, problem: str = "") -> Response:
    checks = list(check())
    return show(
        "check.html",
        code,
        checks=checks,
        failed=sum(result.state == "fail" for result in checks),
        warned=sum(result.state == "warn" for result in checks),
        at=datetime.now(UTC),
        sqlite=engine.dialect.name == "sqlite",
        problem=problem,
    )


def _backup(engine: Engine, audit: AuditLog, store: FileStore, check: Check) -> Response:
    """Make a backup as `portal db backup` does, and send it; nothing of it stays here."""
    actor = require(sessions.current_actor(), ADMINISTRATOR)
    now = datetime.now(UTC)
    try:
        with TemporaryDirectory(prefix=_PREFIX, dir=store.place(_PREFIX)) as folder:
            file = Path(folder) / "copy"
            size = backup(engine, file)
            opened = file.open("rb")  # what is open can be read though its name is gone
    except (CannotCopy, OSError) as error:
        return _page(engine, check, 503, f"There is no backup: {error}")
    audit.record(actor, "backup downloaded", f"{size:,} bytes")
    kind = "db" if engine.dialect.name == "sqlite" else "dump"
    name = f"alongside-{now:%Y-%m-%d-%H%M}.{kind}"
    response = Response(_parts(opened), mimetype="application/octet-stream")
    response.call_on_close(opened.close)
    response.content_length = size
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _parts(opened: BinaryIO) -> Iterator[bytes]:
    with opened:
        while part := opened.read(_AT_ONCE):
            yield part
