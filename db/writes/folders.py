"""Writing the archives of catalogue folders that wait for their editor."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.models import FolderUpload


def let_folders_wait(session: Session, editor: str, **values: Any) -> int:
    """Write an archive in place of the one that the editor left, and give its number."""
    forget_upload(session, editor)
    upload = FolderUpload(made_by=editor, **values)
    session.add(upload)
    session.flush()
    return upload.id


def forget_upload(session: Session, editor: str) -> None:
    """Delete the archive that waits for an editor."""
    session.execute(delete(FolderUpload).where(FolderUpload.made_by == editor))
