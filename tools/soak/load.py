"""Many readers, and some who write, for a time: a process of its own, by Locust.

Every request is a line of JSON in the file named: when it began, what it was, how long it took,
and what went wrong. Text that was acknowledged is named, so that its loss would show.
"""

from __future__ import annotations

# Locust makes sockets and threads those of gevent: it comes before all that uses them.
import locust  # isort: skip
import argparse
import itertools
import json
import random
import secrets
import signal
from pathlib import Path
from typing import Any

import gevent
import gevent.event
from backports import zstd
from locust import FastHttpUser, constant, events, task
from locust.contrib.fasthttp import FastResponse
from locust.env import Environment

from portal.auth.sessions import SESSION_COOKIE

ALERT = b"Something went wrong"


class Answer(FastResponse):
    """An answer, compressed as browsers take it, which Locust does not know."""

    def _content(self) -> bytes:
        body: bytes = self._response.read() if self._response is not None else b""
        self.release()
        encoding = self.headers.get("content-encoding") if self.headers else None
        return zstd.decompress(body) if encoding == "zstd" else body


class Reader(FastHttpUser):
    """Somebody who reads: a page, its callbacks, a time to think, another page."""

    abstract = True
    network_timeout = connection_timeout = 30.0
    journeys: list[dict[str, Any]] = []  # noqa: RUF012 - set once, before anyone starts
    files: list[str] = []  # noqa: RUF012
    headers = {"Accept-Encoding": "zstd", "Content-Type": "application/json"}  # noqa: RUF012

    def on_start(self) -> None:
        """A first visit: scripts and styles, which the browser then keeps."""
        self.client.client.response_type = Answer
        for path in self.files:
            self.client.get(path, name="file", headers={"Accept-Encoding": "zstd, br"})

    @task
    def look(self) -> None:
        """Open a view as a browser does."""
        journey = random.choice(self.journeys)  # noqa: S311 - no secret
        self.ask("GET", journey["path"], "page")
        for body in journey["bodies"]:
            self.ask("POST", "/_dash-update-component", "callback", body)

    def ask(self, method: str, path: str, name: str, body: str | None = None) -> None:
        """Ask, and count an alert in an answer as the failure that it is to a reader."""
        with self.client.request(
            method, path, name=name, data=body, headers=self.headers, catch_response=True
        ) as response:
            if response.status_code not in (200, 204):
                response.failure(f"status {response.status_code}")
            elif ALERT in (response.content or b""):
                response.failure("an alert")


class Writer(FastHttpUser):
    """Somebody of a review team, who adds lines of enquiry to a visit."""

    abstract = True
    network_timeout = connection_timeout = 30.0
    wait_time = constant(0.25)
    cookies: Any = iter(())
    report: Any = None

    def on_start(self) -> None:
        """Be signed in already, and learn what posts must carry."""
        self.visit = ""
        self.cookie = {"Cookie": f"{SESSION_COOKIE}={next(self.cookies)}"}
        me = self.client.get("/me", name="sign in", headers=self.cookie)
        self.token = json.loads(me.text or "{}")["csrf"]

    def post(self, path: str, fields: dict[str, Any], name: str) -> Any:
        """Post as the page does; nothing where it failed."""
        headers = {**self.cookie, "X-CSRFToken": self.token, "Content-Type": "application/json"}
        with self.client.post(
            path, name=name, data=json.dumps(fields), headers=headers, catch_response=True
        ) as response:
            if response.status_code != 200:
                response.failure(f"status {response.status_code}")
                return None
            return json.loads(response.text or "{}")

    @task
    def write(self) -> None:
        """Add a line; what is acknowledged is written down."""
        if not self.visit:
            form = {"council": "torbay", "title": "Soak", "starts": "", "ends": "", "themes": []}
            made = self.post("/visits/new", form, "write")
            if made is None:
                return
            self.visit, self.left = made["visit"], 400
        wording = f"soak {secrets.token_hex(8)}"
        fields = {"heading": "outcomes", "wording": wording}
        if self.post(f"/visits/{self.visit}/do/add_line", fields, "write") is not None:
            self.report(wording)
        self.left -= 1
        if not self.left:
            self.visit = ""


def main() -> None:
    """Make the load and write down what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="of the public portal")
    parser.add_argument("--journeys", type=Path, required=True, help="what `journeys` saved")
    parser.add_argument("--out", type=Path, required=True, help="where to write the lines")
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, nargs=2, default=(1, 5), help="seconds, from and to")
    parser.add_argument("--partners", help="address of the portal of partners")
    parser.add_argument("--writers", default="", help="cookies of those who are signed in there")
    asked = parser.parse_args()
    recorded = json.loads(asked.journeys.read_text(encoding="utf-8"))
    writers = [cookie for cookie in asked.writers.split(",") if cookie]

    class Reading(Reader):
        host = asked.address
        journeys = recorded["journeys"]
        files = recorded["files"]
        wait_time = locust.between(*asked.think)
        weight = 1

    with asked.out.open("w", encoding="utf-8", buffering=1) as out:

        def line(**values: Any) -> None:
            out.write(json.dumps(values) + "\n")

        class Writing(Writer):
            host = asked.partners
            cookies = itertools.cycle(writers)
            fixed_count = len(writers)

            def report(self, wording: str) -> None:
                line(written=wording)

        @events.request.add_listener
        def done(
            name: str,
            response_time: float,
            exception: Exception | None,
            start_time: float,
            **_: Any,
        ) -> None:
            line(at=start_time, kind=name, ms=response_time, error=str(exception or ""))

        classes = [Reading, Writing] if writers else [Reading]
        environment = Environment(user_classes=classes, events=events)
        runner = environment.create_local_runner()
        runner.start(asked.users + len(writers), spawn_rate=50)
        enough = gevent.event.Event()
        gevent.signal_handler(signal.SIGTERM, enough.set)
        enough.wait(asked.seconds)
        runner.quit()


if __name__ == "__main__":
    main()
