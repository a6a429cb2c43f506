"""The department's open-data service: which files it has now, and fetching one of them.

Nothing but `portal refresh` uses this. It asks the hosts of its settings only, one request at a
time, and waits where the service asks for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ValidationError
from requests import RequestException, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidSchema
from urllib3 import Retry
from urllib3.exceptions import HTTPError

from portal.importers.statistics.files import safe_name
from portal.importers.statistics.whole_files import MAX_MEGABYTES

_MAX_BYTES = MAX_MEGABYTES * 1_000_000
_MAX_ANSWER = 5_000_000
_MAX_SECONDS = 600
_TIMEOUT = (10, 60)
_PAGE_SIZE, _MAX_PAGES = 40, 25
# Answers after which it is worth while to ask again, and how long to wait at most before it.
_BUSY = (429, 503, 504)
_RETRIES, _FIRST_WAIT, _LONGEST_WAIT = 4, 2, 120
_CHUNK = 65_536
_GZIP, _ZIP = b"\x1f\x8b", b"PK"


class PublisherError(RuntimeError):
    """The service cannot be asked, or answers with what is no answer; the message says which."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file of a release as the publisher lists it.

    Dates are ISO 8601, as exact as they are known, or ""; `identity` changes with each version of
    the file. `superseded` files have a successor, which has another name.
    """

    name: str
    identity: str
    release: str
    published: str
    next_expected: str
    address: str
    superseded: bool = False
    version: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file in a folder, and the tag by which to ask whether it has changed."""

    path: Path
    etag: str


class _Titled(BaseModel):
    id: str
    title: str


class _Day(BaseModel):
    year: int
    month: int | None = None
    day: int | None = None


class _Publication(_Titled):
    nextReleaseDate: _Day | str | None = None


class _Api(BaseModel):
    id: str
    version: str


class _File(BaseModel):
    id: str
    fileId: str
    filename: str
    publication: _Titled
    release: _Titled
    latestData: bool = True
    isSuperseded: bool = False
    published: str = ""
    api: _Api | None = None


class _Paging(BaseModel):
    totalPages: int


class _Files(BaseModel):
    paging: _Paging
    results: list[_File]


class _ApiDataSet(BaseModel):
    supersedingDataSetId: str | None = None


class _Version(BaseModel):
    type: str
    notes: str | None = ""


_Answer = TypeVar("_Answer", bound=BaseModel)


