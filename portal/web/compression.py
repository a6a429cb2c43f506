"""Compressing answers: quickly for what is made anew, well and once for files that stay.

Flask-Compress does the work; two instances, since one has one cache and one order of methods.
Answers of callbacks are compressed here, by a compressor that each thread keeps: making one for
each answer, and what else Flask-Compress weighs, takes three times as long.
"""

from __future__ import annotations

import gzip
import sys
from threading import local

from flask import Flask, Response, request
from flask_compress import Compress

from portal.urls import CALLBACKS
from portal.web.byte_cache import ByteCache
from portal.web.streams import CHEAP

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_STAYS = ("/_dash-component-suites/", "/vendor/", "/assets/")
_MIMETYPES = [
    "text/html",
    "text/css",
    "text/csv",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/atom+xml",
    "application/xml",
    "image/svg+xml",
]


_LEVEL, _DOCUMENTS, _SMALLEST = 1, 5, 500
_MOST_KEPT = 16 * 1024 * 1024  # bytes


class _Quick(local):
    """Compresses answers of callbacks for browsers that name zstd, as all of today do."""

    def __init__(self) -> None:
        self._compressor = zstd.ZstdCompressor(_LEVEL)

    def compress(self, response: Response) -> bool:
        """Compress an answer; whether nothing is left to do."""
        headers = response.headers
        if "Content-Encoding" in headers:
            return True  # a kept answer, as it went out before
        accepted = request.headers.get("Accept-Encoding", "").split(",")
        if "zstd" not in (name.strip() for name in accepted) or response.is_streamed:
            return False
        body = response.get_data()
        if len(body) < _SMALLEST or response.mimetype != "application/json":
            return False
        response.set_data(self._compressor.compress(body, zstd.ZstdCompressor.FLUSH_FRAME))
        headers["Content-Encoding"], headers["Vary"] = "zstd", "Accept-Encoding"
        return True


def _compressed_files() -> ByteCache[bytes]:
    """Keep what was compressed once: a few megabytes of scripts and styles.

    Dash knows a file by many addresses, so there is a limit.
    """
    return ByteCache(_MOST_KEPT, len)


def plain(response: Response) -> bytes:
    """Give an answer's bytes as they were before they were compressed here."""
    body = response.get_data()
    match response.headers.get("Content-Encoding"):
        case "zstd":
            return bytes(zstd.decompress(body))
        case "gzip":
            return gzip.decompress(body)
    return body


def register(server: Flask) -> None:
    """Compress every answer that a browser can take compressed."""
    server.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=_MIMETYPES,
        COMPRESS_BR_LEVEL=10,  # the last level takes five times as long for a fiftieth less
        COMPRESS_ZSTD_LEVEL=_DOCUMENTS,
        COMPRESS_ALGORITHM=["zstd", "gzip"],
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
    )
    quick = Compress(server)
    server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_CACHE_BACKEND=_compressed_files,
        COMPRESS_CACHE_KEY=lambda req: req.path,
    )
    once = Compress(server)
    callbacks = _Quick()

    def compress(response: Response) -> Response:
        if request.path == CALLBACKS and callbacks.compress(response):
            return response
        if CHEAP in request.environ:
            return response  # a stored file, compressed where that is taken, or a part of it
        if not request.path.startswith(_STAYS) or response.status_code != 200:
            return quick.after_request(response)
        response.direct_passthrough = False
        response.set_data(response.get_data())  # a streamed file cannot be kept
        if request.path.startswith("/assets/") and "m" in request.args:
            # Dash names the file's age in the address, so that a change has another address.
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return once.after_request(response)

    server.after_request(compress)
