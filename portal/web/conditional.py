"""ETags of answers that depend on nothing but the address, the data and the release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from db.queries.versions import Version
from portal.services import Services
from portal.settings import ROOT, Settings
from portal.web.streams import CHEAP

# What answers are made by: code and its words, the templates of frames, pages to print and packs.
_FOLDERS = ("portal", "db", "layouts")
_ENDINGS = (".py", ".toml", ".json", ".md", ".html", ".pptx", ".docx")
# What compression adds to an ETag, since bytes that differ need another one.
_ENCODINGS = (":zstd", ":gzip", ":br")


@cache
def release(root: Path = ROOT) -> str:
    """Name the code and templates that answer: another release may answer otherwise."""
    digest = sha256()
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in _ENDINGS:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def etag(version: Version, settings: Settings, *more: str) -> str:
    """The ETag of this request's answer.

    Args:
        version: of the data that it is made of.
        settings: the portal's public address stands in answers.
        more: what else the answer depends on.
    """
    base = settings.base_url or request.host_url
    parts = (release(), version.number, version.made_at, base, request.full_path, *more)
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


def client_has(tag: str) -> bool:
    """Tell if the client names this ETag as what it has."""
    given = request.if_none_match
    return any(given.contains_weak(f"{tag}{ending}") for ending in ("", *_ENCODINGS))


def conditional(
    view: Callable[..., Response], services: Services, settings: Settings
) -> Callable[..., Response]:
    """A view whose answer has an ETag; who has it already is told so, and it is not made.

    The answer must depend on the address, the day, the data and the release alone.
    """

    @wraps(view)
    def answered(**given: str) -> Response:
        tag = etag(services.data.version(), settings, datetime.now(UTC).date().isoformat())
        if client_has(tag):
            return not_modified(tag)
        response = view(**given)
        if response.status_code == 200 and not response.cache_control.no_store:
            encoding = response.headers.get("Content-Encoding")
            marked(response, f"{tag}:{encoding}" if encoding else tag)
            if CHEAP in request.environ:  # a stored file
                _cut(response)
        return response

    return answered


def _cut(response: Response) -> None:
    """Cut an answer to the part that is asked for, if one is.

    Raises:
        RequestedRangeNotSatisfiable: if it has no such part.
    """
    try:
        response.make_conditional(request, True, response.content_length)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise


def not_modified(tag: str) -> Response:
    """The answer to a client that has what it asks for."""
    return marked(Response(status=304), tag)


def marked(response: Response, tag: str) -> Response:
    """An answer with its ETag, to be asked for again each time."""
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response
