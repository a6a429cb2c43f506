"""Children of a test that end as they are told to: killed at a statement, or waiting there."""

from __future__ import annotations

import os
import resource
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, NullPool, event, inspect, text

from db.engine import open_engine

Watch = Callable[[int, str], None]


class Child:
    """A forked process that runs an action; it makes its own connections, and shares none.

    Args:
        action: what it does; its outcome comes back as a text.
        watch: is called with the number and the text of each statement, before it is run.
    """

    def __init__(self, action: Callable[[], Any], watch: Watch = lambda _number, _sql: None):
        reading, writing = os.pipe()
        self.number = os.fork()
        if not self.number:
            os.close(reading)
            code = 1
            try:
                _watch_statements(watch)
                message = str(action())
                code = 0
            except BaseException:
                message = traceback.format_exc()
            os.write(writing, message[-4000:].encode())
            os._exit(code)
        os.close(writing)
        self._reading = reading

    def end(self) -> str | None:
        """Wait for its end: what the action gave, or None where a signal killed the process."""
        with os.fdopen(self._reading) as file:
            message = file.read()
        status = os.waitpid(self.number, 0)[1]
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXFSZ)
            return None
        assert status == 0, message
        return message


def _watch_statements(watch: Watch) -> None:
    seen = 0

    def count(sql: str) -> None:
        nonlocal seen
        seen += 1
        watch(seen, sql)

    event.listen(Engine, "before_cursor_execute", lambda *given: count(given[2]))
    event.listen(Engine, "commit", lambda _connection: count("COMMIT"))


def die() -> None:
    """End this process as `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at_number(action: Callable[[], Any], number: int) -> bool:
    """Run an action that is killed at its statement of this number; False if it ended before."""
    return Child(action, lambda seen, _sql: die() if seen == number else None).end() is None


def killed_at_text(action: Callable[[], Any], text: str) -> bool:
    """Run an action that is killed at its first statement of this beginning; False if none is."""
    return (
        Child(action, lambda _n, sql: die() if sql.strip().startswith(text) else None).end() is None
    )


def killed_at_byte(action: Callable[[], Any], size: int) -> bool:
    """Run an action that is killed once a file grows beyond a size; False if none did."""

    def limited() -> Any:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        limit_files(size)
        return action()

    return Child(limited).end() is None


def limit_files(size: int) -> None:
    """Let no file of this process become longer."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def spread(action: Callable[[], Any], points: int) -> list[int]:
    """Numbers of statements from an action's first to its COMMIT; the action must undo itself."""
    numbers: list[int] = []
    reading, writing = os.pipe()

    def note(number: int, sql: str) -> None:
        if sql == "COMMIT":
            os.write(writing, f"{number} ".encode())
            die()

    Child(action, note).end()
    os.close(writing)
    with os.fdopen(reading) as file:
        last = int(file.read().split()[-1])
    numbers = [1 + step * (last - 1) // (points - 1) for step in range(points)]
    return sorted(set(numbers))


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine that keeps no connection, which a fork would share."""
    engine = open_engine(url, poolclass=NullPool)
    yield engine
    engine.dispose()


def rows(url: str) -> dict[str, list[str]]:
    """Every row of every table, but for the times at which they were made."""
    tables: dict[str, list[str]] = {}
    with opened(url) as engine, engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            if not table.startswith("search_"):
                each = connection.execute(text(f'SELECT * FROM "{table}"')).mappings()  # noqa: S608
                tables[table] = sorted(
                    repr({name: value for name, value in row.items() if name != "made_at"})
                    for row in each
                )
    return tables
