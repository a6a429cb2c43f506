"""Archives for tests that are damaged within."""

from __future__ import annotations

import io
import zipfile

_HEADER = 30


def torn(raw: bytes, name: str) -> bytes:
    """Turn over the bits of one part of an archive, whose list of parts stays readable."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        part = archive.getinfo(name)
    names = raw[part.header_offset + 26 : part.header_offset + _HEADER]
    start = part.header_offset + _HEADER
    start += int.from_bytes(names[:2], "little") + int.from_bytes(names[2:], "little")
    end = start + part.compress_size
    return raw[:start] + bytes(byte ^ 0xFF for byte in raw[start:end]) + raw[end:]
