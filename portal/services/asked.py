"""The request that is being answered: its connection, and the version of the data it answers from.

Most requests ask for the version first. One may also take the version told last: figures come with
the newest and save a question of its own. Where it turns out to be another, all is made anew.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import Connection

from db.queries.versions import Version, data_version


class Outdated(Exception):
    """The data are no longer those that a request was taken to be answered from."""


@dataclass(slots=True)
class Asked:
    """A request's connection and version; `sure` is whether the database told it this request."""

    connection: Connection
    version: Version
    sure: bool


CURRENT: ContextVar[Asked | None] = ContextVar("current", default=None)


def confirm(number: int) -> None:
    """Compare the number of the newest version, which figures came with, with the one taken.

    Raises:
        Outdated: if it is another.
    """
    asked = CURRENT.get()
    if asked is not None and not asked.sure:
        if number != asked.version.number:
            raise Outdated
        asked.sure = True


def make_sure() -> None:
    """Ask for the version, unless it is sure.

    Raises:
        Outdated: if it is another than the one taken.
    """
    asked = CURRENT.get()
    if asked is not None and not asked.sure:
        if data_version(asked.connection) != asked.version:
            raise Outdated
        asked.sure = True