class Publisher:
    """The two interfaces of the service; use it with `with`.

    Args:
        content: base address of the interface that lists every file.
        api: base address of the interface for data sets that are published for programs.
        agent: what the program calls itself, with an address to write to.
        clock: seconds that only grow.
    """

    def __init__(
        self, content: str, api: str, agent: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._content, self._api, self._clock = content.rstrip("/"), api.rstrip("/"), clock
        self._session = Session()
        # Packed in a way that the reader of files unpacks, within its limits.
        self._session.headers.update({"User-Agent": agent, "Accept-Encoding": "gzip"})
        self._session.adapters.clear()
        retry = Retry(
            total=_RETRIES,
            connect=1,
            read=1,
            status_forcelist=_BUSY,
            backoff_factor=_FIRST_WAIT,
            backoff_max=_LONGEST_WAIT,
            retry_after_max=_LONGEST_WAIT,
            raise_on_status=False,
        )
        for address in (content, api):
            parts = urlsplit(address)
            # No other host has an adapter, so that no redirect leads anywhere else.
            self._session.mount(f"{parts.scheme}://{parts.netloc}/", HTTPAdapter(max_retries=retry))
        self._listed: dict[str, tuple[_Publication, list[_File]]] = {}

    def __enter__(self) -> Publisher:
        return self

    def __exit__(self, *_error: object) -> None:
        self._session.close()

    def newest(self, publication: str, pattern: str) -> PublishedFile | None:
        """Find the newest file of a publication whose name fits a pattern; None where none does.

        Args:
            publication: its slug.
            pattern: of the name, with `*` and `?`, in whichever case.

        Raises:
            PublisherError: if the service cannot be asked, or several files fit.
        """
        series, files = self._files(publication)
        fitting = [
            file
            for file in files
            if file.latestData and fnmatchcase(file.filename.lower(), pattern.lower())
        ]
        live = [file for file in fitting if not file.isSuperseded]
        if len(live) > 1:
            names = ", ".join(file.filename for file in live)
            raise PublisherError(f"Several files of {publication} fit {pattern}: {names}.")
        if not fitting:
            return None
        file = (live or fitting)[0]
        address = f"{self._content}/releases/{quote(file.release.id, '')}/files/"
        listed = PublishedFile(
            name=file.filename,
            identity=f"{file.fileId} {file.published}",
            release=f"{file.publication.title}, {_lower(file.release.title)}",
            published=_day(file.published),
            next_expected=_day(series.nextReleaseDate),
            address=address + quote(file.fileId, ""),
            superseded=file.isSuperseded,
        )
        return listed if file.api is None else self._as_data_set(listed, file.api)

    def fetch(self, file: PublishedFile, folder: Path, etag: str = "") -> Fetched | None:
        """Download a file as it is sent, packed or not.

        Args:
            file: which.
            folder: where to.
            etag: of the download before, if it was of this address.

        Returns:
            The file; None where the service says that it has not changed.

        Raises:
            PublisherError: if it cannot be had whole, in time, or is too large.
        """
        headers = {"If-None-Match": etag} if etag else {}
        with self._answer(file.address, headers) as answer:
            if answer.status_code == 304:
                return None
            path = folder / safe_name(file.name)
            with path.open("wb") as out:
                for part in self._parts(answer, file.address, _MAX_BYTES):
                    out.write(part)
            with path.open("rb") as written:
                start = written.read(2)
            for magic, suffix in ((_GZIP, ".gz"), (_ZIP, ".zip")):
                if start == magic and path.suffix.lower() not in (suffix, ".xlsx"):
                    path = path.rename(f"{path}{suffix}")
            return Fetched(path, answer.headers.get("ETag", ""))

    def _as_data_set(self, file: PublishedFile, api: _Api) -> PublishedFile:
        """Take a file from the interface for programs, which names versions."""
        data_set = f"{self._api}/data-sets/{quote(api.id, '')}"
        version = self._json(f"{data_set}/versions/{quote(api.version, '')}", _Version)
        superseded = self._json(data_set, _ApiDataSet).supersedingDataSetId is not None
        return PublishedFile(
            name=file.name,
            identity=f"{file.identity} {api.version}",
            release=file.release,
            published=file.published,
            next_expected=file.next_expected,
            address=f"{data_set}/csv?dataSetVersion={quote(api.version, '')}",
            superseded=superseded or file.superseded,
            version=f"{api.version} ({version.type.lower()})",
            notes=" ".join((version.notes or "").split())[:500],
        )

    def _files(self, slug: str) -> tuple[_Publication, list[_File]]:
        """The files of the newest release of a publication, asked for once."""
        if slug not in self._listed:
            series = self._json(f"{self._content}/publications/{quote(slug, '')}", _Publication)
            files: list[_File] = []
            for page in range(1, _MAX_PAGES + 1):
                query = f"publicationId={quote(series.id, '')}&latestOnly=true"
                query += f"&page={page}&pageSize={_PAGE_SIZE}"
                answer = self._json(f"{self._content}/data-set-files?{query}", _Files)
                files += answer.results
                if page >= answer.paging.totalPages:
                    break
            self._listed[slug] = series, files
        return self._listed[slug]

    def _json(self, address: str, form: type[_Answer]) -> _Answer:
        with self._answer(address, {}) as answer:
            raw = b"".join(self._parts(answer, address, _MAX_ANSWER, decode=True))
        try:
            return form.model_validate_json(raw)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise PublisherError(
                f"{address} answers in another way than expected ({place}: {first['msg']})."
            ) from None

    @contextmanager
    def _answer(self, address: str, headers: dict[str, str]) -> Iterator[Response]:
        """An answer of success, whose body is not read yet."""
        try:
            answer = self._session.get(address, headers=headers, stream=True, timeout=_TIMEOUT)
        except InvalidSchema:
            raise PublisherError(
                f"{address} leads to a host that is not in the settings."
            ) from None
        except RequestException as error:
            raise PublisherError(f"{address} cannot be reached ({_reason(error)}).") from error
        with answer:
            if answer.status_code in _BUSY:
                raise PublisherError(
                    f"{address} is busy ({answer.status_code}), also after {_RETRIES} more "
                    "attempts; try again later."
                )
            if answer.status_code not in (200, 304):
                raise PublisherError(f"{address} answers {answer.status_code} {answer.reason}.")
            yield answer

    def _parts(
        self, answer: Response, address: str, most: int, decode: bool = False
    ) -> Iterator[bytes]:
        """The body of an answer in parts, as sent or unpacked, within limits of size and time."""
        late, size = self._clock() + _MAX_SECONDS, 0
        try:
            for part in answer.raw.stream(_CHUNK, decode_content=decode):
                size += len(part)
                if size > most:
                    raise PublisherError(f"{address} sends more than {most // 1_000_000} MB.")
                if self._clock() > late:
                    minutes = _MAX_SECONDS // 60
                    raise PublisherError(f"{address} takes longer than {minutes} minutes.")
                yield part
        except (HTTPError, OSError) as error:
            raise PublisherError(f"{address} broke off ({_reason(error)}).") from error


def _reason(error: BaseException) -> str:
    """The innermost cause of a failure, by its kind alone: messages name objects of libraries."""
    while cause := error.__cause__ or error.__context__:
        error = cause
    return type(error).__name__


def _lower(title: str) -> str:
    """A release's title within a sentence: Reporting year 2026 → reporting year 2026."""
    return title[:1].lower() + title[1:]


def _day(day: _Day | str | None) -> str:
    """A day, month or year in ISO 8601, or "" for what is none."""
    if isinstance(day, _Day):
        parts = [f"{day.year:04}", *(f"{part:02}" for part in (day.month, day.day) if part)]
        day = "-".join(parts)
    text = (day or "")[:10]
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return ""
    return text if len(text) in (4, 7, 10) else ""
