"""Compressing answers: quickly for what is made anew, well and once for files that stay.

Flask-Compress does the work; two instances, since one has one cache and one order of methods.
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask_compress import Compress

_STAYS = ("/_dash-component-suites/", "/vendor/", "/assets/")
_MIMETYPES = [
    "text/html",
    "text/css",
    "text/csv",
    "text/javascript",
    "application/javascript",
    "application/json",
    "image/svg+xml",
]


class _Kept:
    """What was compressed once stays in memory: a few megabytes of scripts and styles."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        if len(self._kept) < 200:
            self._kept[key] = value


def register(server: Flask) -> None:
    """Compress every answer that a browser can take compressed."""
    server.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=_MIMETYPES,
        COMPRESS_BR_LEVEL=9,
        COMPRESS_ZSTD_LEVEL=3,
        COMPRESS_ALGORITHM=["zstd", "gzip"],
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
    )
    quick = Compress(server)
    server.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_CACHE_BACKEND=_Kept,
        COMPRESS_CACHE_KEY=lambda req: req.full_path,
    )
    once = Compress(server)

    def compress(response: Response) -> Response:
        if not request.path.startswith(_STAYS) or response.status_code != 200:
            return quick.after_request(response)
        response.direct_passthrough = False
        response.set_data(response.get_data())  # a streamed file cannot be kept
        if request.path.startswith("/assets/") and "m" in request.args:
            # Dash names the file's age in the address, so that a change has another address.
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return once.after_request(response)

    server.after_request(compress)
