"""The API does what its OpenAPI document says, whatever it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import schemathesis.hooks
from flask import Flask
from openapi_spec_validator import validate
from schemathesis import engine
from schemathesis.engine import Status, events

# 414 is what a document may say of any address; the tool does not expect it by itself.
REFUSED = ["400", "404", "405", "406", "409", "414"]
CONFIG = {
    "seed": 5,
    "max-time": 20,
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


# What the databases answer is compared elsewhere; this is about the questions.
@pytest.mark.parametrize("api_engine", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("hooks")
def test_schemathesis_finds_no_fault(api_server: Flask) -> None:
    names = api_server.test_client().get("/api/v1/openapi.json").json["components"]["schemas"]
    config = schemathesis.Config.from_dict(CONFIG)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api_server, config=config)
    regions = set(names["group-key"]["enum"]) - set(names["every-council-key"]["enum"])

    @schemathesis.hook
    def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
        # Two rules that no schema can tell: a cursor is one that was given out, and regions hold
        # at most forty councils together. Both have tests of their own.
        if case.meta is None or not case.meta.generation.mode.is_positive:
            return
        case.query.pop("cursor", None)
        if len(regions & set(case.query.get("councils", ()))) > 1:
            case.query["councils"] = case.query["councils"][:1]

    failures, tried = [], 0
    for event in engine.from_schema(schema).execute():
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
    assert tried > 300, tried
