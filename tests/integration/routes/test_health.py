"""`/readyz` says whether a portal can answer, and why not, in words that give nothing away."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from db.schema import known_revisions, newest_revision
from portal.app import create_app
from portal.routes.health import READY, why_not
from portal.settings import Settings

NEWEST = newest_revision()


def test_a_filled_database_is_ready(filled_engine: Engine) -> None:
    assert why_not(filled_engine, NEWEST, known_revisions()) == ""


def test_a_database_without_data_is_not(empty_engine: Engine) -> None:
    assert why_not(empty_engine, NEWEST, known_revisions()) == "the database holds no data"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_without_tables_is_not(new_database: Any, kind: str) -> None:
    engine = open_engine(new_database(kind))
    assert why_not(engine, NEWEST, known_revisions()) == "the database has no tables"
    engine.dispose()


def test_old_tables_are_not_and_newer_ones_are(filled_engine: Engine) -> None:
    assert why_not(filled_engine, "9999", known_revisions()) == "the database's tables are old"
    assert why_not(filled_engine, "0001", frozenset({"0001"})) == ""


def test_a_database_that_is_away_is_told_without_a_secret() -> None:
    engine = open_engine("postgresql://me:hidden@127.0.0.1:1/x")
    assert why_not(engine, NEWEST, known_revisions()) == "the database does not answer"
    engine.dispose()


@pytest.mark.parametrize("sign_in", ["on", "off"])
def test_both_portals_answer_and_keep_no_copy(sqlite_file: str, sign_in: str) -> None:
    engine = open_engine(sqlite_file)
    server = create_app(Settings(database_url=sqlite_file, sign_in=sign_in), engine).server
    answer = server.test_client().get(READY)
    engine.dispose()
    assert (answer.status_code, answer.text) == (200, "ready\n")
    assert answer.headers["Cache-Control"] == "no-store"
