"""Fixtures: a PostgreSQL of this module's own with the three roles, filled by its owner."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import open_engine
from db.roles import OWNER, make_roles
from db.schema import upgrade
from db.session import make_sessions
from portal.importers.load import load
from portal.settings import CATALOGUE
from tests.support.clusters import in_memory, primary
from tests.support.region import DATABASE, Region


@pytest.fixture(scope="module")
def region() -> Iterator[Region]:
    """A server with the roles made and the project's catalogue loaded by the owner."""
    with (
        tempfile.TemporaryDirectory(prefix="portal-region-", dir=in_memory()) as folder,
        primary(Path(folder)) as server,
    ):
        made = Region(server, Path(folder))
        server.run(f"CREATE DATABASE {DATABASE}")
        superuser = open_engine(server.url(database=DATABASE))
        make_roles(superuser, made.passwords)
        superuser.dispose()
        owner = open_engine(made.url(OWNER))
        upgrade(owner)
        load(make_sessions(owner), [CATALOGUE])
        owner.dispose()
        yield made
