"""Two applications over HTTP: the portal, and the barest Dash app under the same gunicorn."""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.serving import free_port, wait_for

RUNS = 300
_GUNICORN = "-k gthread -w 2 --threads 4 --no-control-socket --log-level error".split()
_CONSTANT = """
from dash import Dash, Input, Output, dcc, html
app = Dash("bare")
app.layout = html.Div([dcc.Location(id="url"), html.Div(id="out")])
app.callback(Output("out", "children"), Input("url", "search"))(lambda search: "constant")
server = app.server
"""


@contextmanager
def bare_server(folder: Path, name: str, program: str) -> Iterator[str]:
    """A small Dash program under gunicorn; gives its address."""
    (folder / f"{name}.py").write_text(program, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", *_GUNICORN, "-b", f"127.0.0.1:{port}"]
    server = subprocess.Popen([*command, f"{name}:server"], cwd=folder, env={**os.environ})
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def constant_server(folder: Path) -> Any:
    """A server whose one callback answers with a constant."""
    return bare_server(folder, "constant", _CONSTANT)


class Failed(RuntimeError):
    """An answer that is an error."""


class Client:
    """One kept connection that posts callbacks."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(address.removeprefix("http://"))
        self.dependencies = json.loads(self.get("/_dash-dependencies"))

    def get(self, path: str) -> bytes:
        """A page or file."""
        self._connection.request("GET", path)
        return self._connection.getresponse().read()

    def has(self, output: str) -> bool:
        """Tell if the application has a callback with this output."""
        return any(output in callback["output"] for callback in self._answered())

    def _answered(self) -> list[dict[str, Any]]:
        return [
            callback for callback in self.dependencies if not callback.get("clientside_function")
        ]

    def request(self, output: str, value: Any, number: int = 0) -> bytes:
        """The body that a browser would post for a callback; `number` makes it another one."""
        callback = next(callback for callback in self._answered() if output in callback["output"])
        names = [part.rpartition(".") for part in callback["output"].strip(".").split("...")]
        outputs: Any = [{"id": a, "property": b} for a, _, b in names]
        if not callback["output"].startswith(".."):
            outputs = outputs[0]
        inputs = [{**part, "value": value} for part in callback["inputs"]]
        changed = [f"{part['id']}.{part['property']}" for part in callback["inputs"]]
        body = {"output": callback["output"], "outputs": outputs, "inputs": inputs}
        if number:
            body["n"] = number
        return json.dumps({**body, "changedPropIds": changed}, separators=(",", ":")).encode()

    def post(self, body: bytes) -> float:
        """Milliseconds until the whole answer is there.

        Raises:
            Failed: if the answer is an error.
        """
        try:
            took, status, answer = self._ask(body)
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            self._connection.close()  # gunicorn closes what was idle; the next one is kept again
            took, status, answer = self._ask(body)
        if status != 200 or b"Something went wrong" in answer:
            raise Failed(f"answer {status} for {body[:200]!r}")
        return took

    def _ask(self, body: bytes) -> tuple[float, int, bytes]:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip, br, zstd"}
        start = time.perf_counter()
        self._connection.request("POST", "/_dash-update-component", body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        return 1000 * (time.perf_counter() - start), response.status, answer


def medians(asked: Sequence[Callable[[], float]], runs: int = RUNS) -> list[float]:
    """Median of each, asked in turn so that the machine's speed touches all alike.

    The first tenth of the runs does not count: processes read what they keep.
    """
    times = [[ask() for ask in asked] for _ in range(runs + runs // 10)][runs // 10 :]
    return [statistics.median(column) for column in zip(*times, strict=True)]
