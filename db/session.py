"""Sessions: one a use case, made here and nowhere else."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """A factory of sessions whose objects stay readable after a commit."""
    return sessionmaker(engine, expire_on_commit=False)
