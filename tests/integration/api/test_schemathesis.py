"""The API does what its OpenAPI document says, whatever it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
import schemathesis
import schemathesis.hooks
from flask import Flask
from openapi_spec_validator import validate
from schemathesis import engine
from schemathesis.engine import Status, events
from sqlalchemy import Engine

from db.session import make_sessions
from portal.domain.view_state import MOST_COUNCILS
from portal.services import Services

# 414 is what a document may say of any address; the tool does not expect it by itself.
REFUSED = ["400", "404", "405", "406", "409", "414"]
CONFIG: dict[str, Any] = {
    "seed": 5,
    "generation": {"max-examples": 8, "database": "none"},
    "headers": {"Accept-Encoding": "identity"},
    "phases": {"stateful": {"enabled": False}},
    "checks": {
        "negative_data_rejection": {"expected-statuses": REFUSED},
        "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "414"]},
    },
}


def test_the_document_is_openapi(api: Any) -> None:
    validate(api.get("/api/v1/openapi.json").json)


@pytest.fixture
def hooks() -> Iterator[None]:
    """Hooks of the tool are global: none of them outlives the test."""
    yield
    schemathesis.hooks.unregister_all()


def _schema(server: Flask, without: str) -> Any:
    """Read the document, to be asked without one of the tool's two ways to make questions.

    `fuzzing` asks every address at random, `coverage` goes to the edges of each parameter: some
    hundred questions an address, so that a view with parameters of every kind must do.
    """
    config = schemathesis.Config.from_dict(
        {**CONFIG, "phases": {**CONFIG["phases"], without: {"enabled": False}}}
    )
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", server, config=config)


# What the databases answer is compared elsewhere; this is about the questions.
@pytest.mark.parametrize("api_engine", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("hooks")
def test_schemathesis_finds_no_fault(api_server: Flask, api_engine: Engine) -> None:
    vocabulary = Services.over(make_sessions(api_engine)).data.vocabulary()
    random, edges = (_schema(api_server, without) for without in ("coverage", "fuzzing"))

    @schemathesis.hook
    def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
        # Two rules that no schema can tell: a cursor is one that was given out, and councils and
        # groups are at most forty councils together. Both have tests of their own.
        if case.meta is None or not case.meta.generation.mode.is_positive:
            return
        case.query.pop("cursor", None)
        councils = case.query.get("councils", ())
        keys = tuple(councils.split(",") if isinstance(councils, str) else councils)
        if len(vocabulary.resolved(keys)) > MOST_COUNCILS:
            case.query["councils"] = keys[0] if isinstance(councils, str) else [keys[0]]

    failures, tried = [], 0
    edges = edges.include(path="/api/v1/views/findings")
    for event in chain.from_iterable(engine.from_schema(s).execute() for s in (random, edges)):
        assert not isinstance(event, events.FatalError | events.NonFatalError), event
        if isinstance(event, events.ScenarioFinished):
            tried += len(event.recorder.cases)
            for key, checks in event.recorder.checks.items():
                for check in checks:
                    if check.status == Status.FAILURE:
                        case = event.recorder.cases[key].value
                        failure = check.failure_info.failure
                        failures.append(
                            f"{failure.title}: {failure.message}\n{case.as_curl_command()}"
                        )
    assert failures == [], "\n\n".join(failures[:5])
    assert tried > 200, tried
