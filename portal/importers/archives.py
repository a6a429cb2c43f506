"""Faults by which Python's `zipfile` tells that an archive is damaged, or not one that it reads."""

from __future__ import annotations

import zipfile
import zlib

# `NotImplementedError` is that of a compression which Python lacks, `RuntimeError` of a password.
UNREADABLE_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)
