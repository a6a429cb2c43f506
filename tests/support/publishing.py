"""A publisher of open data on this machine, that answers as the department's service does."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.orm import Session, sessionmaker

from portal.importers.statistics.publisher import Publisher
from portal.importers.statistics.refresh import Refresh
from portal.importers.statistics.service import offered_mappings
from portal.importers.statistics.stored_keys import stored_keys
from portal.settings import STATISTICS
from tests.support.statistics import bring_files, csv_text, row

# A data set that a mapping of the portal knows, and the file of its newest release.
DOCUMENT = "dfe-second-child-protection-plans"
NAME = "D3_CPPs_subsequent_plan_2013_to_2026.csv"
PLANS = {"category": "All", "CPP_start": 200, "CPP_subsequent": 50, "CPP_subsequent_percent": 25}
AREAS = ("england", "torbay", "plymouth")

PUBLICATION = {
    "id": "p-1",
    "title": "Children in need",
    "latestRelease": {"slug": "2026", "title": "Reporting year 2026"},
    "nextReleaseDate": {"year": 2027, "month": 10},
}


@dataclass
class Asked:
    """A request as the publisher saw it."""

    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]


@dataclass
class Shop:
    """A publisher: its files, and how it behaves.

    `busy` are the answers given before the next good one, with the seconds to wait that they name;
    `cut` sends half of each file.
    """

    address: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    versions: dict[str, dict[str, Any]] = field(default_factory=dict)
    superseding: str | None = None
    busy: list[tuple[int, str]] = field(default_factory=list)
    cut: bool = False
    redirect: str = ""
    asked: list[Asked] = field(default_factory=list)

    def put(self, name: str, content: bytes, number: int = 1, **more: Any) -> None:
        """Publish a file."""
        self.contents[f"f-{number}"] = content
        self.files.append(
            {
                "id": f"d-{number}",
                "fileId": f"f-{number}",
                "filename": name,
                "fileSize": f"{len(content)} B",
                "title": name,
                "publication": {"id": "p-1", "title": "Children in need"},
                "release": {"id": "r-1", "title": "Reporting year 2026"},
                "latestData": True,
                "isSuperseded": False,
                "published": "2026-10-29T09:30:00+00:00",
                **more,
            }
        )

    def paths(self) -> list[str]:
        """Forget the requests so far, and name their paths."""
        paths = [asked.path for asked in self.asked]
        self.asked.clear()
        return paths


class _Answering(BaseHTTPRequestHandler):
    shop: Shop

    def log_message(self, *_args: object) -> None:
        """Keep standard error clean."""

    def do_GET(self) -> None:
        """Answer as the two interfaces do."""
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        shop = self.shop
        shop.asked.append(Asked(parts.path, query, dict(self.headers.items())))
        if shop.busy:
            status, wait = shop.busy.pop(0)
            return self._send(status, b"{}", {"Retry-After": wait} if wait else {})
        match parts.path.split("/")[1:]:
            case ["content", "publications", _slug]:
                return self._json(PUBLICATION)
            case ["content", "data-set-files"]:
                return self._page(int(query["page"][0]), int(query["pageSize"][0]))
            case ["content", "releases", _release, "files", name] if name in shop.contents:
                return self._file(name)
            case ["api", "data-sets", _data_set, "versions", number] if number in shop.versions:
                return self._json(shop.versions[number])
            case ["api", "data-sets", data_set, "csv"]:
                packed = gzip.compress(shop.contents[data_set])
                return self._send(200, packed, {"Content-Encoding": "gzip"})
            case ["api", "data-sets", _data_set]:
                return self._json({"id": "a", "supersedingDataSetId": shop.superseding})
        return self._send(404, b"{}")

    def _page(self, page: int, size: int) -> None:
        files = self.shop.files
        total = -(-len(files) // size)
        paging = {"page": page, "pageSize": size, "totalPages": total}
        self._json({"paging": paging, "results": files[(page - 1) * size : page * size]})

    def _file(self, name: str) -> None:
        content, shop = self.shop.contents[name], self.shop
        etag = f'"{hash(content)}"'
        if shop.redirect:
            self._send(302, b"", {"Location": shop.redirect})
        elif self.headers.get("If-None-Match") == etag:
            self._send(304, b"")
        else:
            self._send(200, content, {"ETag": etag}, cut=shop.cut)

    def _json(self, value: object) -> None:
        self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _send(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, cut: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = True


@contextmanager
def publisher() -> Iterator[Shop]:
    """A publisher that answers until the end."""
    shop = Shop()
    handler = type("Handler", (_Answering,), {"shop": shop})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        shop.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield shop
        finally:
            server.shutdown()
            thread.join()


def plans(*years: str, **cells: object) -> bytes:
    """A small file of second child protection plans."""
    rows = [
        row(area, year, "Financial year", **{**PLANS, **cells}) for year in years for area in AREAS
    ]
    return csv_text(rows).encode()


def bring_plans(sessions: sessionmaker[Session], folder: Path) -> None:
    """Import the plans of 2024/25, which a newer release can follow."""
    file = folder / "d3_cpps_subsequent_plan_2013_to_2025.csv"
    file.write_bytes(plans("202425"))
    bring_files(sessions, STATISTICS / "second-child-protection-plans.toml", file)


def refresh(sessions: sessionmaker[Session], shop: Shop) -> list[str]:
    """Ask a publisher as `portal refresh` does; the state of each data set."""
    with sessions() as session:
        mappings = offered_mappings(session, STATISTICS, stored_keys(session))
    with Publisher(f"{shop.address}/content", f"{shop.address}/api", "tests") as asked:
        run = Refresh(sessions=sessions, mappings=mappings, publisher=asked, by="Ada")
        return [result.state for result in run.run()]
