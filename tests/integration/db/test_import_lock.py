"""Two imports at once: the second waits, then works on what the first left."""

from __future__ import annotations

from threading import Event, Thread

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db.models import DatasetVersion, Item
from db.session import make_sessions
from db.writes.import_lock import take_turn
from portal.importers.load import load
from portal.settings import CATALOGUE
from tests.support.patience import SECONDS


def test_the_second_of_two_loads_waits_and_finds_nothing_to_do(empty_engine: Engine) -> None:
    sessions = make_sessions(empty_engine)
    holding, release = Event(), Event()
    done: list[list[object]] = []

    def second() -> None:
        holding.wait(SECONDS)
        done.append([*load(sessions, [CATALOGUE], report)])

    def report(text: str) -> None:
        if "Waiting for another import" in text:
            release.set()

    waiting = Thread(target=second)
    waiting.start()
    first = load(
        sessions, [CATALOGUE], lambda text: _hold(holding, release) if "Writing" in text else None
    )
    waiting.join(SECONDS)
    assert any(first)
    assert release.is_set()
    assert done
    assert not any(done[0])
    with Session(empty_engine) as session:
        assert session.scalar(select(func.count()).select_from(DatasetVersion)) == 1
        assert session.scalar(select(func.count()).select_from(Item)) == 147


def _hold(holding: Event, release: Event) -> None:
    """Let the other one come, and go on once it says that it waits."""
    holding.set()
    assert release.wait(SECONDS)


def test_a_turn_ends_with_its_transaction(empty_engine: Engine) -> None:
    sessions = make_sessions(empty_engine)
    messages: list[str] = []
    for _round in range(2):
        with sessions.begin() as session:
            take_turn(session, messages.append)
    with sessions() as session:
        take_turn(session, messages.append)
        session.rollback()
    with sessions.begin() as session:
        take_turn(session, messages.append)
    assert messages == []


def test_readers_do_not_wait_for_an_import(filled_engine: Engine) -> None:
    with make_sessions(filled_engine)() as session, Session(filled_engine) as reader:
        take_turn(session)
        assert reader.scalar(select(func.count()).select_from(Item)) == 147
        session.rollback()
